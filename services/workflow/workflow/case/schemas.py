"""What is answered about cases."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel

from shared.web.moves import Move
from shared.web.views import Paged


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
    paid: list[str]
    moves: list[Move]


class Cases(Paged):
    """Cases, oldest first."""

    cases: list[CaseView]
