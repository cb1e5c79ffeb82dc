"""The events of workflow: the directory and routes it publishes, and a case's way from acceptance to return.

Each docstring is the event's arrow. Officers are named by their opaque subject only.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from shared.contracts.collecting import Fee, FeePaid, FeeRequested, FeeTimeMoved
from shared.contracts.message import Event
from shared.contracts.names import Name
from shared.contracts.published import Published
from shared.contracts.tasks import (
    PRODUCER,
    TaskCancelled,
    TaskClaimed,
    TaskCompleted,
    TaskDueDateMoved,
    TaskOpened,
    TaskReleased,
    TaskResumed,
    TaskSuspended,
)

#: Besides its own, the events of tasks and of fees.
__all__ = [
    "PRODUCER",
    "Fee",
    "FeePaid",
    "FeeRequested",
    "FeeTimeMoved",
    "TaskCancelled",
    "TaskClaimed",
    "TaskCompleted",
    "TaskDueDateMoved",
    "TaskOpened",
    "TaskReleased",
    "TaskResumed",
    "TaskSuspended",
]

#: Reasons for a stop by a timer; a person stops a case for other reasons.
FEE_LATE = "fee-late"
SUPPLEMENT_LATE = "supplement-late"
REASONS: Mapping[str, Name] = {
    SUPPLEMENT_LATE: Name("Quá thời hạn bổ sung hồ sơ", "What was asked for did not come in time"),
    FEE_LATE: Name("Quá thời hạn nộp phí, lệ phí", "The fee was not paid in time"),
}

#: Where a case stands. Workflow's cases have these states, and intake shows them to the applicant.
STAGES: Mapping[str, Name] = {
    "received": Name("chờ giải quyết", "is waiting at the agency"),
    "processing": Name("đang giải quyết", "is being worked on"),
    "supplementing": Name("chờ bổ sung giấy tờ", "is waiting for a supplement"),
    "awaiting_payment": Name("chờ nộp phí, lệ phí", "is waiting for the fee"),
    "decided": Name("đã có kết quả, chờ trả kết quả", "has been decided, waiting to be returned"),
    "returned": Name("đã trả kết quả", "has been returned"),
    "refused": Name("bị từ chối giải quyết", "has been refused"),
    "withdrawn": Name("đã rút", "has been withdrawn"),
    "stopped": Name("đã dừng giải quyết", "has been stopped"),
}


class AgenciesPublished(Published, frozen=True, kw_only=True):
    """publication: none -> published"""

    producer = PRODUCER


class RoutePublished(Published, frozen=True, kw_only=True):
    """publication: none -> published"""

    producer = PRODUCER


class CaseReceived(Event, frozen=True, kw_only=True):
    """case: none -> received"""

    producer = PRODUCER
    code: str
    procedure: str
    version: int
    route: str
    route_version: int
    desk: str
    agency: str
    due_at: datetime
    warn_at: datetime
    owner: str = ""
    returns: str = "desk"
    counted_from: datetime | None = None
    working_minutes: int = 0
    applicant: str = ""
    held_by: str = ""
    unit: str = ""
    allowed_minutes: int = 0


class ProcessingStarted(Event, frozen=True, kw_only=True):
    """case: received -> processing"""

    producer = PRODUCER


class DueDateNear(Event, frozen=True, kw_only=True):
    """case: received, processing stays"""

    producer = PRODUCER
    due_at: datetime


class DueDatePassed(Event, frozen=True, kw_only=True):
    """case: received, processing stays"""

    producer = PRODUCER
    due_at: datetime


class ApologyGiven(Event, frozen=True, kw_only=True):
    """case: received, processing stays"""

    producer = PRODUCER
    reason: str
    due_at: datetime
    warn_at: datetime
    counted_from: datetime | None = None  # the date as it was promised


class DueDateMoved(Event, frozen=True, kw_only=True):
    """case: received, processing stays"""

    producer = PRODUCER
    due_at: datetime
    warn_at: datetime
    calendar: str
    version: int


class SupplementRequested(Event, frozen=True, kw_only=True):
    """case: processing -> supplementing"""

    producer = PRODUCER
    components: list[str]
    until: datetime
    left: int
    counted_from: datetime | None = None


class SupplementTimeMoved(Event, frozen=True, kw_only=True):
    """case: supplementing stays"""

    producer = PRODUCER
    until: datetime
    calendar: str
    version: int


class ProcessingResumed(Event, frozen=True, kw_only=True):
    """case: supplementing -> processing"""

    producer = PRODUCER
    due_at: datetime
    warn_at: datetime
    counted_from: datetime | None = None
    working_minutes: int = 0


class CaseDecided(Event, frozen=True, kw_only=True):
    """case: processing -> decided"""

    producer = PRODUCER
    result: str
    on_time: bool
    returns: str = "desk"


class DeliveryFailed(Event, frozen=True, kw_only=True):
    """case: decided stays"""

    producer = PRODUCER


class CaseStopped(Event, frozen=True, kw_only=True):
    """case: received, processing, supplementing, awaiting_payment -> stopped"""

    producer = PRODUCER
    reason: str


class CaseRefused(Event, frozen=True, kw_only=True):
    """case: processing -> refused"""

    producer = PRODUCER
    reason: str


class CaseWithdrawn(Event, frozen=True, kw_only=True):
    """case: received, processing, supplementing, awaiting_payment -> withdrawn"""

    producer = PRODUCER


class WithdrawalDeclined(Event, frozen=True, kw_only=True):
    """case: decided stays"""

    producer = PRODUCER


class ResultReturned(Event, frozen=True, kw_only=True):
    """case: decided -> returned"""

    producer = PRODUCER
    by: str = "desk"
