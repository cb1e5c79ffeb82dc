"""Routes of notices, for who may read what they are about: the page that a message leads to, and all of one stream."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends

from intake.dossier.api import Reader
from intake.dossier.views import DOSSIER_VIEWS
from intake.letters.schemas import LetterView
from intake.letters.store import Letters
from intake.letters.tables import ABOUT, OF_DOSSIER
from intake.mandate.views import MANDATES
from intake.request.views import REQUEST_VIEWS
from shared.kernel.errors import NotFound
from shared.web.parts import part
from shared.web.served import Here
from shared.web.transactional import TransactionalRoute
from shared.web.views import Views

of_dossier = APIRouter(prefix="/v1/dossiers/{dossier}", tags=["notices"], route_class=TransactionalRoute)
of_request = APIRouter(prefix="/v1/requests/{request}", tags=["notices"], route_class=TransactionalRoute)
router = APIRouter(prefix="/v1/notices", tags=["notices"], route_class=TransactionalRoute)

VIEWS: Mapping[str, Views[Any]] = {"dossier": DOSSIER_VIEWS, "request": REQUEST_VIEWS, "mandate": MANDATES}

Read = Annotated[Letters, Depends(part(Letters))]


@of_dossier.get("/notices")
async def list_notices(node: Here, letters: Read, caller: Reader, dossier: UUID) -> list[LetterView]:
    """What the applicant was told of this dossier, in order, and what became of each message."""
    async with node.database.begin() as tx:
        await DOSSIER_VIEWS.found(tx, caller, dossier)
        found = await letters.find(tx, [row["id"] for row in await tx.fetch(OF_DOSSIER, dossier)])
    return await letters.read(found)


@of_request.get("/notices")
async def list_notices_of_request(node: Here, letters: Read, caller: Reader, request: UUID) -> list[LetterView]:
    """What the person was told of a request about personal data, in order, and what became of each message."""
    async with node.database.begin() as tx:
        await REQUEST_VIEWS.found(tx, caller, request)
        found = await letters.find(tx, [row["id"] for row in await tx.fetch(OF_DOSSIER, request)])
    return await letters.read(found)


@router.get("/{notice}")
async def read_notice(node: Here, letters: Read, caller: Reader, notice: UUID) -> LetterView:
    """One notice, of a dossier, a request or a mandate: where the link of a message leads."""
    async with node.database.begin() as tx:
        if (row := await tx.row(ABOUT, notice)) is None:
            raise _missing()
        try:
            await VIEWS[row["kind"]].found(tx, caller, row["dossier"])
        except NotFound:
            raise _missing() from None
        found = await letters.find(tx, [notice])
    (letter,) = await letters.read(found)
    return letter


def _missing() -> NotFound:
    """The same for what does not exist and for what the caller may not read."""
    return NotFound("There is no such notice for this account.", "Tài khoản này không có thông báo được yêu cầu.")
