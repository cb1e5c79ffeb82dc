"""What is kept of a person, given out to the person: a package for a request to see or to copy that was granted."""

from __future__ import annotations

from collections.abc import Iterator
from tempfile import TemporaryFile
from typing import IO, Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends
from fastapi.responses import StreamingResponse

from intake.archive.store import kept, packed
from intake.archive.tables import OF_A_REQUEST
from intake.document.store import Documents
from intake.request.api import Keys
from intake.request.errors import NotGivenOut
from intake.request.machine import RequestState
from intake.request.views import REQUEST_VIEWS
from intake.rights.models import GIVEN_OUT
from shared.web.auth import Caller, Role, by
from shared.web.parts import part
from shared.web.problems import responses
from shared.web.served import Here
from shared.web.transactional import TransactionalRoute

router = APIRouter(prefix="/v1/requests/{request}/package", tags=["requests"], route_class=TransactionalRoute)

ZIP: dict[str, Any] = {"application/zip": {"schema": {"type": "string", "format": "binary"}}}
GRANTED = (RequestState.GRANTED, RequestState.PARTLY)
CHUNK = 256 * 1024
STATE = "select state, asks from requests where id = $1"


@router.get(
    "",
    response_class=StreamingResponse,
    responses={200: {"description": "A ZIP file.", "content": ZIP}, **responses(NotGivenOut)},
)
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
        rows = await kept(tx, [each["dossier"] for each in await tx.fetch(OF_A_REQUEST, request)])
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
