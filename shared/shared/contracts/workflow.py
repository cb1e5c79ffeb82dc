"""What workflow says: the directory and routes it publishes, and a case's way from acceptance to return.

Each docstring is the event's arrow. Officers are named by their opaque subject only.
"""

from __future__ import annotations

from datetime import datetime

from shared.contracts.message import Event
from shared.contracts.published import Published

SPEAKER = "workflow"


class AgenciesPublished(Published):
    """publication: none -> published"""

    speaker = SPEAKER


class RoutePublished(Published):
    """publication: none -> published"""

    speaker = SPEAKER


class CaseReceived(Event):
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


class ProcessingStarted(Event):
    """case: received -> processing"""

    speaker = SPEAKER


class DueDateNear(Event):
    """case: received, processing stays"""

    speaker = SPEAKER
    due_at: datetime


class DueDatePassed(Event):
    """case: received, processing stays"""

    speaker = SPEAKER
    due_at: datetime


class ApologyGiven(Event):
    """case: received, processing stays"""

    speaker = SPEAKER
    reason: str
    due_at: datetime
    warn_at: datetime


class CaseDecided(Event):
    """case: processing -> decided"""

    speaker = SPEAKER
    result: str
    on_time: bool


class CaseRefused(Event):
    """case: processing -> refused"""

    speaker = SPEAKER
    reason: str


class CaseWithdrawn(Event):
    """case: received, processing -> withdrawn"""

    speaker = SPEAKER


class WithdrawalDeclined(Event):
    """case: decided stays"""

    speaker = SPEAKER


class ResultReturned(Event):
    """case: decided -> returned"""

    speaker = SPEAKER


class TaskOpened(Event):
    """task: none -> open"""

    speaker = SPEAKER
    step: str
    agency: str
    role: str
    due_at: datetime


class TaskClaimed(Event):
    """task: open -> claimed"""

    speaker = SPEAKER
    officer: str


class TaskReleased(Event):
    """task: claimed -> open"""

    speaker = SPEAKER


class TaskCompleted(Event):
    """task: claimed -> done"""

    speaker = SPEAKER
    outcome: str
    reason: str | None = None


class TaskCancelled(Event):
    """task: open, claimed -> cancelled"""

    speaker = SPEAKER
