"""Routes of charges: the applicant pays online, the desk takes cash, both read receipts; providers report payments."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import structlog
from fastapi import APIRouter, Depends, Request, Response

from payment.charge import commands as ask
from payment.charge.schemas import Charges, ChargeView, Receipt, Receipts
from payment.charge.tables import ATTEMPT
from payment.charge.views import CHARGES
from payment.provider.protocol import Providers, Reported
from shared.kernel.errors import NotFound, Unavailable
from shared.web.auth import Caller, Role, by
from shared.web.edge import SEEN, TAGGED, Edge, asking, traceparent_of
from shared.web.idempotency import unkeyed
from shared.web.parts import part_of
from shared.web.problems import correlation
from shared.web.served import Here, ServedNode
from shared.web.transactional import TransactionalRoute
from shared.web.views import Limit, next_after

log = structlog.get_logger()

router = APIRouter(prefix="/v1/charges", tags=["charges"], route_class=TransactionalRoute)
callbacks = APIRouter(prefix="/v1/callbacks", tags=["callbacks"], route_class=TransactionalRoute)

Reader = Annotated[Caller, Depends(by(Role.APPLICANT, Role.OFFICER, Role.SUPERVISOR))]
SUFFIX = {"phi": "P", "le-phi": "LP"}


@router.get("")
async def list_charges(
    node: Here, caller: Reader, dossier: UUID | None = None, after: UUID | None = None, limit: Limit = 50
) -> Charges:
    """The charges the caller may read, by id."""
    views = await CHARGES.page(node.database, caller, after, limit, dossier=dossier)
    return Charges(charges=views, after=next_after(views, limit))


@router.get("/{charge}", responses=TAGGED)
async def read_charge(node: Here, caller: Reader, charge: UUID, response: Response) -> ChargeView:
    """One charge; its ETag is what If-Match wants."""
    return await CHARGES.one(node.database, caller, charge, response)


@router.post("/{charge}/payment", responses=SEEN)
async def pay(edge: Annotated[Edge, Depends(asking(ask.Pay))], charge: UUID, response: Response) -> ChargeView:
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
    row = await CHARGES.row(node.database, caller, charge)
    kinds = sorted({fee["kind"] for fee in row["fees"]}) if row["receipt"] else []
    return Receipts(receipts=[_receipt(row, kind) for kind in kinds])


@callbacks.post("/{provider}")
async def report(request: Request, provider: str, message: dict[str, Any]) -> dict[str, Any]:
    """A payment provider reports a payment by itself, in its own format, and is answered in it.

    There is no token: who wrote the message is proved before anything else. What is proved is journalled and asked
    about; it is booked only where the provider cannot be asked (decision 12).
    """
    providers: Providers = part_of(request, Providers)
    known = providers.get(provider)
    if known is None:
        raise NotFound("There is no such payment provider.", "Không có đơn vị thanh toán này.")
    if not await known.proves(message):
        log.warning("callback not proved", provider=provider, correlation=str(correlation(request)))
        return dict(known.reply(None, None))
    told = known.report(message)
    asked_at = await _receive(await _edge(request, provider), told)
    about = {name: getattr(told, name) for name in ("reference", "transaction", "code", "amount")}
    log.info("callback", provider=provider, **about, known=asked_at is not None)
    return dict(known.reply(told, asked_at))


async def _edge(request: Request, provider: str) -> Edge:
    """An open edge for a provider that has proved who it is; the route commits it."""
    node: ServedNode = part_of(request, ServedNode)
    if node.standing_still:
        raise Unavailable(node.standing_still)
    caller = Caller(provider, Role.SERVICE, None)
    tx = await request.state.stack.enter_async_context(node.database.begin())
    edge = Edge(node, caller, tx, unkeyed(request, caller), correlation(request), traceparent_of(request))
    request.state.edge = edge
    return edge


async def _receive(edge: Edge, told: Reported) -> datetime | None:
    """When the attempt was asked for, once its charge has received the report; None if that provider has no such."""
    attempt = await edge.tx.row(ATTEMPT, told.reference, told.provider)
    if attempt is None:
        return None
    await edge.receive(told, attempt["dossier"])
    asked_at: datetime = attempt["asked_at"]
    return asked_at


def _receipt(row: Mapping[str, Any], kind: str) -> Receipt:
    items = [fee for fee in row["fees"] if fee["kind"] == kind]
    return Receipt(
        number=f"{row['receipt']}-{SUFFIX.get(kind, kind)}",
        kind=kind,
        amount=sum(fee["amount"] for fee in items),
        items=items,
        agency=row["agency"],
        code=row["code"],
        provider=row["provider"],
        issued_at=row["settled_at"],
        valid=row["kept"],
    )
