"""Routes of the consignment: read by those in the dossier, and one the carrier calls.

The carrier's route answers in the carrier's format, takes no token, and changes nothing but when we poll next: the
scheduled item is committed before the answer.
"""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

import sqlalchemy as sa
from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import JSONResponse

from postal.carrier.myvnpost.clients import NAME, Notice, Seal, notice_of
from postal.consignment.commands import WebhookReceived
from postal.consignment.machine import MACHINE
from postal.consignment.models import consignments, history_of, listing, seen_by
from postal.consignment.rules import meant_by
from postal.consignment.schemas import WEBHOOK, ConsignmentHistory, Consignments, ConsignmentView, LineView, Reply
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

KNOWN = "select id, dossier from consignments where waybill = any($1::text[])"
BODY = {"requestBody": {"required": True, "content": {"application/json": {"schema": WEBHOOK}}}}


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
    """One consignment, with what was received of the carrier."""
    rows = await _rows(request, listing([scope(caller), consignments.c.id == consignment], 1))
    if not rows:
        raise NotFound("There is no such consignment among yours.", "Không có bưu gửi này trong phạm vi của bạn.")
    response.headers["ETag"] = etag(rows[0]["revision"])
    history = [_line(row) for row in await _rows(request, history_of(consignment))]
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


def _line(row: dict[str, Any]) -> LineView:
    status = meant_by(row["status"])
    return LineView(status=row["status"], meaning=status.meaning, vi=status.vi, en=status.en, at=row["at"])


@callbacks.post(
    "/myvnpost", response_model=Reply, responses={400: {"model": Reply}, 401: {"model": Reply}}, openapi_extra=BODY
)
async def myvnpost(request: Request) -> Reply | JSONResponse:
    """A webhook of MyVNPost: these parcels will be polled. 401 if it is not signed, 400 if it is none."""
    notice = notice_of(await request.body())
    if notice is None:
        return _no(400, "Gói tin không đúng định dạng")
    seal: Seal = part_of(request, Seal)
    if not await seal.fits(notice):
        return _no(401, "Chữ ký không hợp lệ")
    updated = await receive_webhook(part_of(request, ServedNode), notice, correlation(request))
    return Reply(success=True, message="Đã nhận", updated=updated)


def _no(status: int, why: str) -> JSONResponse:
    return JSONResponse(Reply(success=False, message=why).model_dump(), status)


async def receive_webhook(node: Node, notice: Notice, correlation: UUID) -> int:
    """Every parcel of ours in the webhook receives that the carrier has knocked; how many there were."""
    if node.standing_still:
        raise Unavailable(node.standing_still)
    async with node.database.begin() as tx:
        rows = await tx.fetch(KNOWN, sorted({item.item_code for item in notice.data}))
        uow = await begin(tx, node.registry.producer, {row["dossier"] for row in rows})
        webhooks = [_incoming(row, correlation) for row in rows]
        context = await node.registry.load(tx, uow, webhooks)
        for each in webhooks:
            with uow.atomic(each.dossier):
                node.registry.handlers[WebhookReceived](context, uow, each)
        await write(tx, uow)
    node.committed(uow)
    return len(rows)


def _incoming(row: Any, correlation: UUID) -> Incoming[WebhookReceived]:
    named = {"dossier": row["dossier"], "entity": row["id"], "actor": NAME, "role": "service"}
    return Incoming(message=WebhookReceived(), correlation=correlation, **named)
