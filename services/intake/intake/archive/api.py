"""What is kept of a person: a package for the person who has asked for it, or for the archive before it is erased."""

from __future__ import annotations

from collections.abc import Iterator
from tempfile import TemporaryFile
from typing import IO, Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import StreamingResponse

from intake.archive.schemas import Again, Due, ErasureView
from intake.archive.store import kept, packed, stored
from intake.archive.tables import FILES, OF_A_REQUEST
from intake.document.store import Documents
from intake.erasure import jobs
from intake.erasure.commands import Archive, Erase
from intake.erasure.errors import KeptByLaw, NotArchived
from intake.erasure.machine import ERASURE
from intake.erasure.models import Erasure
from intake.erasure.store import NOBODY, Erased, destroy, due
from intake.erasure.tables import ERASURES
from intake.purposes.names import LookReason
from intake.request.api import Keys
from intake.request.errors import NotGivenOut
from intake.request.machine import RequestState
from intake.request.views import REQUEST_VIEWS
from intake.rights.models import GIVEN_OUT
from shared.kernel.errors import NotFound, StandsStill
from shared.kernel.sealing import Masters
from shared.web.auth import Caller, Role, by
from shared.web.edge import Edge, acting
from shared.web.looks import look
from shared.web.parts import part, part_of
from shared.web.problems import responses
from shared.web.served import Here, ServedNode
from shared.web.transactional import TransactionalRoute

router = APIRouter(prefix="/v1/requests/{request}/package", tags=["requests"], route_class=TransactionalRoute)

ZIP: dict[str, Any] = {"application/zip": {"schema": {"type": "string", "format": "binary"}}}
GRANTED = (RequestState.GRANTED, RequestState.PARTLY)
CHUNK = 256 * 1024
STATE = "select state, asks from requests where id = $1"


GIVEN: dict[int | str, Any] = {200: {"description": "A ZIP file.", "content": ZIP}, **responses(NotGivenOut)}


@router.get("", response_class=StreamingResponse, responses=GIVEN)
async def fetch_package(
    node: Here,
    masters: Keys,
    documents: Annotated[Documents, Depends(part(Documents))],
    caller: Annotated[Caller, Depends(by(Role.APPLICANT, Role.OFFICER))],
    request: UUID,
) -> StreamingResponse:
    """What is kept of who asks, once that was granted: for the person, or for the desk at whose counter it was asked.

    Papers as they were handed in, JSON of each dossier, and a list with SHA-256.
    """
    async with node.database.begin() as tx:
        if not (await REQUEST_VIEWS.found(tx, caller, request))["given"]:
            raise REQUEST_VIEWS.not_found()
        row = await tx.row(STATE, request)
        if row["state"] not in GRANTED or row["asks"] not in GIVEN_OUT:
            raise NotGivenOut()
        dossiers = [each["dossier"] for each in await tx.fetch(OF_A_REQUEST, request)]
        rows = await kept(tx, dossiers)
        await look(tx, caller, LookReason.OWN if caller.role is Role.APPLICANT else LookReason.REQUEST, dossiers)
    file = TemporaryFile()  # noqa: SIM115 - closed when it was sent
    await packed(file, rows, documents, masters)
    headers = {
        "Content-Disposition": f'attachment; filename="{request}.zip"',
        "Content-Length": str(file.tell()),
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
    }
    return StreamingResponse(_sent(file), media_type="application/zip", headers=headers)


def _sent(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        file.seek(0)
        while chunk := file.read(CHUNK):
            yield chunk


# ---- erasure

erasures = APIRouter(prefix="/v1/erasures", tags=["erasures"], route_class=TransactionalRoute)

Operating = Annotated[Edge, Depends(acting(Role.OPERATOR))]
Listed = Annotated[Erased, Depends(part(Erased))]


async def left(request: Request, applicant: UUID, operator: Annotated[Caller, Depends(by(Role.OPERATOR))]) -> Archive:
    """Writes the package into its folder, before the request's transaction is open. Raises KeptByLaw.

    Of who is on the list nothing opens any more: the package that has left before is not replaced by an empty one.
    """
    node, masters, documents = part_of(request, ServedNode), part_of(request, Masters), part_of(request, Documents)
    erased = part_of(request, Erased)
    if receipt := await erased.receipt(applicant):
        return receipt
    async with node.database.begin() as tx:
        found = await due(tx, [applicant])
        dossiers = found[0]["dossiers"] if found else []
        rows = await kept(tx, dossiers)
        await look(tx, operator, LookReason.ARCHIVE, dossiers)
    if not found:
        raise KeptByLaw()
    return await stored(erased.packages, applicant, rows, documents, masters)


async def moves(node: Here, _operator: Annotated[Caller, Depends(by(Role.OPERATOR))]) -> None:
    """A service that stands still erases nothing, not even for an operator. Raises StandsStill."""
    if node.standing_still is not None:
        raise StandsStill(node.standing_still)


MOVES = [Depends(moves)]


@erasures.get("/due")
async def list_due(
    node: Here,
    _operator: Annotated[Caller, Depends(by(Role.OPERATOR))],
    after: UUID = NOBODY,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> list[Due]:
    """Applicants of whom no law keeps anything any more, by their opaque ids; the next ones come `after` the last."""
    async with node.database.begin() as tx:
        rows = await due(tx, after=after, limit=limit)
        dossiers = [dossier for row in rows for dossier in row["dossiers"]]
        papers = {row["dossier"]: row["files"] for row in await tx.fetch(FILES, dossiers)}
    files = [sum(papers.get(each, 0) for each in row["dossiers"]) for row in rows]
    counted = zip(rows, files, strict=True)
    return [Due(**{**dict(row), "dossiers": len(row["dossiers"]), "files": count}) for row, count in counted]


@erasures.get("/{applicant}")
async def read_erasure(
    node: Here, _operator: Annotated[Caller, Depends(by(Role.OPERATOR))], applicant: UUID
) -> ErasureView:
    """How far the erasure of an applicant has come, with the receipt of the package."""
    async with node.database.begin() as tx:
        row = await tx.row(ERASURES, [applicant])
    if row is None:
        raise NotFound("There is no such erasure.", "Không có việc xóa dữ liệu này.")
    return ErasureView.of(ERASURE.of(row))


@erasures.post("/{applicant}/package", responses=responses(KeptByLaw), dependencies=MOVES)
async def archive_applicant(
    receipt: Annotated[Archive, Depends(left)], edge: Operating, applicant: UUID
) -> ErasureView:
    """Leaves a package of all that is kept of an applicant in its folder, and keeps its receipt."""
    context = await edge.receive(receipt, applicant)
    return ErasureView.of(context.erasures.rows[applicant])


@erasures.post("/{applicant}/erasure", responses=responses(KeptByLaw, NotArchived), dependencies=MOVES)
async def erase_applicant(edge: Operating, erased: Listed, applicant: UUID) -> ErasureView:
    """Destroys the keys of an applicant whose package has left, here; other services follow by their own retention."""
    context = await edge.receive(Erase(), applicant)
    row = context.erasures.rows[applicant]
    edge.before_end(_destroyed, erased, row)
    return ErasureView.of(row)


async def _destroyed(edge: Edge, erased: Erased, row: Erasure) -> None:
    await destroy(edge.tx, row.id)
    await erased.add(row)


@erasures.post("/again")
async def erase_again(edge: Operating, erased: Listed) -> Again:
    """Destroys keys again that a restored back-up has brought back, as every start does."""
    return Again(applicants=await jobs.Again(edge.node, erased).destroy())
