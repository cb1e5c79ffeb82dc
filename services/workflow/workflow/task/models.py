"""The task as it moves. Every column is decided by events."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from shared.contracts.relation import Relation, those
from shared.kernel.entity import Entity
from shared.kernel.incoming import Incoming
from shared.web.reading import table_of


@dataclass(slots=True, kw_only=True)
class Task(Entity):
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
SEE_TASK = "select dossier from tasks where id = $1 and agency = $2"


def relations(task: Task, incoming: Incoming[Any]) -> frozenset[Relation]:
    """How who asks stands to a task."""
    queue = incoming.agency == task.agency
    holds = queue and (incoming.actor, incoming.role) == (task.officer, task.role)
    return those({Relation.QUEUE: queue, Relation.HOLDER: holds})
