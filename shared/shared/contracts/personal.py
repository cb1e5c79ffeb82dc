"""The events of what people ask about their personal data, and of its erasure; intake emits them.

Each docstring is the event's arrow. Who asks is an opaque id; what was written stays in intake.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from shared.contracts.message import Event

PRODUCER = "intake"


class RequestMade(Event, frozen=True, kw_only=True):
    """request: none -> asked"""

    producer = PRODUCER
    asks: str
    desk: str
    channel: str
    asked_at: datetime
    answer_by: datetime
    decide_by: datetime
    due_at: datetime
    identified: str | None = None
    applicant: str = ""


class RequestIdentified(Event, frozen=True, kw_only=True):
    """request: asked, in_hand stays"""

    producer = PRODUCER
    identified: str
    applicant: str = ""


class RequestTaken(Event, frozen=True, kw_only=True):
    """request: asked -> in_hand"""

    producer = PRODUCER
    due_at: datetime


class RequestTimeMoved(Event, frozen=True, kw_only=True):
    """request: asked, in_hand stays"""

    producer = PRODUCER
    answer_by: datetime
    decide_by: datetime
    due_at: datetime
    calendar: str
    version: int


class RequestGranted(Event, frozen=True, kw_only=True):
    """request: in_hand -> granted"""

    producer = PRODUCER
    decided_at: datetime


class RequestPartlyGranted(Event, frozen=True, kw_only=True):
    """request: in_hand -> partly"""

    producer = PRODUCER
    decided_at: datetime
    ground: str


class RequestRefused(Event, frozen=True, kw_only=True):
    """request: asked, in_hand -> refused"""

    producer = PRODUCER
    decided_at: datetime
    ground: str


class RequestWithdrawn(Event, frozen=True, kw_only=True):
    """request: asked, in_hand -> withdrawn"""

    producer = PRODUCER


class ApplicantArchived(Event, frozen=True, kw_only=True):
    """erasure: none, archived -> archived"""

    producer = PRODUCER
    dossiers: list[UUID]
    sha256: str
    size: int
    files: int
    archived_at: datetime


class ApplicantErased(Event, frozen=True, kw_only=True):
    """erasure: archived -> erased"""

    producer = PRODUCER
    applicant: str
    dossiers: list[UUID]
    erased_at: datetime


#: What happens to requests of people about their personal data.
REQUESTS = (
    RequestMade,
    RequestIdentified,
    RequestTaken,
    RequestTimeMoved,
    RequestGranted,
    RequestPartlyGranted,
    RequestRefused,
    RequestWithdrawn,
)

#: The same, with how what is kept of an applicant comes to its end.
ERASURES = (ApplicantArchived, ApplicantErased)
