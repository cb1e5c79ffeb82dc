"""Routes of charges: the applicant pays online, the desk takes cash, both read receipts; providers report payments."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

import structlog
from fastapi import APIRouter, Depends, Path, Query, Request, Response

from payment.charge import commands as ask
from payment.charge.schemas import AskedCharges, AskedReceipts, Charges, ChargeView, OwnReceipts, Receipt, Receipts
from payment.charge.tables import ATTEMPT, RECEIPTS, with_receipt
from payment.charge.views import CHARGES, receipts_of
from payment.provider.protocol import Providers
from shared.kernel.errors import NotFound
from shared.web.auth import READERS, Caller, Role, by
from shared.web.callbacks import Meant, proved
from shared.web.edge import SEEN, TAGGED, Edge, asking
from shared.web.parts import part
from shared.web.served import Here
from shared.web.transactional import TransactionalRoute
from shared.web.views import links, rows_of
from shared.web.walks import walked

log = structlog.get_logger()

router = APIRouter(prefix="/v1/charges", tags=["charges"], route_class=TransactionalRoute)
receipts = APIRouter(prefix="/v1/receipts", tags=["receipts"], route_class=TransactionalRoute)
callbacks = APIRouter(prefix="/v1/callbacks", tags=["callbacks"], route_class=TransactionalRoute)

Reader = Annotated[Caller, Depends(by(Role.APPLICANT, Role.CASHIER, *READERS))]
Payer = Annotated[Caller, Depends(by(Role.APPLICANT))]


@router.get("")
async def list_charges(
    node: Here, caller: Reader, ask: Annotated[AskedCharges, Query()], request: Request, response: Response
) -> Charges:
    """The charges the caller may read."""
    views, paged = await CHARGES.page(node, caller, ask, request, response)
    return Charges(charges=views, **paged)


@router.get("/{charge}", responses=TAGGED)
async def read_charge(node: Here, caller: Reader, charge: UUID, response: Response) -> ChargeView:
    """One charge; its ETag is what If-Match wants."""
    return await CHARGES.one(node, caller, charge, response)


@router.post("/{charge}/payment", responses=SEEN)
async def pay_charge(edge: Annotated[Edge, Depends(asking(ask.Pay))], charge: UUID, response: Response) -> ChargeView:
    """Asks a payment provider to take the money. Read the charge again for where to pay."""
    return await CHARGES.move(edge, ask.Pay(), charge, response)


@router.post("/{charge}/cash", responses=SEEN)
async def take_cash(
    edge: Annotated[Edge, Depends(asking(ask.TakeCash))], charge: UUID, response: Response
) -> ChargeView:
    """The money was taken at the counter of the desk that received the dossier."""
    return await CHARGES.move(edge, ask.TakeCash(), charge, response)


@router.get("/{charge}/receipts")
async def read_receipts(node: Here, caller: Reader, charge: UUID) -> Receipts:
    """One receipt per kind of fee, once the charge is settled."""
    return Receipts(receipts=receipts_of(await CHARGES.row(node.database, caller, charge)))


@receipts.get("")
async def list_receipts(
    node: Here, caller: Payer, ask: Annotated[AskedReceipts, Query()], request: Request, response: Response
) -> OwnReceipts:
    """The receipts of one's own charges. Charges are counted, and the receipts of one stay together."""
    rows, paged = await walked(node.database, RECEIPTS, caller.who, ask)
    response.headers["Link"] = ", ".join(links(request, paged["after"]))
    return OwnReceipts(receipts=[receipt for row in rows for receipt in receipts_of(row)], **paged)


@receipts.get("/{number}")
async def read_receipt(node: Here, caller: Payer, number: Annotated[str, Path(max_length=60)]) -> Receipt:
    """One of one's own receipts, by its number."""
    rows = await rows_of(node.database, with_receipt(caller.who, number.rpartition("-")[0]))
    for receipt in (each for row in rows for each in receipts_of(row)):
        if receipt.number == number:
            return receipt
    raise NotFound("There is no such receipt for this account.", "Tài khoản này không có biên lai được yêu cầu.")


@callbacks.post("/{provider}")
async def report_payment(
    request: Request, providers: Annotated[Providers, Depends(part(Providers))], provider: str, message: dict[str, Any]
) -> dict[str, Any]:
    """A payment provider reports a payment by itself, in its own format, and is answered in it.

    There is no token: who wrote the message is proved before anything else. What is proved is journalled and asked
    about; it is booked only where the provider cannot be asked (decision 12).
    """
    known = providers.get(provider)
    if known is None:
        raise NotFound("There is no such payment provider.", "Không có đơn vị thanh toán này.")
    counterpart = await proved(request, known.name, known.proves, message)
    if counterpart is None:
        return dict(known.reply(None, None))
    told = known.report(message)
    attempts = await counterpart.find(ATTEMPT, told.reference, told.provider)
    await counterpart.receive([Meant(told, attempt["dossier"]) for attempt in attempts])
    about = {name: getattr(told, name) for name in ("reference", "transaction", "code", "amount")}
    log.info("callback", provider=provider, **about, known=bool(attempts))
    return dict(known.reply(told, attempts[0]["asked_at"] if attempts else None))
