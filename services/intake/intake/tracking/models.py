"""What has been received of a dossier since its acceptance, for its applicant to read later: what and when, never
who.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from shared.kernel.entity import Projection


@dataclass(slots=True, kw_only=True, frozen=True)
class Milestone(Projection):
    """One event of another service, by the event's id. `at` is when it was received."""

    table: ClassVar[str] = "milestones"
    key: ClassVar[tuple[str, ...]] = ("id",)

    id: UUID
    dossier: UUID
    event: str
    at: datetime
