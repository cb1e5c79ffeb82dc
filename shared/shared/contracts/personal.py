"""The events of what people ask about their personal data; intake emits them.

Each docstring is the event's arrow. Who asks is an opaque id; what was written stays in intake.
"""

from __future__ import annotations

from datetime import datetime

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
