"""What is answered about tasks."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from shared.web.lists import AskedByDue, Code, DossierCode, Paged, Time
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


class AskedCounts(BaseModel):
    """Which tasks of the queue are counted, of those under way."""

    model_config = ConfigDict(extra="forbid")

    code: DossierCode = None
    procedure: Code | None = Field(None, description="Of this procedure, by its code.")
    step: Code | None = Field(None, description="At this step of its route, by its code.")
    officer: str | None = Field(
        None, min_length=1, max_length=64, description="Held by `me`, by `none`, or by the officer with this subject."
    )
    near_before: Time | None = Field(
        None, description="What is due before this time, and not late, is near; not given: within two days."
    )


class Counts(BaseModel):
    """How many tasks are under way (`open`), and how many of them nobody has claimed, are late, near or suspended."""

    open: int
    waiting: int
    late: int
    near: int
    suspended: int


class StepCounts(Counts):
    """Those at one step, by its code."""

    step: str


class OfficerCounts(Counts):
    """Those that one officer has claimed, by subject; null: nobody."""

    officer: str | None


class TaskCounts(BaseModel):
    """Tasks under way in the agency's queue, as of `as_of`.

    `more`: there are more than 20,000, of which the most urgent are counted.
    """

    as_of: datetime
    near_before: datetime
    more: bool
    all: Counts
    steps: list[StepCounts]
    officers: list[OfficerCounts]


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
