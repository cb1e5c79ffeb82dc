"""Routes of consignments: read by those in the dossier, and one that carriers call."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import JSONResponse

from postal.carrier.protocol import Carriers, Status, undocumented
from postal.consignment.commands import WebhookReceived
from postal.consignment.schemas import AskedConsignments, ConsignmentHistory, Consignments, LineView
from postal.consignment.tables import NAMED, history_of
from postal.consignment.views import CONSIGNMENTS
from shared.kernel.errors import NotFound
from shared.web.auth import READERS, Caller, Role, by
from shared.web.callbacks import Meant, proved
from shared.web.edge import TAGGED
from shared.web.parts import part
from shared.web.served import Here
from shared.web.transactional import TransactionalRoute
from shared.web.views import Row, rows_of

router = APIRouter(prefix="/v1/consignments", tags=["consignments"], route_class=TransactionalRoute)
callbacks = APIRouter(prefix="/v1/callbacks", tags=["callbacks"], route_class=TransactionalRoute)

Configured = Annotated[Carriers, Depends(part(Carriers))]
Reader = Annotated[Caller, Depends(by(Role.APPLICANT, *READERS))]

BODY = {"requestBody": {"required": True, "content": {"application/json": {"schema": {}}}}}


@router.get("")
async def list_consignments(
    node: Here, caller: Reader, ask: Annotated[AskedConsignments, Query()], request: Request, response: Response
) -> Consignments:
    """Those of one's own dossiers; for officers those of their desk and of their agency's cases."""
    views, paged = await CONSIGNMENTS.page(node, caller, ask, request, response)
    return Consignments(consignments=views, **paged)


@router.get("/{consignment}", responses=TAGGED)
async def read_consignment(
    node: Here, caller: Reader, carriers: Configured, consignment: UUID, response: Response
) -> ConsignmentHistory:
    """One consignment, and what its carrier has reported."""
    view = await CONSIGNMENTS.one(node, caller, consignment, response)
    carrier = carriers.get(view.carrier or "")
    meaning = carrier.status if carrier else undocumented
    records = await rows_of(node.database, history_of(consignment))
    return ConsignmentHistory(**dict(view), history=[_record(row, meaning(row["status"])) for row in records])


def _record(row: Row, status: Status) -> LineView:
    return LineView(status=row["status"], meaning=status.meaning, vi=status.vi, en=status.en, at=row["at"])


async def sent(request: Request) -> bytes:
    """The body as it came, read before anything else is asked for."""
    return await request.body()


@callbacks.post("/{carrier}", openapi_extra=BODY)
async def report_parcels(
    request: Request, body: Annotated[bytes, Depends(sent)], carriers: Configured, carrier: str
) -> JSONResponse:
    """A webhook of a carrier, in its own format and answered in it: the parcels it names are polled.

    There is no token: the carrier proves who it is. What it says moves nothing but when we poll next; that is
    committed before the answer.
    """
    known = carriers.get(carrier)
    if known is None:
        raise NotFound("There is no such carrier.", "Không có đơn vị bưu chính này.")
    updated = None
    counterpart = await proved(request, known.name, known.proves, body)
    if counterpart is not None:
        rows = await counterpart.find(NAMED, sorted(known.waybills(body)), carrier)
        await counterpart.receive([Meant(WebhookReceived(), row["dossier"], row["id"]) for row in rows])
        updated = len(rows)
    status, answer = known.reply(body, updated)
    return JSONResponse(dict(answer), status)
