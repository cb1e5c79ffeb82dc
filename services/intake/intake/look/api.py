"""Who has looked at a dossier: told to its applicant by agency and role, to inspectors with who it was."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends

from intake.dossier.views import DOSSIER_VIEWS
from intake.look.names import NAMES
from intake.look.schemas import LookView
from intake.look.tables import LOOKS
from intake.purposes.api import PURPOSES
from intake.tracking import store
from intake.tracking.views import agency, bilingual
from shared.contracts.names import Name
from shared.web.auth import Caller, Role, by
from shared.web.served import Here
from shared.web.transactional import TransactionalRoute

router = APIRouter(prefix="/v1/dossiers/{dossier}/looks", tags=["dossiers"], route_class=TransactionalRoute)

TITLES: Mapping[str, Name] = {code: name.title for code, name in NAMES.items()} | {
    each.code: Name(each.title.vi, each.title.en) for each in PURPOSES
}


@router.get("")
async def list_looks(
    node: Here, caller: Annotated[Caller, Depends(by(Role.APPLICANT, Role.INSPECTOR))], dossier: UUID
) -> list[LookView]:
    """Who has looked at the dossier, the last one first; of very many the last 500."""
    async with node.database.begin() as tx:
        await DOSSIER_VIEWS.found(tx, caller, dossier)
        rows = await tx.fetch(LOOKS, dossier)
        known = await store.titles(tx, {row["agency"] for row in rows if row["agency"]})
    return [_view(row, known, actors=caller.role is Role.INSPECTOR) for row in rows]


def _view(row: Any, known: Mapping[str, Any], *, actors: bool) -> LookView:
    return LookView(
        hour=row["hour"],
        role=row["role"],
        agency=agency(row["agency"], known) if row["agency"] else None,
        why=row["why"],
        title=bilingual(TITLES[row["why"]]),
        actor=row["subject"] if actors else None,
    )
