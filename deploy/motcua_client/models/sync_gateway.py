"""Bodies of sync-gateway. Written by `make map` from docs/openapi."""

from __future__ import annotations

from typing import Literal, TypedDict

from motcua_client.models.shared import Move


class Attempts(TypedDict):
    """The call that is due: how often it was tried, and when it is next, unless it is out right now."""
    tries: int
    again_at: str | None


class ExchangeDetail(TypedDict):
    """One exchange with its progress."""
    id: str
    dossier: str
    state: str
    revision: int
    code: str
    status: int
    told_status: int
    news: int
    recorded: int
    told: int
    declines: int
    retry_at: str | None
    moves: list[Move]
    lines: list[LineView]
    last_refusal: Refusal | None
    call: Attempts | None


class ExchangeView(TypedDict):
    """One exchange: our status and the portal's, news, and how far they are told."""
    id: str
    dossier: str
    state: str
    revision: int
    code: str
    status: int
    told_status: int
    news: int
    recorded: int
    told: int
    declines: int
    retry_at: str | None
    moves: list[Move]


class Exchanges(TypedDict):
    """Exchanges, in the order that was asked for."""
    after: str | None
    as_of: str
    count: int | None
    more: bool
    exchanges: list[ExchangeView]


class LineView(TypedDict):
    """One progress entry as the portal is told it."""
    number: int
    status: int
    act: str
    agency: str
    actor: str | None
    at: str
    told: bool


class Refusal(TypedDict):
    """The portal's last refusal, in its own words; it may have accepted since."""
    code: str
    message: str
    at: str


State = Literal['recording', 'telling', 'waiting', 'stuck', 'level']
