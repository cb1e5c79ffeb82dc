"""What is answered about cases."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, Field

from shared.web.lists import AskedByDue, Code, DossierCode, Paged
from shared.web.moves import Move
from workflow.case.machine import CaseState


class AskedCases(AskedByDue):
    """Which cases, and in which order."""

    state: list[CaseState] = Field([], max_length=10, description="In one of these states.")
    code: DossierCode = None
    procedure: Code | None = Field(None, description="Of this procedure, by its code.")
    agency: Code | None = Field(None, description="Decided by this agency, by its id.")
    desk: Code | None = Field(None, description="Received at the desk of this agency, by its id.")
    late: bool | None = Field(None, description="Whether its time limit runs and its due date is over.")


class CaseView(BaseModel):
    """A case as the agencies in it see it. `overdue` says that its due date has passed; it is not a state."""

    id: UUID
    state: str
    revision: int
    code: str
    procedure: str
    version: int
    route: str
    route_version: int
    desk: str
    agency: str
    due_at: datetime | None
    apologies: int
    overdue: bool
    result: str | None
    reason: str | None
    returns: str
    asked: list[str] | None
    supplement_until: datetime | None
    fee_until: datetime | None
    paid: list[str]
    moves: list[Move]


class Cases(Paged):
    """Cases, in the order that was asked for."""

    cases: list[CaseView]
