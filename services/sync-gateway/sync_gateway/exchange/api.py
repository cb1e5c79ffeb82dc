"""Routes of exchanges, for operators: what the portal knows, what waits, how it refused, and sending it again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any
from uuid import UUID

import sqlalchemy as sa
from fastapi import APIRouter, Depends, Query, Request, Response

from shared.kernel.errors import NotFound
from shared.web.auth import Caller, Role, by
from shared.web.edge import SEEN, TAGGED, Edge, asking, etag
from shared.web.transactional import TransactionalRoute
from sync_gateway.exchange.commands import Resend
from sync_gateway.exchange.context import Context
from sync_gateway.exchange.machine import EXCHANGE, State
from sync_gateway.exchange.models import ATTEMPTS, FIND, exchanges, exchanges_of, lines_of, trouble_of
from sync_gateway.exchange.schemas import Attempts, ExchangeDetail, Exchanges, ExchangeView, LineView, Refusal

router = APIRouter(prefix="/v1/exchanges", tags=["exchanges"], route_class=TransactionalRoute)

Looks = Annotated[Caller, Depends(by(Role.OPERATOR))]
Limit = Annotated[int, Query(ge=1, le=200)]


@router.get("")
async def list_exchanges(
    request: Request,
    _caller: Looks,
    state: State | None = None,
    dossier: UUID | None = None,
    after: UUID | None = None,
    limit: Limit = 50,
) -> Exchanges:
    """Exchanges by id, of one state or all."""
    where = [exchanges.c.id > after] if after else []
    where += [exchanges.c.state == state] if state else []
    where += [exchanges.c.dossier == dossier] if dossier else []
    views = [ExchangeView(**_fields(row)) for row in await _rows(request, exchanges_of(where, limit))]
    return Exchanges(exchanges=views, after=views[-1].id if len(views) == limit else None)


@router.get("/{exchange}", responses=TAGGED)
async def read_exchange(request: Request, _caller: Looks, exchange: UUID, response: Response) -> ExchangeDetail:
    """One exchange with its lines; its ETag is what If-Match wants."""
    found = await _rows(request, exchanges_of([exchanges.c.id == exchange], 1))
    if not found:
        raise missing()
    row = found[0]
    lines = await _rows(request, lines_of(row["dossier"]))
    refusals = await _rows(request, trouble_of(row["dossier"]))
    attempts = await _rows(request, ATTEMPTS.bindparams(exchange=exchange))
    response.headers["ETag"] = etag(row["revision"])
    return ExchangeDetail(
        **_fields(row),
        lines=[LineView(**line, told=line["number"] <= row["told"]) for line in lines],
        last_refusal=Refusal(**refusals[0]) if refusals else None,
        call=Attempts(tries=attempts[0]["attempts"], again_at=attempts[0]["leased_until"]) if attempts else None,
    )


@router.post("/{exchange}/resend", responses=SEEN)
async def resend(edge: Annotated[Edge, Depends(asking(Resend))], exchange: UUID, response: Response) -> ExchangeView:
    """Tells the portal now: the record, then the lines it has not acknowledged (all, if it has lost the record)."""
    dossier = await edge.tx.value(FIND, exchange)
    if dossier is None:
        raise missing()
    context: Context = await edge.receive(Resend(), dossier, exchange)
    row = context.exchanges[dossier]
    response.headers["ETag"] = etag(row.revision)
    return ExchangeView(**_fields({column.name: getattr(row, column.name) for column in EXCHANGE.columns}))


def missing() -> NotFound:
    return NotFound("There is no such exchange.", "Không có phiên đồng bộ này.")


def _fields(row: Mapping[str, Any]) -> dict[str, Any]:
    return {**row, "moves": EXCHANGE.machine.moves(row["state"], Role.OPERATOR)}


async def _rows(request: Request, select: sa.Executable) -> list[Mapping[str, Any]]:
    async with request.app.state.node.database.read() as connection:
        return [dict(row) for row in (await connection.execute(select)).mappings()]
