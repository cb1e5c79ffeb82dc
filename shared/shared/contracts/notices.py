"""The events of notices to applicants, and of what becomes of them in each channel; intake emits them.

Each docstring is the event's arrow. Never to whom: addresses stay in intake.
"""

from __future__ import annotations

from datetime import datetime

import msgspec

from shared.contracts.message import Event

PRODUCER = "intake"


class NoticeDue(Event, frozen=True, kw_only=True):
    """notice: none -> due"""

    producer = PRODUCER
    template: str
    give_up_at: datetime
    date: datetime | None = None  # the one in the notice
    amount: int = 0
    codes: list[str] = msgspec.field(default_factory=list)  # of components, or of a reason


class NoticeShown(Event, frozen=True, kw_only=True):
    """notice: none -> online"""

    producer = PRODUCER
    template: str
    date: datetime | None = None  # the one in the notice
    amount: int = 0
    codes: list[str] = msgspec.field(default_factory=list)  # of components, or of a reason


class NoticeHeld(Event, frozen=True, kw_only=True):
    """notice: due -> held"""

    producer = PRODUCER
    until: datetime


class NoticeReleased(Event, frozen=True, kw_only=True):
    """notice: held -> due"""

    producer = PRODUCER


class NoticeSent(Event, frozen=True, kw_only=True):
    """notice: due -> sent"""

    producer = PRODUCER
    channel: str
    at: datetime | None = None  # None: before attempts were kept


class NoticeDelivered(Event, frozen=True, kw_only=True):
    """notice: due, held, sent -> delivered"""

    producer = PRODUCER
    channel: str
    at: datetime


class NoticeTurnedAway(Event, frozen=True, kw_only=True):
    """notice: due, held, sent -> due"""

    producer = PRODUCER
    channel: str
    reason: str
    at: datetime
    give_up_at: datetime


class NoticeKeptOnline(Event, frozen=True, kw_only=True):
    """notice: due -> online"""

    producer = PRODUCER


class NoticeGivenUp(Event, frozen=True, kw_only=True):
    """notice: due -> given_up"""

    producer = PRODUCER
    reason: str
