"""The task. Every column is decided by events."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from shared.kernel.entity import Entity

#: The states of a task that waits in a queue or is claimed.
OPEN = ("open", "claimed")


@dataclass(slots=True, kw_only=True)
class Task(Entity):
    """One piece of work at one step, in one agency's queue."""

    step: str = ""
    agency: str = ""
    role: str = ""
    officer: str | None = None
    due_at: datetime | None = None
    outcome: str | None = None
    reason: str | None = None
    procedure: str = ""
