"""Retention, the list of erasures outside the database, and the destruction of keys.

The list is a file that only grows: a line of JSON for each applicant who was erased, written through to the disk before
the keys are destroyed. A database that is restored from something older has the keys again; the list has them
destroyed again.
"""

from __future__ import annotations

import asyncio
import json
import os
import tomllib
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from importlib.resources import files
from pathlib import Path
from typing import Any
from uuid import UUID

from intake.erasure.models import Retention
from intake.erasure.tables import BACK, DESTROY_REQUESTS, DUE
from intake.key.store import destroy_applicant
from shared.kernel.db import Tx

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
        self.file, self.packages = folder / "erased.jsonl", packages

    async def add(self, applicant: UUID, sha256: str, at: datetime) -> None:
        """One more; it is on the disk when this returns."""
        line = json.dumps({"applicant": str(applicant), "package": sha256, "at": at.isoformat()})
        await asyncio.to_thread(self._add, line)

    def _add(self, line: str) -> None:
        self.file.parent.mkdir(parents=True, exist_ok=True)
        with self.file.open("a", encoding="utf-8") as file:
            file.write(f"\n{line}\n")  # a line before may have been cut off
            file.flush()
            os.fsync(file.fileno())

    async def applicants(self) -> list[UUID]:
        """All who are listed. A line that was cut off names nobody: no key was destroyed before it was whole."""
        return await asyncio.to_thread(self._applicants)

    def _applicants(self) -> list[UUID]:
        if not self.file.exists():
            return []
        lines = self.file.read_text("utf-8").splitlines()
        return list(dict.fromkeys(found for line in lines if (found := _listed(line)) is not None))


def _listed(line: str) -> UUID | None:
    try:
        return UUID(json.loads(line)["applicant"])
    except ValueError:
        return None
