"""The guards and events of a task, and what its events change. Pure; of its case it knows the agencies alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from shared.contracts import workflow as events
from shared.contracts.message import Event
from shared.contracts.names import ROLES, Choice
from shared.contracts.reference import Competent, Fixed, Kind, Step
from shared.reference.working_calendar import WorkCalendar
from workflow.task import commands as ask
from workflow.task.errors import ApprovedWithReason, NothingToRefuse, ReasonNeeded, WrongRole
from workflow.task.models import Task
from workflow.task.names import OUTCOMES

APPROVED = ask.Outcome.APPROVED


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskFacts:
    """What a decision about a task is made from. Actor and role are the caller's; reasons are the procedure's.

    calendar: of the agency in whose queue it is; counted_by: its code and version, as events name them.
    """

    task: Task
    step: Step
    agency: str
    desk: str
    procedure: str
    reasons: Choice
    calendar: WorkCalendar
    counted_by: Mapping[str, Any]
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


def has_time_left(facts: TaskFacts) -> bool:
    """Does its clock run, and is it not late?"""
    return facts.task.due_at is not None and facts.now < facts.task.due_at


def date_moves(facts: TaskFacts) -> bool:
    """Does the calendar in force give another due date?"""
    return facts.task.recounted(facts.calendar, facts.now) != facts.task.due_at


# ---- guards


def choices(facts: TaskFacts, kind: type[Any]) -> Mapping[str, Choice]:
    """How it may end, and the reasons of the procedure to refuse."""
    if kind is not ask.Complete:
        return {}
    if facts.step.kind is Kind.RETURN:
        return {"outcome": {APPROVED: OUTCOMES[APPROVED].title}, "reason": {}}
    return {"outcome": {code: name.title for code, name in OUTCOMES.items()}, "reason": facts.reasons}


def is_well_ended(facts: TaskFacts, complete: ask.Complete) -> bool:
    """A refusal names a reason of the procedure, an approval none, and a return cannot refuse."""
    if complete.outcome is APPROVED:
        if complete.reason is not None:
            raise ApprovedWithReason.at("/reason")
    elif facts.step.kind is Kind.RETURN:
        raise NothingToRefuse.at("/outcome")
    elif complete.reason not in facts.reasons:
        raise ReasonNeeded.at("/reason", reasons=sorted(facts.reasons))
    return True


def its_clock_stood(facts: TaskFacts, resume: ask.Resume) -> bool:
    """Did it stand still, or does every clock of the case restart?"""
    return resume.restarts or facts.task.minutes_left is not None


# ---- events


def opened(facts: TaskFacts, _message: object) -> Event:
    """The task of a step, in the queue of the agency the route names, for as long as the step may take."""
    return events.TaskOpened(
        step=facts.step.code,
        agency=agency_of(facts.step, facts.agency, facts.desk),
        role=str(facts.step.role),
        procedure=facts.procedure,
        **_due(facts, facts.calendar.begins(facts.step.limit, facts.now), facts.step.limit.minutes),
    )


def _due(facts: TaskFacts, since: datetime, minutes: int) -> dict[str, Any]:
    """So much from then, in the unit of the step's limit."""
    unit = str(facts.step.limit.unit)
    due_at = facts.calendar.ends(since, minutes, unit)
    return {"due_at": due_at, "counted_from": since, "working_minutes": minutes, "unit": unit}


def suspended(facts: TaskFacts, _message: object) -> Event:
    until = facts.task.recounted(facts.calendar, facts.now)
    assert until is not None, "only a clock that runs is suspended"
    return events.TaskSuspended(left=facts.calendar.left(facts.now, until, facts.task.unit))


def resumed(facts: TaskFacts, resume: ask.Resume) -> Event:
    left = facts.task.minutes_left
    if resume.restarts or left is None:
        limit = facts.step.limit
        return events.TaskResumed(**_due(facts, facts.calendar.begins(limit, facts.now), limit.minutes))
    return events.TaskResumed(**_due(facts, facts.now, left))


def moved(facts: TaskFacts, _message: object) -> Event:
    due_at = facts.task.recounted(facts.calendar, facts.now)
    assert due_at is not None, "only a date that there is moves"
    return events.TaskDueDateMoved(due_at=due_at, **facts.counted_by)


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
            row.step, row.agency, row.role = event.step, event.agency, event.role
            row.procedure = event.procedure
            _count(row, event)
        case events.TaskResumed():
            row.minutes_left = None
            _count(row, event)
        case events.TaskSuspended():
            row.due_at, row.minutes_left = None, event.left
        case events.TaskDueDateMoved():
            row.due_at = event.due_at
        case events.TaskClaimed():
            row.officer = event.officer
        case events.TaskReleased():
            row.officer = None
        case events.TaskCompleted():
            row.outcome, row.reason = event.outcome, event.reason


def _count(row: Task, event: Any) -> None:
    row.due_at, row.counted_from, row.working_minutes = event.due_at, event.counted_from, event.working_minutes
    row.unit = event.unit
