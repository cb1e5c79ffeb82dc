"""The tasks' table and statements: what is loaded to decide, and what a caller may read.

Of its case a task shows three columns; that is all this room knows of cases.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from shared.contracts.relation import Who
from shared.web.reading import EACH, bound, readable, standing, table_of
from workflow.task import whose
from workflow.task.models import Task

metadata = sa.MetaData()
tasks = table_of(metadata, "tasks", Task)
cases = sa.table(
    "cases",
    sa.column("id", sa.Uuid),
    sa.column("code", sa.Text),
    sa.column("procedure", sa.Text),
    sa.column("due_at", sa.DateTime(timezone=True)),
)

READABLE = readable(tasks, tasks, whose.reads(tasks.c, EACH))


def select(who: Who) -> sa.Select[Any]:
    """Tasks that a caller may read, with the code, procedure and due date of their cases."""
    more = (cases.c.code, cases.c.procedure, cases.c.due_at.label("case_due_at"))
    joined = tasks.join(cases, cases.c.id == tasks.c.dossier)
    stands = standing(whose.stands(tasks.c, bound(who)))
    return sa.select(tasks, *more, *stands).select_from(joined).where(whose.reads(tasks.c, bound(who)))


BY_DOSSIER = "select * from tasks where dossier = any($1::uuid[]) order by id"
