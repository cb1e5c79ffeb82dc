"""What is answered about exchanges. For operators: the portal's own words of a refusal are among it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel


class ExchangeView(BaseModel):
    """One exchange: our status and the portal's, news, and how far they are told. `moves`: what may be asked now."""

    id: UUID
    dossier: UUID
    state: str
    revision: int
    code: str
    status: int
    told_status: int
    news: int
    recorded: int
    told: int
    declines: int
    retry_at: datetime | None
    moves: list[str]


class LineView(BaseModel):
    """One line of progress, as the portal is told it; `told`: it has acknowledged it."""

    number: int
    status: int
    act: str
    agency: str
    at: datetime
    told: bool


class Refusal(BaseModel):
    """How the portal refused last, in its own words; it may have taken it since."""

    code: str
    message: str
    at: datetime


class Attempts(BaseModel):
    """The call that is due: how often it was tried, and when again (if nobody makes it right now)."""

    tries: int
    again_at: datetime | None


class ExchangeDetail(ExchangeView):
    """One exchange with its lines."""

    lines: list[LineView]
    last_refusal: Refusal | None
    call: Attempts | None


class Exchanges(BaseModel):
    """A unit of work of exchanges; `after` asks for the next one, None at the end."""

    exchanges: list[ExchangeView]
    after: UUID | None
