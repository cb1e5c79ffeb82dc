"""What is read and changed of what was written, and of its versions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from intake.application.tables import EDIT, PAPERS, READ, VERSIONS
from shared.contracts.relation import Who
from shared.kernel.db import Tx


async def read(tx: Tx, dossier: UUID, who: Who) -> Any:
    """What was written, if this caller may read the dossier; else None."""
    return await tx.row(READ, *([part] for part in (dossier, *who.texts)))


async def edit(tx: Tx, dossier: UUID, kept: bytes, *known: Any) -> int:
    """Writes over it; its new revision. `known`: applicant (None if that stays), proof, under which id (as well)."""
    return int(await tx.value(EDIT, dossier, kept, *known))


async def versions(tx: Tx, dossier: UUID, number: int | None = None) -> tuple[Sequence[Any], Sequence[Any]]:
    """All versions of a dossier, or one, in order; and their documents."""
    rows, papers = await tx.fetch_all((VERSIONS, [dossier, number]), (PAPERS, [dossier, number]))
    return rows, papers
