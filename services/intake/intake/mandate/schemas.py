"""What is answered about mandates."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, Field

from intake.mandate.commands import MandateGround, Written
from intake.mandate.machine import MandateState
from shared.web.lists import AskedByTime, Paged
from shared.web.moves import Move


class AskedMandates(AskedByTime):
    """Which mandates, and in which order."""

    state: list[MandateState] = Field([], max_length=10, description="In one of these states.")
    ground: MandateGround | None = Field(None, description="On this ground.")


class MandateView(BaseModel):
    """A mandate: for whom (`principal`) and whose account acts (`representative`) are opaque ids.

    `desk` confirms it; it holds until `until`. `moves` lists what the caller may ask now.
    """

    id: UUID
    state: str
    revision: int
    ground: str
    principal: str
    representative: str
    desk: str
    until: datetime
    moves: list[Move]


class Mandates(Paged):
    """Mandates, in the order that was asked for."""

    mandates: list[MandateView]


class MandateText(Written):
    """Who acts for whom, and by which document."""


class MandateWritten(MandateView):
    """A mandate with who acts for whom; `text` is null once that was erased."""

    text: MandateText | None
