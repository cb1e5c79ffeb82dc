"""The events of sync-gateway: how far a dossier's exchange with the national portal has come. Codes only.

Each docstring is the event's arrow. News are numbered per exchange: `news` is the number of the latest, `lines`
the number up to which the portal has acknowledged progress. `status` is a national code, 1 to 10.
"""

from __future__ import annotations

from datetime import datetime

from shared.contracts.message import Event

PRODUCER = "sync-gateway"


class ExchangeOpened(Event, frozen=True, kw_only=True):
    """exchange: none -> recording"""

    producer = PRODUCER
    code: str
    status: int


class NewsQueued(Event, frozen=True, kw_only=True):
    """exchange: recording, telling stays"""

    producer = PRODUCER
    news: int
    status: int


class NewsCame(Event, frozen=True, kw_only=True):
    """exchange: waiting, stuck, level -> recording"""

    producer = PRODUCER
    news: int
    status: int


class RecordAcknowledged(Event, frozen=True, kw_only=True):
    """exchange: recording -> telling"""

    producer = PRODUCER
    news: int
    status: int
    created: bool


class LinesAcknowledged(Event, frozen=True, kw_only=True):
    """exchange: telling -> recording"""

    producer = PRODUCER
    lines: int


class PortalTold(Event, frozen=True, kw_only=True):
    """exchange: telling -> level"""

    producer = PRODUCER
    lines: int
    status: int


class PortalDeclined(Event, frozen=True, kw_only=True):
    """exchange: recording, telling -> waiting"""

    producer = PRODUCER
    code: str
    times: int
    retry_at: datetime


class PortalGivenUp(Event, frozen=True, kw_only=True):
    """exchange: recording, telling -> stuck"""

    producer = PRODUCER
    code: str
    times: int


class SendingResumed(Event, frozen=True, kw_only=True):
    """exchange: waiting -> recording"""

    producer = PRODUCER


class ResendAsked(Event, frozen=True, kw_only=True):
    """exchange: recording, telling, waiting, stuck, level -> waiting"""

    producer = PRODUCER
    retry_at: datetime
