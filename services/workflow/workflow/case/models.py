"""The case. Every column is decided by events."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from shared.kernel.entity import Entity, Projection
from shared.reference.working_calendar import WorkCalendar


@dataclass(slots=True, kw_only=True)
class Case(Entity):
    """A dossier in workflow's hands; same id as the dossier. Pinned to its procedure and route versions.

    counted_from, working_minutes, unit: what the due date was counted from, and how much of what (`Limit.minutes`):
    nothing from a promised date. None: it is not counted again. allowed_minutes: the whole time limit.
    suspended_at: when the clock was suspended last, from which the applicant's time is counted.
    minutes_left: what of the time limit is left while the clock is suspended.
    collecting: the route's step whose fee is awaited, kept after a stop for want of it; paid: those settled.
    """

    code: str = ""
    procedure: str = ""
    version: int = 0
    route: str = ""
    route_version: int = 0
    desk: str = ""
    agency: str = ""
    due_at: datetime | None = None
    warn_at: datetime | None = None
    apologies: int = 0
    warned: bool = False
    overdue: bool = False
    result: str | None = None
    reason: str | None = None
    owner: str = ""
    returns: str = "desk"
    asked: list[str] | None = None
    supplement_until: datetime | None = None
    suspended_at: datetime | None = None
    fee_until: datetime | None = None
    minutes_left: int | None = None
    collecting: str | None = None
    paid: list[str] = field(default_factory=list)
    counted_from: datetime | None = None
    working_minutes: int = 0
    unit: str = ""
    allowed_minutes: int = 0

    def recounted(self, calendar: WorkCalendar, now: datetime) -> datetime:
        """The due date by this calendar. A case that is late stays so, and no calendar makes one late."""
        assert self.due_at is not None, "a case is received with its due date"
        if self.overdue:
            return self.due_at
        due_at = calendar.recounted(self.due_at, self.counted_from, self.working_minutes, self.unit)
        return due_at if due_at > now else self.due_at


#: States of a case whose time limit runs or is suspended.
RUNNING = ("received", "processing", "supplementing", "awaiting_payment")


@dataclass(slots=True, kw_only=True, frozen=True)
class Consulted(Projection):
    """An agency that has, or had, a task of a case which it neither decides nor received: it may read the case.

    received_at, due_at, running: of the case, so that its agency's cases are found in these orders.
    """

    table: ClassVar[str] = "consulted"
    key: ClassVar[tuple[str, ...]] = ("agency", "dossier")

    dossier: UUID
    agency: str
    received_at: datetime | None = None
    due_at: datetime | None = None
    running: bool = True
