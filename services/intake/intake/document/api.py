"""Routes of documents: upload, list, fetch, take away. Bytes are measured and recognised before they are kept.

Uploading is a PUT under an id the client has made, so sending it again is harmless.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel

from intake.application.rules import asked_now, check_component
from intake.document import rules, store
from intake.document.errors import AnotherDocument, EmptyFile, TooMany
from intake.document.store import Received
from intake.dossier.api import Reader, Writer, alone, find, missing
from intake.dossier.errors import NotAskedFor, NotEditable, UnknownCode
from intake.dossier.handlers import not_theirs
from intake.dossier.models import FIND, SEE
from intake.dossier.rules import Facts, is_theirs
from intake.dossier.world import World
from shared.auth import Caller, Role, by
from shared.contracts.reference import Component
from shared.contracts.reference.words import Code
from shared.db import Tx
from shared.edge import Door
from shared.errors import NotFound, TooLarge, UnsupportedMedia
from shared.journal import begin
from shared.node import Node
from shared.problems import responses

router = APIRouter(prefix="/v1/dossiers/{dossier}/documents", tags=["documents"], route_class=Door)

COLUMNS = "id, component, name, media, size, sha256, at"
NOW = f"select {COLUMNS} from documents where dossier = $1 and superseded_at is null order by id"
HANDED_IN = f"""
select {COLUMNS} from documents where dossier = $1 and id in (
    select (paper ->> 'document')::uuid from handed_in h, jsonb_array_elements(h.papers) paper where h.dossier = $1)
order by id
"""
ONE = f"select {COLUMNS}, superseded_at from documents where dossier = $1 and id = $2"
IN_A_VERSION = """
exists (select from versions v where v.dossier = p.dossier
    and v.papers @> jsonb_build_array(jsonb_build_object('document', p.id)))
"""
#: One that was not handed in goes ($3: there was no handing-in yet), any other is only put out of use.
TAKE_AWAY = f"""
delete from documents p where dossier = $1 and id = $2 and not {IN_A_VERSION}
    and ($3 or exists (select from versions v where v.dossier = $1))
"""
SUPERSEDE = "update documents set superseded_at = now() where dossier = $1 and id = $2 and superseded_at is null"
SUCCEED = f"""
update documents p set superseded_at = now()
where dossier = $1 and component = $2 and superseded_at is null and {IN_A_VERSION}
"""
WHOSE = "select channel, desk from dossiers where id = $1"
SHOWN = f"""
select from documents p where dossier = $1 and id = $2
    and ({IN_A_VERSION} or not exists (select from versions v where v.dossier = $1))
"""
COUNT = "select count(*) from documents where dossier = $1 and id <> $2"
KEEP = f"""
insert into documents(dossier, id, component, name, media, size, sha256) values ($1, $2, $3, $4, $5, $6, $7)
on conflict (id) do nothing returning {COLUMNS}
"""

LARGEST = 1024 * 1024 * 1024  # bytes; each component of a procedure has its own limit below this
MOST = 200  # documents of one dossier


class Document(BaseModel):
    """One uploaded file. `component` is the procedure's component it was uploaded for; size in bytes."""

    id: UUID
    component: str
    name: str
    media: str
    size: int
    sha256: str
    at: datetime


CONTENT = {media: {"schema": {"type": "string", "format": "binary"}} for media in rules.SIGNATURES}
UPLOADED: dict[int | str, Any] = responses(NotEditable, NotAskedFor, UnsupportedMedia, TooLarge) | {
    200: {"model": Document, "description": "This very file was there already."}
}
FETCHED: dict[int | str, Any] = {200: {"description": "The bytes.", "content": CONTENT}}


async def receive(
    request: Request,
    sender: Annotated[Caller, Depends(by(Role.APPLICANT, Role.OFFICER))],
    dossier: UUID,
    component: Annotated[Code, Query()],
) -> Received:
    """Takes the body in, before any transaction is open: a slow sender holds nobody up.

    Kept at the request: a transaction that is tried again finds it here, a body comes only once.
    """
    if not hasattr(request.state, "received"):
        node: Node = request.app.state.node
        async with node.database.begin() as tx:
            await _in_scope(tx, FIND, dossier, sender)
            wanted = await _wanted(tx, node, sender, dossier, component)
        incoming = await store.receive(request.stream(), wanted.max_bytes)
        with incoming.file:
            if incoming.size == 0:
                raise EmptyFile()
            incoming.media = rules.media_of(incoming.head, request.headers.get("content-type", ""))
            await request.app.state.documents.put(incoming)
        request.state.received, request.state.digest = incoming, bytes.fromhex(incoming.sha256)
    received: Received = request.state.received
    return received


@router.put(
    "/{document}",
    status_code=201,
    max_body_size=LARGEST,
    responses=UPLOADED,
    openapi_extra={"requestBody": {"content": CONTENT}},
)
async def upload(
    received: Annotated[Received, Depends(receive)],
    edge: Writer,
    dossier: UUID,
    document: UUID,
    component: Annotated[Code, Query()],
    name: Annotated[str, Query(max_length=300)],
    response: Response,
) -> Document:
    """Keeps the body as one document. 201 when new, 200 when this very file was there already.

    It supersedes what was handed in for the same component; that stays readable, with its version.
    """
    wanted = await _wanted(edge.tx, edge.node, edge.caller, dossier, component)
    if received.media not in wanted.media:
        raise UnsupportedMedia(
            f"Not {received.media} for {component}.", f"Không nhận {received.media} cho {component}."
        )
    if await edge.tx.value(COUNT, dossier, document) >= MOST:
        raise TooMany()
    fields = (dossier, document, component, rules.tidy(name), received.media, received.size, received.sha256)
    kept = await edge.tx.row(KEEP, *fields)
    if kept is None:
        kept = await _there(edge.tx, dossier, document, received.sha256)
        response.status_code = 200
    else:
        await edge.tx.do(SUCCEED, dossier, component)
    return Document(**dict(kept))


async def _wanted(tx: Tx, node: Node, caller: Caller, dossier: UUID, code: str) -> Component:
    """The component this is for, if it may come now; the dossier is locked until the end, so that it stays so."""
    facts = await _facts(tx, node, caller, dossier)
    for component in facts.procedure.components:
        if component.code == code:
            check_component(facts.dossier, facts.told, code)
            return component
    raise UnknownCode(f"No component {code}.", f"Không có thành phần {code}.")


async def _facts(tx: Tx, node: Node, caller: Caller, dossier: UUID) -> Facts:
    """The dossier, locked, for who writes it and while it can be changed. Raises Forbidden, NotEditable."""
    page = await begin(tx, node.hearing.speaker, {dossier})
    world: World = await node.hearing.load(tx, page, [])
    facts = world.facts(world.dossiers[dossier], page.now)
    if not is_theirs(facts.dossier.channel, facts.dossier.desk, caller.role, caller.agency):
        raise not_theirs()
    asked_now(facts.dossier, facts.told)
    return facts


async def _there(tx: Tx, dossier: UUID, document: UUID, sha256: str) -> Any:
    """The document that was kept under this id before. Raises AnotherDocument."""
    found = await tx.row(ONE, dossier, document)
    if found is None or found["sha256"] != sha256 or found["superseded_at"] is not None:
        raise AnotherDocument()
    return found


@router.get("")
async def list_documents(request: Request, caller: Reader, dossier: UUID) -> list[Document]:
    """The documents of a dossier as they are now; for those who do not write it, as they were handed in last."""
    async with request.app.state.node.database.begin() as tx:
        await _in_scope(tx, SEE, dossier, caller)
        listed = NOW if await _writes(tx, dossier, caller) else HANDED_IN
        return [Document(**dict(row)) for row in await tx.fetch(listed, dossier)]


async def _writes(tx: Tx, dossier: UUID, caller: Caller) -> bool:
    row = await tx.row(WHOSE, dossier)
    return is_theirs(row["channel"], row["desk"], caller.role, caller.agency)


@router.get("/{document}/content", response_class=StreamingResponse, responses=FETCHED)
async def fetch(request: Request, caller: Reader, dossier: UUID, document: UUID) -> StreamingResponse:
    """The bytes of a document, as they were uploaded; of any version. What is not handed in only its writer sees."""
    async with request.app.state.node.database.begin() as tx:
        await _in_scope(tx, SEE, dossier, caller)
        shown = await _writes(tx, dossier, caller) or await tx.row(SHOWN, dossier, document) is not None
        row = await tx.row(ONE, dossier, document) if shown else None
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


@router.delete("/{document}", status_code=204, responses=responses(NotEditable, NotAskedFor))
async def take_away(edge: Writer, dossier: UUID, document: UUID) -> None:
    """Takes a document out of what will be handed in. Taking it away twice is no error.

    One that was handed in stays readable with its version; one that was not is gone.
    """
    await find(edge, dossier)
    facts, row = await _facts(edge.tx, edge.node, edge.caller, dossier), await edge.tx.row(ONE, dossier, document)
    if row is None:
        return
    check_component(facts.dossier, facts.told, row["component"])
    await edge.tx.do(TAKE_AWAY, dossier, document, facts.dossier.state == "draft")
    await edge.tx.do(SUPERSEDE, dossier, document)


async def _in_scope(tx: Tx, scoped: str, dossier: UUID, caller: Caller) -> None:
    """FIND: may the caller act on it; SEE: may the caller read it. Raises NotFound."""
    if not await tx.value(scoped, *alone(dossier, caller)):
        raise missing()
