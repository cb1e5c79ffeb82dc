"""Routes of consignments: read by those in the dossier, and one that carriers call."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any
from uuid import UUID

import sqlalchemy as sa
from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import JSONResponse

from postal.carrier.protocol import Carriers, Status, undocumented
from postal.consignment.commands import WebhookReceived
from postal.consignment.machine import MACHINE
from postal.consignment.schemas import ConsignmentHistory, Consignments, ConsignmentView, LineView
from postal.consignment.tables import NAMED, consignments, history_of, listing, seen_by
from shared.kernel.errors import NotFound, Unavailable
from shared.kernel.incoming import Incoming
from shared.kernel.journal import begin, write
from shared.kernel.node import Node
from shared.web.auth import Caller, Role, by
from shared.web.edge import TAGGED, etag
from shared.web.parts import part_of
from shared.web.problems import correlation
from shared.web.served import ServedNode
from shared.web.transactional import TransactionalRoute

router = APIRouter(prefix="/v1/consignments", tags=["consignments"], route_class=TransactionalRoute)
callbacks = APIRouter(prefix="/v1/callbacks", tags=["callbacks"], route_class=TransactionalRoute)

Reader = Annotated[Caller, Depends(by(Role.APPLICANT, Role.OFFICER, Role.SUPERVISOR))]

BODY = {"requestBody": {"required": True, "content": {"application/json": {"schema": {}}}}}


@router.get("")
async def list_consignments(
    request: Request,
    caller: Reader,
    dossier: UUID | None = None,
    after: UUID | None = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> Consignments:
    """Those of one's own dossiers; for officers those of their desk and of their agency's cases."""
    where = [scope(caller)]
    where += [consignments.c.dossier == dossier] if dossier else []
    where += [consignments.c.id > after] if after else []
    views = [ConsignmentView(**_fields(row)) for row in await _rows(request, listing(where, limit))]
    return Consignments(consignments=views, after=views[-1].id if len(views) == limit else None)


@router.get("/{consignment}", responses=TAGGED)
async def read_consignment(
    request: Request, caller: Reader, consignment: UUID, response: Response
) -> ConsignmentHistory:
    """One consignment, and what its carrier has reported."""
    rows = await _rows(request, listing([scope(caller), consignments.c.id == consignment], 1))
    if not rows:
        raise NotFound("There is no such consignment among yours.", "Không có bưu gửi này trong phạm vi của bạn.")
    response.headers["ETag"] = etag(rows[0]["revision"])
    carriers: Carriers = part_of(request, Carriers)
    carrier = carriers.get(rows[0]["carrier"] or "")
    meaning = carrier.status if carrier else undocumented
    history = [_line(row, meaning(row["status"])) for row in await _rows(request, history_of(consignment))]
    return ConsignmentHistory(**_fields(rows[0]), history=history)


def scope(caller: Caller) -> sa.ColumnElement[bool]:
    """Whose consignments a caller may see."""
    return seen_by(caller.subject, caller.agency if caller.role in (Role.OFFICER, Role.SUPERVISOR) else None)


async def _rows(request: Request, select: sa.Select[Any]) -> list[dict[str, Any]]:
    async with part_of(request, ServedNode).database.read() as connection:
        return [dict(row) for row in (await connection.execute(select)).mappings()]


def _fields(row: dict[str, Any]) -> dict[str, Any]:
    return {name: row[name] for name in ConsignmentView.model_fields if name in row} | {
        "moves": MACHINE.moves(row["state"])
    }


def _line(row: dict[str, Any], status: Status) -> LineView:
    return LineView(status=row["status"], meaning=status.meaning, vi=status.vi, en=status.en, at=row["at"])


@callbacks.post("/{carrier}", openapi_extra=BODY)
async def webhook(request: Request, carrier: str) -> JSONResponse:
    """A webhook of a carrier, in its own format and answered in it: the parcels it names are polled.

    There is no token: the carrier proves who it is. What it says moves nothing but when we poll next; that is
    committed before the answer.
    """
    carriers: Carriers = part_of(request, Carriers)
    known = carriers.get(carrier)
    if known is None:
        raise NotFound("There is no such carrier.", "Không có đơn vị bưu chính này.")
    body, updated = await request.body(), None
    if await known.proves(body):
        updated = await receive_webhook(
            part_of(request, ServedNode), carrier, known.waybills(body), correlation(request)
        )
    status, answer = known.reply(body, updated)
    return JSONResponse(dict(answer), status)


async def receive_webhook(node: Node, carrier: str, waybills: Iterable[str], correlation: UUID) -> int:
    """Every parcel of ours that is named receives the webhook; how many there are."""
    if node.standing_still:
        raise Unavailable(node.standing_still)
    async with node.database.begin() as tx:
        rows = await tx.fetch(NAMED, sorted(waybills), carrier)
        uow = await begin(tx, node.registry.producer, {row["dossier"] for row in rows})
        webhooks = [_incoming(row, carrier, correlation) for row in rows]
        context = await node.registry.load(tx, uow, webhooks)
        for each in webhooks:
            with uow.atomic(each.dossier):
                node.registry.handlers[WebhookReceived](context, uow, each)
        await write(tx, uow)
    node.committed(uow)
    return len(rows)


def _incoming(row: Any, carrier: str, correlation: UUID) -> Incoming[WebhookReceived]:
    named = {"dossier": row["dossier"], "entity": row["id"], "actor": carrier, "role": "service"}
    return Incoming(message=WebhookReceived(), correlation=correlation, **named)
