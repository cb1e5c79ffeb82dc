"""The events by which a case asks for its fees, waits for them, and has them."""

from __future__ import annotations

from datetime import datetime

import msgspec

from shared.contracts.message import Event
from shared.contracts.tasks import PRODUCER


class Fee(msgspec.Struct, frozen=True, kw_only=True):
    """One item of a fee request: kind is `phi` (charge for a service) or `le-phi` (statutory fee); amount in VND."""

    code: str
    kind: str
    amount: int


class FeeRequested(Event, frozen=True, kw_only=True):
    """case: processing -> awaiting_payment"""

    producer = PRODUCER
    step: str
    fees: list[Fee]
    until: datetime
    left: int
    counted_from: datetime | None = None


class FeeTimeMoved(Event, frozen=True, kw_only=True):
    """case: awaiting_payment stays"""

    producer = PRODUCER
    step: str
    until: datetime
    calendar: str
    version: int


class FeePaid(Event, frozen=True, kw_only=True):
    """case: awaiting_payment, stopped -> processing"""

    producer = PRODUCER
    due_at: datetime
    warn_at: datetime
    counted_from: datetime | None = None
    working_minutes: int = 0
