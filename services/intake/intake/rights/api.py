"""The register of rights, open to anybody: what may be asked about one's personal data, and how long that takes."""

from __future__ import annotations

from fastapi import APIRouter, Response

from intake.rights.models import Rights
from intake.rights.store import CLOCKS, GROUNDS
from shared.web.catalogue import KEPT_FOR_A_WHILE, OPEN
from shared.web.edge import TAGGED
from shared.web.transactional import TransactionalRoute

router = APIRouter(prefix="/v1/rights", tags=["rights"], route_class=TransactionalRoute)


@router.get("", responses=TAGGED, openapi_extra=OPEN)
async def list_rights(response: Response) -> Rights:
    """The rights with their time limits, and the legal grounds on which a request may be refused."""
    response.headers.update(KEPT_FOR_A_WHILE)
    return Rights(rights=list(CLOCKS.values()), grounds=list(GROUNDS.values()))
