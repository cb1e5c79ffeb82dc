"""The task. Every column is decided by events."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from shared.kernel.entity import Entity
from shared.reference.working_calendar import WorkCalendar

#: The states of a task that waits in a queue or is claimed.
OPEN = ("open", "claimed")


@dataclass(slots=True, kw_only=True)
class Task(Entity):
    """One piece of work at one step, in one agency's queue.

    counted_from, working_minutes, unit: what the due date was counted from, and how much of what. minutes_left: what
    is left of them while the clock of the case is suspended; there is no due date then.
    """

    step: str = ""
    agency: str = ""
    role: str = ""
    officer: str | None = None
    due_at: datetime | None = None
    outcome: str | None = None
    reason: str | None = None
    procedure: str = ""
    counted_from: datetime | None = None
    working_minutes: int = 0
    minutes_left: int | None = None
    unit: str = ""

    def recounted(self, calendar: WorkCalendar, now: datetime) -> datetime | None:
        """The due date by this calendar. A task that is late stays so, and no calendar makes one late."""
        if self.due_at is None or self.due_at <= now:
            return self.due_at
        due_at = calendar.recounted(self.due_at, self.counted_from, self.working_minutes, self.unit)
        return due_at if due_at > now else self.due_at
