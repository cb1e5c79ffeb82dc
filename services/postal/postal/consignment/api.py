"""Routes of consignments: read by those in the dossier, and one that carriers call."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import JSONResponse

from postal.carrier.protocol import Carriers, Status, undocumented
from postal.consignment.commands import WebhookReceived
from postal.consignment.schemas import ConsignmentHistory, Consignments, LineView
from postal.consignment.tables import NAMED, history_of
from postal.consignment.views import CONSIGNMENTS
from shared.kernel.errors import NotFound, Unavailable
from shared.kernel.incoming import Incoming
from shared.kernel.journal import begin, write
from shared.kernel.node import Node
from shared.web.auth import Caller, Role, by
from shared.web.edge import TAGGED
from shared.web.parts import part
from shared.web.problems import correlation
from shared.web.served import Here
from shared.web.transactional import TransactionalRoute
from shared.web.views import Limit, Row, next_after, rows_of

router = APIRouter(prefix="/v1/consignments", tags=["consignments"], route_class=TransactionalRoute)
callbacks = APIRouter(prefix="/v1/callbacks", tags=["callbacks"], route_class=TransactionalRoute)

Configured = Annotated[Carriers, Depends(part(Carriers))]
Reader = Annotated[Caller, Depends(by(Role.APPLICANT, Role.OFFICER, Role.SUPERVISOR))]

BODY = {"requestBody": {"required": True, "content": {"application/json": {"schema": {}}}}}


@router.get("")
async def list_consignments(
    node: Here, caller: Reader, dossier: UUID | None = None, after: UUID | None = None, limit: Limit = 50
) -> Consignments:
    """Those of one's own dossiers; for officers those of their desk and of their agency's cases."""
    views = await CONSIGNMENTS.page(node.database, caller, after, limit, dossier=dossier)
    return Consignments(consignments=views, after=next_after(views, limit))


@router.get("/{consignment}", responses=TAGGED)
async def read_consignment(
    node: Here, caller: Reader, carriers: Configured, consignment: UUID, response: Response
) -> ConsignmentHistory:
    """One consignment, and what its carrier has reported."""
    view = await CONSIGNMENTS.one(node.database, caller, consignment, response)
    carrier = carriers.get(view.carrier or "")
    meaning = carrier.status if carrier else undocumented
    records = await rows_of(node.database, history_of(consignment))
    return ConsignmentHistory(**dict(view), history=[_record(row, meaning(row["status"])) for row in records])


def _record(row: Row, status: Status) -> LineView:
    return LineView(status=row["status"], meaning=status.meaning, vi=status.vi, en=status.en, at=row["at"])


@callbacks.post("/{carrier}", openapi_extra=BODY)
async def webhook(request: Request, node: Here, carriers: Configured, carrier: str) -> JSONResponse:
    """A webhook of a carrier, in its own format and answered in it: the parcels it names are polled.

    There is no token: the carrier proves who it is. What it says moves nothing but when we poll next; that is
    committed before the answer.
    """
    known = carriers.get(carrier)
    if known is None:
        raise NotFound("There is no such carrier.", "Không có đơn vị bưu chính này.")
    body, updated = await request.body(), None
    if await known.proves(body):
        updated = await receive_webhook(node, carrier, known.waybills(body), correlation(request))
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
