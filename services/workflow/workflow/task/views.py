"""How tasks are answered."""

from __future__ import annotations

from collections.abc import Sequence

from shared.web.views import Row, Views
from workflow.task.context import Context
from workflow.task.machine import TASK
from workflow.task.models import Task
from workflow.task.schemas import Counts, OfficerCounts, StepCounts, TaskCounts, TaskView
from workflow.task.tables import LISTING, MOST_COUNTED, READABLE


def _beside(context: Context, task: Task) -> Row:
    case = context.case_of(task)
    return {"code": case.code, "case_due_at": case.due_at}


TASK_VIEWS = Views(
    view=TaskView,
    entity_type=TASK,
    readable=READABLE,
    listing=LISTING,
    missing=("This agency has no such task.", "Cơ quan không có công việc này."),
    beside=_beside,
)

#: What `grouping` answers for the sum of all, for one step, and for one officer.
ALL, STEP, OFFICER = 0b11, 0b01, 0b10


def counted(rows: Sequence[Row]) -> TaskCounts:
    """The answer to `tables.counts`; what has most of what is late stands first."""
    (every,) = (row for row in rows if row["kind"] == ALL)
    urgent = sorted(rows, key=lambda row: (-row["late"], -row["near"], -row["open"]))
    return TaskCounts(
        as_of=every["as_of"],
        near_before=every["near_before"],
        more=every["open"] > MOST_COUNTED,
        all=Counts(**every),
        steps=[StepCounts(**row) for row in urgent if row["kind"] == STEP],
        officers=[OfficerCounts(**row) for row in urgent if row["kind"] == OFFICER],
    )
