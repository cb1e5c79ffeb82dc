"""How tasks are answered."""

from __future__ import annotations

from shared.web.views import Row, Views
from workflow.task.context import Context
from workflow.task.machine import TASK
from workflow.task.models import Task
from workflow.task.schemas import TaskView
from workflow.task.tables import LISTING, READABLE


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
