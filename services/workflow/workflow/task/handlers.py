"""How tasks receive messages: what officers ask, and what comes of their case."""

from __future__ import annotations

from typing import Any

from shared.kernel.ids import uuid7
from shared.kernel.incoming import Incoming
from shared.kernel.journal import advance
from shared.kernel.unit_of_work import UnitOfWork
from workflow.task.commands import Cancel, Open, Recount, Resume, Suspend
from workflow.task.context import Context
from workflow.task.machine import TASK
from workflow.task.models import Task


def receive(context: Context, uow: UnitOfWork, incoming: Incoming[Any]) -> None:
    """A command about a task, and what it means to its case. Nothing moves where one may not. Raises NotFound."""
    kind = type(incoming.message)
    first, *others = context.concerns(kind, incoming, uow.now)
    for other in others:
        other.may(kind)
    for each in (first, *others):
        advance(uow, *each, incoming)


def begin(context: Context, uow: UnitOfWork, incoming: Incoming[Any], step: str) -> Task:
    """A new task for a step of the case's route."""
    task = Task(id=uuid7(), dossier=incoming.dossier, step=step)
    context.tasks.add(task)
    _advance(context, uow, task, incoming.instead(Open()))
    return task


def each(
    context: Context, uow: UnitOfWork, incoming: Incoming[Any], message: Suspend | Resume | Recount | Cancel
) -> None:
    """All tasks of a case that are open receive what comes of it."""
    for task in context.tasks.open(incoming.dossier):
        _advance(context, uow, task, incoming.instead(message))


def _advance(context: Context, uow: UnitOfWork, task: Task, incoming: Incoming[Any]) -> None:
    advance(uow, TASK, task, context.task_facts(task, incoming, uow.now), incoming)
