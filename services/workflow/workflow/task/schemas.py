"""What is answered about tasks."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, Field

from shared.web.lists import AskedByDue, Code, DossierCode, Paged
from shared.web.moves import Move
from workflow.task.machine import TaskState


class AskedTasks(AskedByDue):
    """Which tasks of the queue, and in which order."""

    state: list[TaskState] = Field([], max_length=10, description="In one of these states.")
    dossier: UUID | None = Field(None, description="Of this dossier.")
    code: DossierCode = None
    procedure: Code | None = Field(None, description="Of this procedure, by its code.")
    step: Code | None = Field(None, description="At this step of its route, by its code.")
    officer: str | None = Field(
        None, min_length=1, max_length=64, description="Held by `me`, by `none`, or by the officer with this subject."
    )
    late: bool | None = Field(None, description="Worked on after its due date, or not.")


class TaskView(BaseModel):
    """A task in an agency's queue. `moves` lists what the caller may ask now.

    While the clock of its case is suspended `due_at` is null, and `minutes_left` are the working minutes it still has.
    """

    id: UUID
    dossier: UUID
    state: str
    revision: int
    step: str
    agency: str
    role: str
    officer: str | None
    due_at: datetime | None
    minutes_left: int | None
    outcome: str | None
    reason: str | None
    code: str
    procedure: str
    case_due_at: datetime | None
    moves: list[Move]


class Tasks(Paged):
    """Tasks, in the order that was asked for."""

    tasks: list[TaskView]
