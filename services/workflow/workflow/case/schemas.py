"""What is answered about cases and tasks."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel


class TaskView(BaseModel):
    """A task in an agency's queue. `moves` lists what the caller may ask now."""

    id: UUID
    dossier: UUID
    state: str
    revision: int
    step: str
    agency: str
    role: str
    officer: str | None
    due_at: datetime | None
    outcome: str | None
    reason: str | None
    code: str | None = None
    procedure: str | None = None
    case_due_at: datetime | None = None
    moves: list[str]


class CaseView(BaseModel):
    """A case as the agencies in it see it. `overdue` is derived from its due date, it is not a state."""

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
    moves: list[str]


class Tasks(BaseModel):
    """A unit of work of tasks; `after` asks for the next one, None at the end."""

    tasks: list[TaskView]
    after: UUID | None


class Cases(BaseModel):
    """A unit of work of cases; `after` asks for the next one, None at the end."""

    cases: list[CaseView]
    after: UUID | None
