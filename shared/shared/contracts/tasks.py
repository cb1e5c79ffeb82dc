"""The events of a case's tasks; `workflow` has them with its other events. Each docstring is the event's arrow."""

from __future__ import annotations

from datetime import datetime

from shared.contracts.message import Event

PRODUCER = "workflow"


class TaskOpened(Event, frozen=True, kw_only=True):
    """task: none -> open"""

    producer = PRODUCER
    step: str
    agency: str
    role: str
    due_at: datetime
    procedure: str = ""
    counted_from: datetime | None = None
    working_minutes: int = 0
    unit: str = ""


class TaskSuspended(Event, frozen=True, kw_only=True):
    """task: open, claimed stays"""

    producer = PRODUCER
    left: int


class TaskResumed(Event, frozen=True, kw_only=True):
    """task: open, claimed stays"""

    producer = PRODUCER
    due_at: datetime
    counted_from: datetime
    working_minutes: int
    unit: str = ""


class TaskDueDateMoved(Event, frozen=True, kw_only=True):
    """task: open, claimed stays"""

    producer = PRODUCER
    due_at: datetime
    calendar: str
    version: int


class TaskClaimed(Event, frozen=True, kw_only=True):
    """task: open -> claimed"""

    producer = PRODUCER
    officer: str


class TaskReleased(Event, frozen=True, kw_only=True):
    """task: claimed -> open"""

    producer = PRODUCER


class TaskCompleted(Event, frozen=True, kw_only=True):
    """task: claimed -> done"""

    producer = PRODUCER
    outcome: str
    reason: str | None = None


class TaskCancelled(Event, frozen=True, kw_only=True):
    """task: open, claimed -> cancelled"""

    producer = PRODUCER
