"""The task as it moves. Every column is decided by events."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from shared.subject import Subject, table_of


@dataclass(slots=True, kw_only=True)
class Task(Subject):
    """One piece of work at one step, in one agency's queue."""

    step: str = ""
    agency: str = ""
    role: str = ""
    officer: str | None = None
    due_at: datetime | None = None
    outcome: str | None = None
    reason: str | None = None


metadata = sa.MetaData()
tasks = table_of(metadata, "tasks", Task)

#: What an agency may see: tasks in its queue.
FIND_TASK = "select dossier from tasks where id = $1 and agency = $2"
