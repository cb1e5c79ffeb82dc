"""What sync-gateway says: how far a dossier's exchange with the national portal has come. Codes only.

Each docstring is the event's arrow.
"""

from __future__ import annotations

from shared.contracts.message import Event

SPEAKER = "sync-gateway"


class ExchangeOpened(Event, frozen=True, kw_only=True):
    """exchange: none -> behind"""

    speaker = SPEAKER
    code: str


class StatusNoted(Event, frozen=True, kw_only=True):
    """exchange: behind, sending, level -> behind"""

    speaker = SPEAKER
    status: int


class PortalTold(Event, frozen=True, kw_only=True):
    """exchange: behind -> level"""

    speaker = SPEAKER
    status: int
    lines: int
