"""Routes of charges: the applicant pays online, the desk takes cash, both read receipts; providers report payments."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import structlog
from fastapi import APIRouter, Depends, Query, Request, Response

from payment.charge import commands as ask
from payment.charge.context import Context
from payment.charge.machine import CHARGE, State
from payment.charge.schemas import Charges, ChargeView, Receipt, Receipts, ReportView
from payment.charge.tables import ATTEMPT, SEE, charges, listing, seen_by
from payment.provider.protocol import Providers, Reported
from shared.kernel.errors import NotFound, Unavailable
from shared.web.auth import Caller, Role, by
from shared.web.edge import SEEN, TAGGED, Edge, asking, etag, traceparent_of
from shared.web.idempotency import unkeyed
from shared.web.parts import part_of
from shared.web.problems import correlation
from shared.web.served import ServedNode
from shared.web.transactional import TransactionalRoute

log = structlog.get_logger()

router = APIRouter(prefix="/v1/charges", tags=["charges"], route_class=TransactionalRoute)
callbacks = APIRouter(prefix="/v1/callbacks", tags=["callbacks"], route_class=TransactionalRoute)

Reader = Annotated[Caller, Depends(by(Role.APPLICANT, Role.OFFICER, Role.SUPERVISOR))]
SUFFIX = {"phi": "P", "le-phi": "LP"}


def scope(caller: Caller) -> tuple[str | None, str | None]:
    """Whose charges a caller may see: an applicant one's own, an officer those of the agency or its desk."""
    return (caller.subject, None) if caller.role is Role.APPLICANT else (None, caller.agency)


@router.get("")
async def list_charges(
    request: Request,
    caller: Reader,
    dossier: UUID | None = None,
    after: UUID | None = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> Charges:
    """The charges the caller may see, by id."""
    where = [charges.c.dossier == dossier] if dossier else []
    where += [charges.c.id > after] if after else []
    views = [_view(row, caller) for row in await _rows(request, caller, where, limit)]
    return Charges(charges=views, after=views[-1].id if len(views) == limit else None)


@router.get("/{charge}", responses=TAGGED)
async def read_charge(request: Request, caller: Reader, charge: UUID, response: Response) -> ChargeView:
    """One charge; its ETag is what If-Match wants."""
    row = await _one(request, caller, charge)
    response.headers["ETag"] = etag(row["revision"])
    return _view(row, caller)


@router.post("/{charge}/payment", responses=SEEN)
async def pay(edge: Annotated[Edge, Depends(asking(ask.Pay))], charge: UUID, response: Response) -> ChargeView:
    """Asks a payment provider to take the money. Read the charge again for where to pay."""
    return await _move(edge, charge, ask.Pay(), response)


@router.post("/{charge}/cash", responses=SEEN)
async def take_cash(
    edge: Annotated[Edge, Depends(asking(ask.TakeCash))], charge: UUID, response: Response
) -> ChargeView:
    """The money was taken at the counter of the desk that received the dossier."""
    return await _move(edge, charge, ask.TakeCash(), response)


@router.get("/{charge}/receipts")
async def read_receipts(request: Request, caller: Reader, charge: UUID) -> Receipts:
    """One receipt per kind of fee, once the charge is settled."""
    row = await _one(request, caller, charge)
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


async def _move(edge: Edge, charge: UUID, command: Any, response: Response) -> ChargeView:
    """One command to one charge the caller may see, as it was last seen."""
    dossier = await edge.tx.value(SEE, charge, *scope(edge.caller))
    if dossier is None:
        raise missing()
    context: Context = await edge.receive(command, dossier, charge)
    row = context.charges[charge]
    response.headers["ETag"] = etag(row.revision)
    attempt = context.attempts.get(row.asked or "")
    payments = [dataclasses.asdict(payment) for payment in context.payments.get(charge, ())]
    more = {"code": context.dossiers[dossier].code, "url": attempt and attempt.url, "payments": payments}
    return _view({column.name: getattr(row, column.name) for column in CHARGE.columns} | more, edge.caller)


def missing() -> NotFound:
    return NotFound("There is no such charge among yours.", "Không có khoản thu này trong phạm vi của bạn.")


async def _rows(request: Request, caller: Caller, where: list[Any], limit: int) -> list[Mapping[str, Any]]:
    select = listing([seen_by(*scope(caller)), *where], limit)
    async with part_of(request, ServedNode).database.read() as connection:
        return [dict(row) for row in (await connection.execute(select)).mappings()]


async def _one(request: Request, caller: Caller, charge: UUID) -> Mapping[str, Any]:
    rows = await _rows(request, caller, [charges.c.id == charge], 1)
    if not rows:
        raise missing()
    return rows[0]


def _view(row: Mapping[str, Any], caller: Caller) -> ChargeView:
    fields = {name: row[name] for name in ChargeView.model_fields if name in row}
    fields["url"] = row["url"] if row["state"] == State.PAYING else None
    known = {payment["reference"] for payment in row["payments"]}
    fields["unconfirmed"] = [
        ReportView(**said) for said in row["reported"] if said["paid"] and said["transaction"] not in known
    ]
    return ChargeView(**fields, moves=CHARGE.machine.moves(row["state"], str(caller.role)))
