"""What is answered about tasks."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel

from shared.web.moves import Move
from shared.web.views import Paged


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
    code: str
    procedure: str
    case_due_at: datetime | None
    moves: list[Move]


class Tasks(Paged):
    """Tasks, oldest first."""

    tasks: list[TaskView]
