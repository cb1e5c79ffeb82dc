"""The tasks of the dossiers that a batch of messages is about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from shared.kernel.entity import Concerned
from shared.kernel.errors import NotFound
from shared.kernel.incoming import Incoming
from workflow.task.machine import TASK, TaskState
from workflow.task.models import OPEN, Task
from workflow.task.rules import TaskFacts


@dataclass(slots=True)
class TaskSet:
    """TaskSet by dossier, oldest first."""

    rows: dict[UUID, list[Task]] = field(default_factory=dict)

    @classmethod
    def of(cls, rows: Iterable[Mapping[str, Any]]) -> TaskSet:
        """As they are loaded from their table."""
        tasks = cls()
        for row in rows:
            tasks.add(TASK.of(row))
        return tasks

    def add(self, task: Task) -> None:
        self.rows.setdefault(task.dossier, []).append(task)

    def find(self, entity: UUID | None) -> Task | None:
        return next((task for tasks in self.rows.values() for task in tasks if task.id == entity), None)

    def get(self, entity: UUID | None) -> Task:
        """Raises NotFound."""
        task = self.find(entity)
        if task is None:
            raise NotFound("There is no such task.", "Không có công việc này.")
        return task

    def open(self, dossier: UUID) -> list[Task]:
        """Those that wait in a queue or are claimed."""
        return [task for task in self.rows.get(dossier, ()) if task.state in OPEN]

    def agencies(self, dossier: UUID) -> set[str]:
        """Those that have, or had, a task of it."""
        return {task.agency for task in self.rows.get(dossier, ())}

    def done(self, dossier: UUID) -> set[str]:
        """The steps whose tasks are done."""
        return {task.step for task in self.rows.get(dossier, ()) if task.state == TaskState.DONE}


class InCase(Protocol):
    """What of its case is shown with a task."""

    code: str
    procedure: str
    due_at: datetime | None


class Context(Protocol):
    """A context that knows tasks, and enough of their cases."""

    tasks: TaskSet

    def concerns(self, kind: type[Any], incoming: Incoming[Any], now: datetime) -> Iterable[Concerned]:
        """All that a command concerns. Raises NotFound, NotYet."""
        ...

    def case_of(self, task: Task) -> InCase:
        """Raises NotYet if the case was not received."""
        ...

    def task_facts(self, task: Task, incoming: Incoming[Any], now: datetime) -> TaskFacts:
        """Raises NotYet if the case, or what it is pinned to, was not received."""
        ...
