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


class ActsFor(BaseModel):
    """A mandate in force under which this account acts, and for whom; `name` is null once it was erased."""

    mandate: UUID
    state: str
    ground: str
    principal: str
    name: str | None
    until: datetime


class Account(BaseModel):
    """Whose account this is. `applicant` is an opaque id, null as long as no sign-in has proved who its holder is.

    `acts_for`: the last 100 mandates under which it acts now.
    """

    applicant: UUID | None
    acts_for: list[ActsFor]


class Mandates(Paged):
    """Mandates, in the order that was asked for."""

    mandates: list[MandateView]


class MandateText(Written):
    """Who acts for whom, and by which document."""


class MandateWritten(MandateView):
    """A mandate with who acts for whom; `text` is null once that was erased."""

    text: MandateText | None
