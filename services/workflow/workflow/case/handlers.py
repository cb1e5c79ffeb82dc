"""Which entities receive a message: the case, its tasks, or both; and where its route goes on then."""

from __future__ import annotations

from typing import Any

from shared.contracts.intake import DossierAccepted
from shared.contracts.reference import Calendar, Kind, Step
from shared.kernel.errors import NotFound, NotYet
from shared.kernel.ids import uuid7
from shared.kernel.incoming import Incoming
from shared.kernel.journal import advance
from shared.kernel.unit_of_work import UnitOfWork
from shared.reference import publication
from workflow.case.commands import Collect
from workflow.case.context import Context
from workflow.case.machine import CASE, OVER, SUSPENDED, CalendarChanges, CaseState
from workflow.case.models import Case
from workflow.task.commands import Cancel, Complete, Open
from workflow.task.machine import TASK
from workflow.task.models import Task


def receive(context: Context, uow: UnitOfWork, incoming: Incoming[DossierAccepted]) -> None:
    """A dossier was accepted: its case begins, at the route's first step."""
    case = context.cases.get(incoming.dossier) or Case(id=incoming.dossier, dossier=incoming.dossier)
    context.cases[incoming.dossier] = case
    facts = context.facts(case, uow.now)
    advance(uow, CASE, case, facts, incoming)
    if 0 < incoming.message.calendar < facts.documents.version("calendar", facts.documents.calendar_of(case.agency)):
        advance(uow, CASE, case, facts, incoming.instead(CalendarChanges()))
    _open(context, uow, case, incoming, facts.route.step(facts.route.first))


def claim(context: Context, uow: UnitOfWork, incoming: Incoming[Any]) -> None:
    """The first claim of any task starts the processing."""
    case, _ = _both(context, incoming)
    task_receives(context, uow, incoming)
    if case.state == CaseState.RECEIVED:
        advance(uow, CASE, case, context.facts(case, uow.now), incoming)


def task_receives(context: Context, uow: UnitOfWork, incoming: Incoming[Any]) -> None:
    """What concerns a task alone."""
    case, task = _both(context, incoming)
    _advance_task(context, uow, case, task, incoming)


def complete(context: Context, uow: UnitOfWork, incoming: Incoming[Complete]) -> None:
    """The task is done; a signature or a return decides about the case; then its route goes on."""
    case, task = _both(context, incoming)
    step = context.facts(case, uow.now).route.step(task.step)
    _advance_task(context, uow, case, task, incoming)
    if step.kind in (Kind.SIGN, Kind.RETURN):
        advance(uow, CASE, case, context.facts(case, uow.now, step), incoming)
    _go_on(context, uow, case, incoming)


def calendar_published(context: Context, uow: UnitOfWork, incoming: Incoming[Any]) -> None:
    """A copy is kept, and the open cases that count by this calendar are recounted, each in its own dossier."""
    publication.project(context, uow, incoming)
    calendar = Calendar.model_validate(incoming.message.content)
    directories = [each for each in context.documents.every("agencies").values() if each.default]
    named = [pair for each in directories for pair in each.calendars.items()]
    agencies = sorted(agency for agency, code in named if (code == calendar.code) is not calendar.default)
    uow.fan_out(CalendarChanges, {"agencies": agencies, "except": calendar.default})


def came_back(context: Context, uow: UnitOfWork, incoming: Incoming[Any]) -> None:
    """The post brought the result back: it waits at the desk, as if it had never been sent."""
    case = _case(context, incoming)
    if advance(uow, CASE, case, context.facts(case, uow.now), incoming):
        steps = context.facts(case, uow.now).route.steps
        _open(context, uow, case, incoming, next(step for step in steps if step.kind is Kind.RETURN))


def case_receives(context: Context, uow: UnitOfWork, incoming: Incoming[Any]) -> None:
    """What concerns the case; its route goes on from where it stands then."""
    case = _case(context, incoming)
    if advance(uow, CASE, case, context.facts(case, uow.now), incoming):
        _go_on(context, uow, case, incoming)


# ---- the route


def _go_on(context: Context, uow: UnitOfWork, case: Case, incoming: Incoming[Any]) -> None:
    """Begins every step whose turn it is; of a case that is over, cancels all that is open, however it ended.

    A late payment revives a case whose other branches were cancelled: it is their turn again.
    """
    if case.state in OVER:
        for task in context.open_tasks(case):
            _advance_task(context, uow, case, task, incoming.instead(Cancel()))
        return
    for step in context.next(case, context.facts(case, uow.now)):
        if step.kind is not Kind.COLLECT:
            _open(context, uow, case, incoming, step)
        elif (
            case.state not in SUSPENDED
        ):  # no time limit runs that a fee could suspend: it begins when the case goes on
            advance(uow, CASE, case, context.facts(case, uow.now), incoming.instead(Collect(step.code)))


def _open(context: Context, uow: UnitOfWork, case: Case, incoming: Incoming[Any], step: Step) -> None:
    task = Task(id=uuid7(), dossier=case.id, step=step.code)
    context.tasks.setdefault(case.id, []).append(task)
    _advance_task(context, uow, case, task, incoming.instead(Open()))


def _advance_task(context: Context, uow: UnitOfWork, case: Case, task: Task, incoming: Incoming[Any]) -> None:
    facts = context.facts(case, uow.now)
    advance(uow, TASK, task, context.task_facts(facts, task, facts.route.step(task.step), incoming), incoming)


# ---- finding


def _case(context: Context, incoming: Incoming[Any]) -> Case:
    if incoming.dossier not in context.cases:
        raise NotYet("The dossier was not accepted yet.", "Hồ sơ chưa được tiếp nhận.")
    return context.cases[incoming.dossier]


def _both(context: Context, incoming: Incoming[Any]) -> tuple[Case, Task]:
    task = context.task(incoming.entity)
    if task is None:
        raise NotFound("There is no such task.", "Không có công việc này.")
    return _case(context, incoming), task
