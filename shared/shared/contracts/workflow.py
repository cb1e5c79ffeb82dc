"""What workflow says: the directory and routes it publishes, and a case's way from acceptance to return.

Each docstring is the event's arrow. Officers are named by their opaque subject only.
"""

from __future__ import annotations

from datetime import datetime

from shared.contracts.message import Event
from shared.contracts.published import Published

SPEAKER = "workflow"


class AgenciesPublished(Published, frozen=True, kw_only=True):
    """publication: none -> published"""

    speaker = SPEAKER


class RoutePublished(Published, frozen=True, kw_only=True):
    """publication: none -> published"""

    speaker = SPEAKER


class CaseReceived(Event, frozen=True, kw_only=True):
    """case: none -> received"""

    speaker = SPEAKER
    code: str
    procedure: str
    version: int
    route: str
    route_version: int
    desk: str
    agency: str
    due_at: datetime
    warn_at: datetime


class ProcessingStarted(Event, frozen=True, kw_only=True):
    """case: received -> processing"""

    speaker = SPEAKER


class DueDateNear(Event, frozen=True, kw_only=True):
    """case: received, processing stays"""

    speaker = SPEAKER
    due_at: datetime


class DueDatePassed(Event, frozen=True, kw_only=True):
    """case: received, processing stays"""

    speaker = SPEAKER
    due_at: datetime


class ApologyGiven(Event, frozen=True, kw_only=True):
    """case: received, processing stays"""

    speaker = SPEAKER
    reason: str
    due_at: datetime
    warn_at: datetime


class CaseDecided(Event, frozen=True, kw_only=True):
    """case: processing -> decided"""

    speaker = SPEAKER
    result: str
    on_time: bool


class CaseRefused(Event, frozen=True, kw_only=True):
    """case: processing -> refused"""

    speaker = SPEAKER
    reason: str


class CaseWithdrawn(Event, frozen=True, kw_only=True):
    """case: received, processing -> withdrawn"""

    speaker = SPEAKER


class WithdrawalDeclined(Event, frozen=True, kw_only=True):
    """case: decided stays"""

    speaker = SPEAKER


class ResultReturned(Event, frozen=True, kw_only=True):
    """case: decided -> returned"""

    speaker = SPEAKER


class TaskOpened(Event, frozen=True, kw_only=True):
    """task: none -> open"""

    speaker = SPEAKER
    step: str
    agency: str
    role: str
    due_at: datetime


class TaskClaimed(Event, frozen=True, kw_only=True):
    """task: open -> claimed"""

    speaker = SPEAKER
    officer: str


class TaskReleased(Event, frozen=True, kw_only=True):
    """task: claimed -> open"""

    speaker = SPEAKER


class TaskCompleted(Event, frozen=True, kw_only=True):
    """task: claimed -> done"""

    speaker = SPEAKER
    outcome: str
    reason: str | None = None


class TaskCancelled(Event, frozen=True, kw_only=True):
    """task: open, claimed -> cancelled"""

    speaker = SPEAKER
