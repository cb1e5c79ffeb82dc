"""What the public page shows, read for one dossier."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from intake.tracking.tables import FIND, HISTORY, TITLES
from intake.version.rules import contact
from intake.version.store import text_of
from shared.kernel.db import Tx
from shared.kernel.sealing import Masters


async def find(tx: Tx, masters: Masters, code: str) -> Mapping[str, Any] | None:
    """The dossier with this code, with both its second factors; None if there is none."""
    row = await tx.row(FIND, code)
    if row is None:
        return None
    text = text_of(masters, row, "first_")
    return dict(row) | {"phone": contact(text.parts["applicant"])["phone"][-4:] if text else None}


async def history(tx: Tx, dossier: UUID) -> Sequence[Any]:
    """The events of the dossier and of its case, in order."""
    return (await tx.fetch(HISTORY, dossier))[::-1]


async def titles(tx: Tx, agencies: Collection[str]) -> Mapping[str, Any]:
    """The agencies' names in the directory in force, by id; those that are not there are left out."""
    return {row["id"]: row for row in await tx.fetch(TITLES, sorted(agencies))}
