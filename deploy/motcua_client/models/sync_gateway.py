"""Bodies of sync-gateway. Written by `make map` from docs/openapi."""

from __future__ import annotations

from typing import Literal, TypedDict


class Attempts(TypedDict):
    """The call that is due: how often it was tried, and when again (if nobody makes it right now)."""
    tries: int
    again_at: str | None


class ExchangeDetail(TypedDict):
    """One exchange with its lines."""
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
    moves: list[str]
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
    moves: list[str]


class Exchanges(TypedDict):
    """A unit of work of exchanges; `after` asks for the next one, None at the end."""
    exchanges: list[ExchangeView]
    after: str | None


class LineView(TypedDict):
    """One line of progress, as the portal is told it; `told`: it has acknowledged it."""
    number: int
    status: int
    act: str
    agency: str
    at: str
    told: bool


class Refusal(TypedDict):
    """How the portal refused last, in its own words; it may have taken it since."""
    code: str
    message: str
    at: str


State = Literal['recording', 'telling', 'waiting', 'stuck', 'level']
