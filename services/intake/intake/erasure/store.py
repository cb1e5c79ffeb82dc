"""Retention, the list of erasures outside the database, and the destruction of keys.

Each applicant who is erased is on the list before the keys are destroyed. A database that is restored from something
older has the keys again; the list has them destroyed again.
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any
from uuid import UUID

from intake.erasure.commands import Archive
from intake.erasure.models import Erasure, Retention
from intake.erasure.tables import BACK, DESTROY_REQUESTS, DUE
from intake.key.store import destroy_applicant
from shared.kernel.db import Tx
from shared.kernel.erased import ErasedList

REGISTER = tomllib.loads(files(__package__).joinpath("retention.toml").read_text("utf-8"))
RETENTION = [Retention.model_validate(each) for each in REGISTER["retention"]]
_KINDS = [
    [each.kind for each in RETENTION],
    [each.years for each in RETENTION],
    [each.asked_years for each in RETENTION],
]
NOBODY = UUID(int=0)
BATCH = 500


async def due(
    tx: Tx, applicants: Collection[UUID] | None = None, after: UUID = NOBODY, limit: int = BATCH
) -> Sequence[Mapping[str, Any]]:
    """Applicants of whom nothing must be kept any more, in the order of their ids; of all, or of these."""
    rows: Sequence[Mapping[str, Any]] = await tx.fetch(
        DUE, *_KINDS, None if applicants is None else list(applicants), after, limit
    )
    return rows


async def destroy(tx: Tx, applicant: UUID) -> None:
    """Nothing that was sealed for this applicant opens any more, nor what they wrote in requests."""
    await destroy_applicant(tx, applicant)
    await tx.do(DESTROY_REQUESTS, applicant)


async def back(tx: Tx, applicants: Collection[UUID]) -> list[UUID]:
    """Of these, some who were erased and are here again."""
    return [row["id"] for row in await tx.fetch(BACK, list(applicants), BATCH)]


class Erased:
    """The list, and the folder that packages are handed over in."""

    def __init__(self, folder: Path, packages: Path) -> None:
        self.list, self.packages = ErasedList(folder, "applicant"), packages

    async def add(self, row: Erasure) -> None:
        """One more, with the receipt of the package; it is on the disk when this returns."""
        assert row.erased_at is not None, "it has just been erased"
        receipt = {"package": row.sha256, "size": row.size, "files": row.files}
        await self.list.add([row.id], **receipt, at=row.erased_at.isoformat())

    async def receipt(self, applicant: UUID) -> Archive | None:
        """Of the package that has left, if the applicant is on the list."""
        line = (await self.list.read()).get(applicant)
        return None if line is None else Archive(line["package"], line.get("size", 0), line.get("files", 0))
