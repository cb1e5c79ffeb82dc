"""What has been received of a dossier since its acceptance, for people to read later: what, when, and who acted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from shared.kernel.entity import Projection


@dataclass(slots=True, kw_only=True, frozen=True)
class Milestone(Projection):
    """One event of another service, by the event's id: when it was emitted, and who has caused it for which agency."""

    table: ClassVar[str] = "milestones"
    key: ClassVar[tuple[str, ...]] = ("id",)

    id: UUID
    dossier: UUID
    event: str
    at: datetime
    actor: str | None = None
    role: str | None = None
    agency: str | None = None
