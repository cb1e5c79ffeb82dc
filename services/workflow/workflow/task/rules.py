"""The guards and events of a task, and what its events change. Pure; of its case it knows the agencies alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from shared.contracts import workflow as events
from shared.contracts.message import Event
from shared.contracts.names import ROLES
from shared.contracts.reference import Competent, Fixed, Kind, Step
from shared.reference.working_calendar import WorkCalendar
from workflow.task import commands as ask
from workflow.task.errors import ApprovedWithReason, NothingToRefuse, ReasonNeeded, WrongRole
from workflow.task.models import Task


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskFacts:
    """What a decision about a task is made from. Actor and role are the caller's; reasons are the procedure's."""

    task: Task
    step: Step
    agency: str
    desk: str
    procedure: str
    reasons: frozenset[str]
    calendar: WorkCalendar
    now: datetime
    actor: str
    role: str


# ---- what needs no message


def is_for_this_role(facts: TaskFacts) -> bool:
    """Is the step for the role of the caller?"""
    if facts.task.role != facts.role:
        vi, en = ROLES[facts.task.role]
        raise WrongRole(f"This step is for {en}.", f"Bước này do {vi} thực hiện.")
    return True


# ---- guards


def is_well_ended(facts: TaskFacts, complete: ask.Complete) -> bool:
    """A refusal names a reason of the procedure, an approval none, and a return cannot refuse."""
    if complete.outcome is ask.Outcome.APPROVED:
        if complete.reason is not None:
            raise ApprovedWithReason()
    elif facts.step.kind is Kind.RETURN:
        raise NothingToRefuse()
    elif complete.reason not in facts.reasons:
        raise ReasonNeeded(reasons=sorted(facts.reasons))
    return True


# ---- events


def opened(facts: TaskFacts, _message: object) -> Event:
    """The task of a step, in the queue of the agency the route names, for so many working hours."""
    return events.TaskOpened(
        step=facts.step.code,
        agency=agency_of(facts.step, facts.agency, facts.desk),
        role=str(facts.step.role),
        due_at=facts.calendar.later(facts.now, facts.step.working_hours * 60),
        procedure=facts.procedure,
    )


def agency_of(step: Step, competent: str, receiving: str) -> str:
    """Whose queue: a fixed agency, the competent one, or the desk that received the dossier."""
    match step.agency:
        case Fixed(fixed=agency):
            return agency
        case Competent():
            return competent
        case _:
            return receiving


def claimed(facts: TaskFacts, _message: object) -> Event:
    return events.TaskClaimed(officer=facts.actor)


def released(_facts: TaskFacts, _message: object) -> Event:
    return events.TaskReleased()


def completed(_facts: TaskFacts, complete: ask.Complete) -> Event:
    return events.TaskCompleted(outcome=str(complete.outcome), reason=complete.reason)


def cancelled(_facts: TaskFacts, _message: object) -> Event:
    return events.TaskCancelled()


# ---- what events change


def apply(row: Task, event: Event) -> None:
    """Folds an event into the columns of a task."""
    match event:
        case events.TaskOpened():
            row.step, row.agency, row.role, row.due_at = event.step, event.agency, event.role, event.due_at
            row.procedure = event.procedure
        case events.TaskClaimed():
            row.officer = event.officer
        case events.TaskReleased():
            row.officer = None
        case events.TaskCompleted():
            row.outcome, row.reason = event.outcome, event.reason
