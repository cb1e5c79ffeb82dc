"""What operators are answered about exchanges, the portal's own words of a refusal among it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, Field

from shared.web.lists import AskedByTime, DossierCode, Paged
from shared.web.moves import Move
from sync_gateway.exchange.machine import State


class AskedExchanges(AskedByTime):
    """Which exchanges, and in which order."""

    state: list[State] = Field([], max_length=10, description="In one of these states.")
    dossier: UUID | None = Field(None, description="Of this dossier.")
    code: DossierCode = None


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
    moves: list[Move]


class LineView(BaseModel):
    """One progress entry as the portal is told it. `actor`: who did it, by subject; `told`: it is acknowledged."""

    number: int
    status: int
    act: str
    agency: str
    actor: str | None
    at: datetime
    told: bool


class Refusal(BaseModel):
    """The portal's last refusal, in its own words; it may have accepted since."""

    code: str
    message: str
    at: datetime


class Attempts(BaseModel):
    """The call that is due: how often it was tried, and when it is next, unless it is out right now."""

    tries: int
    again_at: datetime | None


class ExchangeDetail(ExchangeView):
    """One exchange with its progress."""

    lines: list[LineView]
    last_refusal: Refusal | None
    call: Attempts | None


class Exchanges(Paged):
    """Exchanges, in the order that was asked for."""

    exchanges: list[ExchangeView]
