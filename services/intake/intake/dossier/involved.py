"""Where the cases of a batch's dossiers stand, and the agencies that they are shown to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from intake.dossier.models import RUNNING, Involved, Progress
from intake.dossier.tables import CASE
from shared.kernel.entity import projection_of
from shared.kernel.unit_of_work import UnitOfWork


@dataclass(slots=True)
class Agencies:
    """Those involved in each dossier, and when it was received."""

    received: dict[UUID, datetime] = field(default_factory=dict)
    rows: dict[UUID, set[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, dossiers: Sequence[Mapping[str, Any]], involved: Sequence[Mapping[str, Any]]) -> Agencies:
        found = cls({row["id"]: row["received_at"] for row in dossiers})
        for row in involved:
            found.add(row["dossier"], row["agency"])
        return found

    def add(self, dossier: UUID, agency: str) -> None:
        self.rows.setdefault(dossier, set()).add(agency)

    def show(self, uow: UnitOfWork, dossier: UUID, case: Progress | None) -> None:
        """The dossier's case as it is now, to the agencies that are involved in it."""
        received_at = self.received.get(dossier)
        for agency in self.rows.get(dossier, ()):
            due_at, running = (case.due_at, case.stage in RUNNING) if case else (None, False)
            shown = Involved(dossier=dossier, agency=agency, received_at=received_at, due_at=due_at, running=running)
            uow.project(shown)


def progress_of(row: Mapping[str, Any]) -> Progress:
    return projection_of(Progress, {name: row[label] for name, label in CASE.items()})
