"""What each message moves: the case, its tasks, or both; and where its route goes on then."""

from __future__ import annotations

from typing import Any

from shared.contracts.intake import DossierAccepted
from shared.contracts.message import Command, Event, Tick
from shared.contracts.postal import ConsignmentReturned
from shared.contracts.published import Published
from shared.contracts.reference import Calendar, Kind
from shared.kernel.incoming import Incoming
from shared.kernel.journal import advance
from shared.kernel.unit_of_work import UnitOfWork
from shared.reference import publication
from shared.reference.publication import Publish
from workflow.case.clock import restarts, was_counted_otherwise
from workflow.case.commands import CalendarChanges, Collect
from workflow.case.context import Context
from workflow.case.machine import CASE, OVER, SUSPENDED, CaseState
from workflow.case.models import RUNNING, Case, Consulted
from workflow.task import handlers as tasks
from workflow.task.commands import Cancel, Complete, Recount, Resume, Suspend


def accept(context: Context, uow: UnitOfWork, incoming: Incoming[DossierAccepted]) -> None:
    """A dossier was accepted: its case begins, at the route's first step."""
    case = context.cases.get(incoming.dossier) or Case(id=incoming.dossier, dossier=incoming.dossier)
    context.cases[incoming.dossier] = case
    facts = context.facts(case, uow.now)
    advance(uow, CASE, case, facts, incoming)
    if was_counted_otherwise(facts, incoming.message):
        advance(uow, CASE, case, facts, incoming.instead(CalendarChanges()))
    tasks.begin(context, uow, incoming, facts.route.first)
    _show(context, uow, case)


def receive(context: Context, uow: UnitOfWork, incoming: Incoming[Event | Command | Tick]) -> None:
    """What concerns the case; its route goes on from where it stands then."""
    case = context.case(incoming.dossier)
    before = case.state
    if advance(uow, CASE, case, context.facts(case, uow.now), incoming):
        if before in SUSPENDED and case.state == CaseState.PROCESSING:
            from_zero = before == CaseState.SUPPLEMENTING and restarts(context.facts(case, uow.now))
            tasks.each(context, uow, incoming, Resume(restarts=from_zero))
        _go_on(context, uow, case, incoming)
        _show(context, uow, case)


def calendar_changes(context: Context, uow: UnitOfWork, incoming: Incoming[CalendarChanges]) -> None:
    """All that is counted in this dossier is counted again."""
    case = context.case(incoming.dossier)
    advance(uow, CASE, case, context.facts(case, uow.now), incoming)
    tasks.each(context, uow, incoming, Recount())
    _show(context, uow, case)


def complete(context: Context, uow: UnitOfWork, incoming: Incoming[Complete]) -> None:
    """The task is done, and the case with it if that decides; then its route goes on."""
    tasks.receive(context, uow, incoming)
    case = context.case(incoming.dossier)
    _go_on(context, uow, case, incoming)
    _show(context, uow, case)


def calendar_published(context: Context, uow: UnitOfWork, incoming: Incoming[Published]) -> None:
    """A copy is kept, and what is open and counts by this calendar is recounted, each in its own dossier."""
    publication.project(context, uow, incoming)
    calendar = Calendar.model_validate(incoming.message.content)
    publication.recount(context.documents, uow, CalendarChanges, calendar)


def publish(context: Context, uow: UnitOfWork, incoming: Incoming[Publish]) -> None:
    """A directory may name another calendar for an agency: what is open there is recounted."""
    if newer := publication.publish(context, uow, incoming):
        publication.recount(context.documents, uow, CalendarChanges, newer)


def came_back(context: Context, uow: UnitOfWork, incoming: Incoming[ConsignmentReturned]) -> None:
    """The post brought the result back: it waits at the desk, as if it had never been sent."""
    case = context.case(incoming.dossier)
    facts = context.facts(case, uow.now)
    if advance(uow, CASE, case, facts, incoming):
        back = next(step.code for step in facts.route.steps if step.kind is Kind.RETURN)
        tasks.begin(context, uow, incoming, back)
        _show(context, uow, case)


def _show(context: Context, uow: UnitOfWork, case: Case) -> None:
    """The case as it is now, to agencies that neither decide nor received it, but had a task of it."""
    received_at, running = context.received.get(case.id), case.state in RUNNING
    for agency in context.tasks.agencies(case.id) - {case.agency, case.desk}:
        uow.project(
            Consulted(dossier=case.id, agency=agency, received_at=received_at, due_at=case.due_at, running=running)
        )


def _go_on(context: Context, uow: UnitOfWork, case: Case, incoming: Incoming[Any]) -> None:
    """Begins every step whose turn it is; of a case that is over, cancels all that is open, however it ended.

    A late payment revives a case whose other branches were cancelled: it is their turn again.
    """
    if case.state in OVER:
        tasks.each(context, uow, incoming, Cancel())
        return
    for step in context.next(context.facts(case, uow.now)):
        if step.kind is not Kind.COLLECT:
            tasks.begin(context, uow, incoming, step.code)
        elif case.state not in SUSPENDED:  # else it begins when the case goes on: there is no time limit to suspend
            advance(uow, CASE, case, context.facts(case, uow.now), incoming.instead(Collect(step.code)))
    if case.state in SUSPENDED:
        tasks.each(context, uow, incoming, Suspend())
