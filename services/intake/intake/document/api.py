"""Routes of documents: upload, list, fetch, take away. Bytes are measured and recognised before they are kept.

Uploading is a PUT under an id the client has made, so sending it again is harmless.
"""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Response
from fastapi.responses import StreamingResponse

from intake.application.rules import check_component
from intake.document import rules
from intake.document.handlers import facts_of, has_room, receive, same_file, wanted
from intake.document.models import Seal
from intake.document.schemas import Document
from intake.document.store import Documents, Received
from intake.document.tables import ANYWHERE, HANDED_IN, KEEP, NOW, ONE, SHOWN, SUCCEED, SUPERSEDE, TAKE_AWAY
from intake.dossier.api import Keys, Reader, Writer
from intake.dossier.errors import NotAskedFor, NotEditable
from intake.dossier.views import DOSSIER_VIEWS
from intake.look.store import opened
from intake.quota.errors import QuotaUsedUp, TooMany
from intake.version.errors import Erased
from intake.version.store import name_of, named
from shared.contracts.reference.words import Code
from shared.kernel.db import Tx
from shared.kernel.errors import NotFound, TooLarge, UnsupportedMedia
from shared.kernel.sealing import Masters
from shared.web.edge import TAGGED
from shared.web.limits import TooManyAtOnce
from shared.web.parts import part
from shared.web.problems import responses
from shared.web.rates import TooOften
from shared.web.served import Here
from shared.web.transactional import TransactionalRoute

router = APIRouter(prefix="/v1/dossiers/{dossier}/documents", tags=["documents"], route_class=TransactionalRoute)

Store = Annotated[Documents, Depends(part(Documents))]

LARGEST = 1024 * 1024 * 1024  # bytes; each component of a procedure has its own limit below this

BYTES: dict[str, Any] = {"schema": {"type": "string", "format": "binary"}}
CONTENT = {media: BYTES for media in rules.SIGNATURES}
UPLOADED: dict[int | str, Any] = responses(
    NotEditable, NotAskedFor, TooMany, QuotaUsedUp, TooManyAtOnce, TooOften, UnsupportedMedia, TooLarge
) | {200: {"model": Document, "description": "The same file was stored before."}}
FETCHED: dict[int | str, Any] = {200: {"description": "The bytes.", "content": CONTENT} | TAGGED[200]}
#: Generated clients send bytes as application/octet-stream; what they are is told by the bytes in any case.
SENT = {"requestBody": {"required": True, "content": CONTENT | {"application/octet-stream": BYTES}}}


@router.put(
    "/{document}",
    status_code=201,
    max_body_size=LARGEST,
    responses=UPLOADED,
    openapi_extra=SENT,
)
async def upload_document(
    received: Annotated[Received, Depends(receive)],
    edge: Writer,
    dossier: UUID,
    document: UUID,
    component: Annotated[Code, Query()],
    name: Annotated[str, Query(max_length=300)],
    response: Response,
) -> Document:
    """Keeps the body as one document. 201 when new, 200 when the same file was stored before.

    It supersedes what was handed in for the same component; that stays readable, with its version.
    """
    await wanted(edge.tx, edge.node, edge.caller, dossier, component)
    await has_room(edge.tx, dossier, document, received.most)
    if not await _kept(edge.tx, received, dossier, document, component, rules.tidy(name)):
        same_file(await edge.tx.row(ANYWHERE, document), dossier, component, received.sha256)
        response.status_code = 200
    else:
        await edge.tx.do(SUCCEED, dossier, component)
    return _document(received.masters, await edge.tx.row(ONE, dossier, document))


async def _kept(tx: Tx, received: Received, dossier: UUID, document: UUID, component: str, name: str) -> bool:
    """Whether a new row names the file that has come."""
    seal = received.seal
    if not received.object or seal is None:
        return False
    known = (dossier, document, component, received.media, received.size, received.sha256)
    sealed = (seal.subject, named(seal.box, seal.subject, document, name))
    return await tx.value(KEEP, *known, *sealed, received.object, received.until) is not None


def _document(masters: Masters, row: Any) -> Document:
    return Document(**dict(row), name=name_of(masters, row))


@router.get("")
async def list_documents(node: Here, masters: Keys, caller: Reader, dossier: UUID) -> list[Document]:
    """The documents of a dossier as they are now; for those who do not write it, as they were handed in last."""
    async with node.database.begin() as tx:
        found = await DOSSIER_VIEWS.found(tx, caller, dossier)
        await opened(tx, caller, dossier, found)
        listed = NOW if found["writes"] else HANDED_IN
        return [_document(masters, row) for row in await tx.fetch(listed, dossier)]


@router.get("/{document}/content", response_class=StreamingResponse, responses=FETCHED | responses(Erased))
async def fetch_document(
    node: Here, documents: Store, masters: Keys, caller: Reader, dossier: UUID, document: UUID
) -> StreamingResponse:
    """The bytes of a document, as they were uploaded; of any version. What is not handed in only its writer sees."""
    async with node.database.begin() as tx:
        found = await DOSSIER_VIEWS.found(tx, caller, dossier)
        shown = found["writes"] or await tx.row(SHOWN, dossier, document) is not None
        row = await tx.row(ONE, dossier, document) if shown else None
        if row is None:
            raise NotFound("There is no such document.", "Không có tài liệu này.")
        await opened(tx, caller, dossier, found)
    if row["wrapped"] is None:
        raise Erased()
    headers = {
        "Content-Length": str(row["size"]),
        "Content-Disposition": rules.disposition(name_of(masters, row), row["media"]),
        "X-Content-Type-Options": "nosniff",
        "ETag": f'"{row["sha256"]}"',
    }
    seal = None if row["plain"] else Seal(row["subject"], masters.box(row["master"], row["wrapped"]))
    bytes_ = await documents.get(row["object"], seal)
    return StreamingResponse(bytes_, media_type=row["media"], headers=headers)


@router.delete("/{document}", status_code=204, responses=responses(NotEditable, NotAskedFor))
async def take_away_document(edge: Writer, dossier: UUID, document: UUID) -> None:
    """Takes a document out of what will be handed in. Taking it away twice is no error.

    One that was handed in stays readable with its version; one that was not is gone.
    """
    facts, row = await facts_of(edge.tx, edge.node, edge.caller, dossier), await edge.tx.row(ONE, dossier, document)
    if row is None:
        return
    check_component(facts.dossier, facts.progress, row["component"])
    await edge.tx.do(TAKE_AWAY, dossier, document, facts.dossier.state == "draft")
    await edge.tx.do(SUPERSEDE, dossier, document)
