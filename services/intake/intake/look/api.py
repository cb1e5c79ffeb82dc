"""Who has looked at a dossier, here and in other services: told to its applicant with the names of officers.

Inspectors are told the subject too.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends

from intake.dossier.views import DOSSIER_VIEWS
from intake.look.schemas import LookView, NotedLooks, ToldLooks
from intake.look.tables import LOOKS, NOTE
from intake.purposes.api import PURPOSES
from intake.purposes.names import NAMES
from intake.tracking import store
from intake.tracking.schemas import Officer
from intake.tracking.views import agency, bilingual
from shared.contracts.names import Name
from shared.reference.officers import Act, Called, Officers, Purpose
from shared.web.auth import Caller, Role, by
from shared.web.parts import part
from shared.web.served import Here
from shared.web.transactional import TransactionalRoute

router = APIRouter(prefix="/v1/dossiers/{dossier}/looks", tags=["dossiers"], route_class=TransactionalRoute)
elsewhere = APIRouter(prefix="/v1/looks", tags=["people"], route_class=TransactionalRoute)

OUTSIDE = (Role.APPLICANT, Role.SERVICE)

TITLES: Mapping[str, Name] = {code: name.title for code, name in NAMES.items()} | {
    each.code: Name(each.title.vi, each.title.en) for each in PURPOSES
}


@router.get("")
async def list_looks(
    node: Here,
    officers: Annotated[Officers, Depends(part(Officers))],
    caller: Annotated[Caller, Depends(by(Role.APPLICANT, Role.INSPECTOR))],
    dossier: UUID,
) -> list[LookView]:
    """Who has looked at the dossier, in whichever service, the last one first; of very many the last 500."""
    async with node.database.begin() as tx:
        await DOSSIER_VIEWS.found(tx, caller, dossier)
        rows = await tx.fetch(LOOKS, dossier)
        known = await store.titles(tx, {row["agency"] for row in rows if row["agency"]})
    acts = [(row["subject"], row["hour"]) for row in rows if row["role"] not in OUTSIDE]
    called = await officers.called_at_once(Purpose.TIMELINE, acts)
    return [_view(row, known, called, actors=caller.role is Role.INSPECTOR) for row in rows]


@elsewhere.post("")
async def note_looks(node: Here, _caller: Annotated[Caller, Depends(by(Role.SERVICE))], told: ToldLooks) -> NotedLooks:
    """Another service tells who has looked at what it keeps, so that all looks at a dossier are in one place."""
    names = ("dossier", "subject", "role", "agency", "why", "hour")
    columns = [[getattr(each, name) for each in told.looks] for name in names]
    async with node.database.begin() as tx:
        return NotedLooks(noted=len(await tx.fetch(NOTE, *columns)))


def _view(row: Any, known: Mapping[str, Any], called: Mapping[Act, Called], *, actors: bool) -> LookView:
    officer = called.get((row["subject"], row["hour"]))
    return LookView(
        hour=row["hour"],
        role=row["role"],
        agency=agency(row["agency"], known) if row["agency"] else None,
        officer=Officer(name=officer.name, title=bilingual(officer.title)) if officer else None,
        why=row["why"],
        title=bilingual(TITLES[row["why"]]),
        actor=row["subject"] if actors else None,
    )
