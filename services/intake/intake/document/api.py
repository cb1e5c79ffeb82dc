"""Routes of documents: upload, list, fetch, take away. Bytes are measured and recognised before they are kept.

Uploading is a PUT under an id the client has made, so sending it again is harmless.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel

from intake.document import rules, store
from intake.document.errors import AnotherDocument, EmptyFile
from intake.dossier.api import EDITABLE, Reader, Writer, find, missing, scope
from intake.dossier.errors import NotEditable, UnknownCode
from intake.dossier.models import FIND
from intake.dossier.world import World
from shared.contracts.reference import Component, Procedure
from shared.contracts.reference.words import Code
from shared.db import Tx
from shared.edge import Door, Edge
from shared.errors import NotFound, UnsupportedMedia
from shared.journal import begin

router = APIRouter(prefix="/v1/dossiers/{dossier}/documents", tags=["documents"], route_class=Door)

COLUMNS = "id, component, name, media, size, sha256, at"
LIST = f"select {COLUMNS} from documents where dossier = $1 order by id"
ONE = f"select {COLUMNS} from documents where dossier = $1 and id = $2"
ANY = "select dossier, sha256 from documents where id = $1"
KEEP = f"""
insert into documents(dossier, id, component, name, media, size, sha256) values ($1, $2, $3, $4, $5, $6, $7)
returning {COLUMNS}
"""


class Document(BaseModel):
    """One uploaded file. `component` is the procedure's component it was uploaded for; size in bytes."""

    id: UUID
    component: str
    name: str
    media: str
    size: int
    sha256: str
    at: datetime


@router.put("/{document}", status_code=201)
async def upload(
    edge: Writer,
    request: Request,
    dossier: UUID,
    document: UUID,
    component: Annotated[Code, Query()],
    name: Annotated[str, Query(max_length=300)],
    response: Response,
) -> Document:
    """Keeps the body as one document. 201 when new, 200 when this very file was there already."""
    await find(edge, dossier)
    wanted = await _wanted(edge, dossier, component)
    received = await store.receive(request.stream(), wanted.max_bytes)
    found = rules.media_of(received.head, request.headers.get("content-type", ""))
    if received.size == 0:
        raise EmptyFile()
    if found not in wanted.media:
        raise UnsupportedMedia(f"Not {found} for {component}.", f"Không nhận {found} cho {component}.")
    await request.app.state.documents.put(received)
    there = await edge.tx.row(ANY, document)
    if there is not None:
        return await _again(edge.tx, there, (dossier, document, received.sha256), response)
    kept = (dossier, document, component, rules.tidy(name), found, received.size, received.sha256)
    return Document(**dict(await edge.tx.row(KEEP, *kept)))


async def _wanted(edge: Edge, dossier: UUID, code: str) -> Component:
    """The component this is for; the dossier is locked until the end, so that nobody hands it in meanwhile."""
    page = await begin(edge.tx, edge.node.hearing.speaker, {dossier})
    world: World = await edge.node.hearing.load(edge.tx, page, [])
    row = world.dossiers[dossier]
    if row.state not in EDITABLE:
        raise NotEditable()
    procedure: Procedure = world.facts(row, page.now).procedure
    for component in procedure.components:
        if component.code == code:
            return component
    raise UnknownCode(f"No component {code}.", f"Không có thành phần {code}.")


async def _again(tx: Tx, there: Any, wanted: tuple[UUID, UUID, str], response: Response) -> Document:
    if (there["dossier"], there["sha256"]) != (wanted[0], wanted[2]):
        raise AnotherDocument()
    response.status_code = 200
    return Document(**dict(await tx.row(ONE, *wanted[:2])))


@router.get("")
async def list_documents(request: Request, caller: Reader, dossier: UUID) -> list[Document]:
    """The documents of a dossier."""
    async with request.app.state.node.database.begin() as tx:
        await _seen(tx, dossier, *scope(caller))
        return [Document(**dict(row)) for row in await tx.fetch(LIST, dossier)]


@router.get("/{document}/content", response_class=StreamingResponse)
async def fetch(request: Request, caller: Reader, dossier: UUID, document: UUID) -> StreamingResponse:
    """The bytes of a document, as they were uploaded."""
    async with request.app.state.node.database.begin() as tx:
        await _seen(tx, dossier, *scope(caller))
        row = await tx.row(ONE, dossier, document)
    if row is None:
        raise NotFound("There is no such document.", "Không có tài liệu này.")
    headers = {
        "Content-Length": str(row["size"]),
        "Content-Disposition": "attachment",
        "X-Content-Type-Options": "nosniff",
        "ETag": f'"{row["sha256"]}"',
    }
    bytes_ = await request.app.state.documents.get(row["sha256"])
    return StreamingResponse(bytes_, media_type=row["media"], headers=headers)


@router.delete("/{document}", status_code=204)
async def take_away(edge: Writer, dossier: UUID, document: UUID) -> None:
    """Takes a document out of a dossier that is not handed in yet. Taking it away twice is no error."""
    await find(edge, dossier)
    page = await begin(edge.tx, edge.node.hearing.speaker, {dossier})
    world: World = await edge.node.hearing.load(edge.tx, page, [])
    if world.dossiers[dossier].state not in EDITABLE:
        raise NotEditable()
    await edge.tx.do("delete from documents where dossier = $1 and id = $2", dossier, document)


async def _seen(tx: Tx, dossier: UUID, subject: str, desk: str | None) -> None:
    if not await tx.value(FIND, dossier, subject, desk):
        raise missing()
