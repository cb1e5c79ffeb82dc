"""What is answered about requests."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, Field

from intake.request.commands import Correction, Reached, Requester
from intake.request.machine import RequestState
from intake.rights.models import Right
from shared.contracts.reference import Channel
from shared.web.lists import AskedByDue, Code, Paged
from shared.web.moves import Move


class AskedRequests(AskedByDue):
    """Which requests, and in which order. The due date is that of the time limit that runs."""

    state: list[RequestState] = Field([], max_length=10, description="In one of these states.")
    asks: list[Right] = Field([], max_length=10, description="That ask one of these.")
    desk: Code | None = Field(None, description="Answered by the desk of this agency, by its id.")
    channel: Channel | None = Field(None, description="Made through this channel.")
    late: bool | None = Field(None, description="Whether a time limit runs and is over.")


class RequestView(BaseModel):
    """A request about personal data. `moves` lists what the caller may ask now.

    identified: by what it was proved who asks, `account` or `desk`; null: not yet. due_at: the time limit that runs,
    `answer_by` until it is taken up and `decide_by` then; null once it is decided. ground: the legal ground on which it
    was refused, or not granted in whole.
    """

    id: UUID
    state: str
    revision: int
    asks: str
    desk: str
    channel: str
    identified: str | None
    asked_at: datetime
    answer_by: datetime
    decide_by: datetime
    due_at: datetime | None
    decided_at: datetime | None
    ground: str | None
    moves: list[Move]


class Requests(Paged):
    """Requests, in the order that was asked for."""

    requests: list[RequestView]


class RequestText(BaseModel):
    """What was written with a request."""

    contact: Reached
    words: str | None
    correction: Correction | None
    person: Requester | None
