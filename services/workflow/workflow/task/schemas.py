"""What is answered about tasks."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel

from shared.web.views import Paged


class TaskView(BaseModel):
    """A task in an agency's queue. `moves` lists the commands that the caller's role has now."""

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
    code: str
    procedure: str
    case_due_at: datetime | None
    moves: list[str]


class Tasks(Paged):
    """Tasks, oldest first."""

    tasks: list[TaskView]
