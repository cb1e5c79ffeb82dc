"""What a dossier is found by, without opening it. Refuses to know what a dossier is, beyond its id."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from shared.kernel.entity import Projection


@dataclass(slots=True, kw_only=True, frozen=True)
class Sought(Projection):
    """An agency that may find the dossier. The column `words` is filled in by a worker, who opens what was written."""

    table: ClassVar[str] = "sought"
    key: ClassVar[tuple[str, ...]] = ("dossier", "agency")

    dossier: UUID
    agency: str
