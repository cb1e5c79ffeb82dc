"""What the public page shows, read for one dossier."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from intake.tracking.tables import FIND, HISTORY, TITLES
from shared.kernel.db import Tx


async def find(tx: Tx, code: str) -> Any:
    """The dossier with this code, with both its second factors; None if there is none."""
    return await tx.row(FIND, code)


async def history(tx: Tx, dossier: UUID) -> Sequence[Any]:
    """The events of the dossier and of its case, in order."""
    return (await tx.fetch(HISTORY, dossier))[::-1]


async def titles(tx: Tx, agencies: Collection[str]) -> Mapping[str, Any]:
    """The agencies' names in the directory in force, by id; those that are not there are left out."""
    return {row["id"]: row for row in await tx.fetch(TITLES, sorted(agencies))}
