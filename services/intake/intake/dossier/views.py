"""How dossiers are answered."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any
from uuid import UUID

from intake.dossier.conditions import changed_since
from intake.dossier.context import Context
from intake.dossier.machine import DOSSIER
from intake.dossier.models import Dossier
from intake.dossier.schemas import DossierView, shown
from intake.dossier.tables import CASE, LISTING, READABLE
from intake.mandate.store import ended
from shared.kernel.db import Tx
from shared.kernel.errors import Refused
from shared.web.auth import Caller, Role
from shared.web.views import Row, Views


def _beside(context: Context, dossier: Dossier) -> Row:
    case = context.progress.get(dossier.id)
    columns: dict[str, Any] = {label: getattr(case, name) for name, label in CASE.items()} if case else {}
    changes = [asdict(each) for each in changed_since(dossier, context.documents)]
    newer = context.documents.version("procedure", dossier.procedure) if changes else None
    shown = {
        "tracking": context.tokens[dossier.id],
        "marks": context.marks.get(dossier.id, []),
        "erased": dossier.id in context.erased,
    }
    return columns | shown | {"changes": changes, "procedure_version": newer}


async def _ended(tx: Tx, caller: Caller, dossier: UUID) -> Refused | None:
    """Who has acted there for another is told that this is over."""
    return await ended(tx, dossier, caller.subject) if caller.role is Role.APPLICANT else None


DOSSIER_VIEWS = Views(
    view=DossierView,
    entity_type=DOSSIER,
    readable=READABLE,
    listing=LISTING,
    missing=("There is no such dossier for this account.", "Tài khoản này không có hồ sơ được yêu cầu."),
    beside=_beside,
    shown=shown,
    mark=Context.mark,
    why=_ended,
)


async def acted_on(tx: Tx, caller: Caller, dossier: UUID) -> Row:
    """A dossier that the caller may act on (`whose.acts`). Raises NotFound, also if it may only be read."""
    found = await DOSSIER_VIEWS.found(tx, caller, dossier)
    if not found["acts"]:
        raise DOSSIER_VIEWS.not_found()
    return found
