"""Routes of exchanges, for operators: what the portal knows, what waits, how it refused, and sending it again."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

import msgspec
from fastapi import APIRouter, Depends, Query, Request, Response

from shared.kernel.sealing import Masters
from shared.web.auth import Caller, Role, by
from shared.web.edge import SEEN, TAGGED, Edge, asking
from shared.web.looks import look
from shared.web.parts import part
from shared.web.served import Here
from shared.web.transactional import TransactionalRoute
from shared.web.views import rows_of
from sync_gateway.exchange.commands import Resend
from sync_gateway.exchange.models import Trouble
from sync_gateway.exchange.schemas import (
    AskedExchanges,
    Attempts,
    ExchangeDetail,
    Exchanges,
    ExchangeView,
    LineView,
    Refusal,
)
from sync_gateway.exchange.tables import ATTEMPTS, TROUBLE, lines_of
from sync_gateway.exchange.views import EXCHANGES

router = APIRouter(prefix="/v1/exchanges", tags=["exchanges"], route_class=TransactionalRoute)

Operator = Annotated[Caller, Depends(by(Role.OPERATOR))]


@router.get("")
async def list_exchanges(
    node: Here, caller: Operator, ask: Annotated[AskedExchanges, Query()], request: Request, response: Response
) -> Exchanges:
    """What the portal is told of each dossier."""
    views, paged = await EXCHANGES.page(node, caller, ask, request, response)
    return Exchanges(exchanges=views, **paged)


@router.get("/{exchange}", responses=TAGGED)
async def read_exchange(
    node: Here,
    masters: Annotated[Masters, Depends(part(Masters))],
    caller: Operator,
    exchange: UUID,
    response: Response,
) -> ExchangeDetail:
    """One exchange with its progress; its ETag is what If-Match wants."""
    view = await EXCHANGES.one(node, caller, exchange, response)
    progress = await rows_of(node.database, lines_of(view.dossier))
    async with node.database.begin() as tx:
        call, trouble = await tx.row(ATTEMPTS, exchange), await tx.row(TROUBLE, view.dossier)
        if trouble is not None:  # its words may name a person
            await look(tx, caller, "operation", [view.dossier])
    return ExchangeDetail(
        **dict(view),
        lines=[LineView(**line, told=line["number"] <= view.told) for line in progress],
        last_refusal=_opened(masters, view.dossier, trouble) if trouble else None,
        call=Attempts(tries=call["attempts"], again_at=call["leased_until"]) if call else None,
    )


def _opened(masters: Masters, dossier: UUID, row: Any) -> Refusal | None:
    """The portal's words; None if they were not sealed here."""
    words = masters.box(row["master"], row["wrapped"]).open(row["sealed"], Trouble.place(dossier))
    return None if words is None else Refusal(**msgspec.json.decode(words), at=row["at"])


@router.post("/{exchange}/resend", responses=SEEN)
async def resend_exchange(
    edge: Annotated[Edge, Depends(asking(Resend))], exchange: UUID, response: Response
) -> ExchangeView:
    """Tells the portal now: the record, then the progress it has not acknowledged (all, if it has lost the record)."""
    return await EXCHANGES.move(edge, Resend(), exchange, response)
