"""What cases and tasks say, when they may, and what their events decide. Pure: the facts are given."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from shared.contracts import intake
from shared.contracts import workflow as say
from shared.contracts.message import Event
from shared.contracts.reference import Competent, Fixed, Kind, Procedure, Route, Step
from shared.errors import NotYet
from shared.reference import Documents
from workflow.case import commands as ask
from workflow.case.errors import NotLater, NotYours, Reappointed, ReasonNeeded, WrongRole
from workflow.case.models import Case, Task

OUTSIDE = timedelta(seconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known when a case or one of its tasks is decided about.

    `step` is the step of the task in question (None for the case alone); actor and role are who asks.
    """

    case: Case
    now: datetime
    documents: Documents
    actor: str
    role: str
    task: Task | None = None
    step: Step | None = None

    @property
    def route(self) -> Route:
        """The route in the version the case is pinned to. Raises NotYet."""
        found: Route = self.documents.get("route", self.case.route, self.case.route_version)
        return found

    @property
    def procedure(self) -> Procedure:
        """The procedure in the version the dossier is pinned to. Raises NotYet."""
        found: Procedure = self.documents.get("procedure", self.case.procedure, self.case.version)
        return found


# ---- questions


def is_for_this_role(facts: Facts, _message: object) -> bool:
    """Is the step for the role that asks?"""
    if facts.task is not None and facts.task.role != facts.role:
        raise WrongRole(f"It is for the {facts.task.role}.", f"Bước này dành cho vai trò {facts.task.role}.")
    return True


def is_in_hand(facts: Facts, _message: object) -> bool:
    """Has the one who asks claimed the task?"""
    if facts.task is not None and facts.task.officer != facts.actor:
        raise NotYours()
    return True


def may_be_released(facts: Facts, message: object) -> bool:
    """By who has it, or by a supervisor of the agency."""
    return facts.role == "supervisor" or is_in_hand(facts, message)


def is_well_ended(facts: Facts, complete: ask.Complete) -> bool:
    """By who has it; a refusal names a reason, and only an appraisal or a signature can refuse."""
    is_in_hand(facts, complete)
    if complete.outcome is ask.Outcome.REFUSED:
        known = {reason.code for reason in facts.procedure.refusal_reasons}
        if complete.reason not in known or is_return(facts):
            raise ReasonNeeded(reasons=sorted(known))
    return True


def is_return(facts: Facts) -> bool:
    return facts.step is not None and facts.step.kind is Kind.RETURN


def is_signed(facts: Facts, complete: ask.Complete) -> bool:
    """Does this end the signature with a yes?"""
    return facts.step is not None and facts.step.kind is Kind.SIGN and complete.outcome is ask.Outcome.APPROVED


def is_rejected(facts: Facts, complete: ask.Complete) -> bool:
    """Does this end the signature with a no?"""
    return facts.step is not None and facts.step.kind is Kind.SIGN and complete.outcome is ask.Outcome.REFUSED


def is_handed_over(facts: Facts, _complete: ask.Complete) -> bool:
    """Does this end the return step?"""
    return is_return(facts)


def not_reappointed(facts: Facts, apology: ask.Apologise) -> bool:
    """At most one new date, and a later one (NĐ 61/2018 Đ19.9)."""
    if facts.case.apologies:
        raise Reappointed()
    if facts.case.due_at is None or apology.due_at <= max(facts.case.due_at, facts.now):
        raise NotLater()
    return True


# ---- words of the case


def received(facts: Facts, accepted: intake.DossierAccepted) -> Event:
    """Needs the procedure and the route to have come: it will not get far without. Raises NotYet."""
    facts.documents.get("procedure", accepted.procedure, accepted.version)
    return say.CaseReceived(
        code=accepted.code,
        procedure=accepted.procedure,
        version=accepted.version,
        route=accepted.route,
        route_version=facts.documents.version("route", accepted.route),
        desk=accepted.desk,
        agency=accepted.agency,
        due_at=accepted.due_at,
        warn_at=accepted.warn_at,
    )


def started(_facts: Facts, _message: object) -> Event:
    return say.ProcessingStarted()


def near(facts: Facts, _tick: object) -> Event:
    return say.DueDateNear(due_at=_due(facts.case))


def passed(facts: Facts, _tick: object) -> Event:
    return say.DueDatePassed(due_at=_due(facts.case))


def _due(case: Case) -> datetime:
    assert case.due_at is not None, "a case is received with its due date"
    return case.due_at


def apologised(facts: Facts, apology: ask.Apologise) -> Event:
    """The new date is the end of a working moment: asked for at night, it is meant for the next opening."""
    calendar = facts.documents.calendar()
    due_at = calendar.opens(apology.due_at)
    warn_at = calendar.earlier(due_at, facts.procedure.warning_hours * 60)
    return say.ApologyGiven(reason=apology.reason, due_at=due_at, warn_at=max(warn_at, facts.now + OUTSIDE))


def decided(facts: Facts, _message: object) -> Event:
    return say.CaseDecided(result=facts.procedure.result.code, on_time=facts.now <= _due(facts.case))


def refused(_facts: Facts, complete: ask.Complete) -> Event:
    return say.CaseRefused(reason=str(complete.reason))


def withdrawn(_facts: Facts, _message: object) -> Event:
    return say.CaseWithdrawn()


def declined(_facts: Facts, _message: object) -> Event:
    return say.WithdrawalDeclined()


def returned(_facts: Facts, _message: object) -> Event:
    return say.ResultReturned()


# ---- words of a task


def opened(facts: Facts, _message: object) -> Event:
    """The task of a step, in the queue of the agency the route names, for so many working hours."""
    if facts.step is None:
        raise NotYet("The route has no such step.", "Quy trình không có bước này.")
    due_at = facts.documents.calendar().later(facts.now, facts.step.working_hours * 60)
    return say.TaskOpened(
        step=facts.step.code,
        agency=agency_of(facts.step, facts.case),
        role=str(facts.step.role),
        due_at=due_at,
    )


def agency_of(step: Step, case: Case) -> str:
    """Whose queue: a fixed agency, the competent one, or the desk that received the dossier."""
    match step.agency:
        case Fixed(fixed=agency):
            return agency
        case Competent():
            return case.agency
        case _:
            return case.desk


def claimed(facts: Facts, _message: object) -> Event:
    return say.TaskClaimed(officer=facts.actor)


def released(_facts: Facts, _message: object) -> Event:
    return say.TaskReleased()


def completed(_facts: Facts, complete: ask.Complete) -> Event:
    return say.TaskCompleted(outcome=str(complete.outcome), reason=complete.reason)


def cancelled(_facts: Facts, _message: object) -> Event:
    return say.TaskCancelled()


# ---- what events decide


def apply_case(row: Case, event: Any) -> None:
    """Folds an event into the case's own columns."""
    match event:
        case say.CaseReceived():
            for name in ("code", "procedure", "version", "route", "route_version", "desk", "agency"):
                setattr(row, name, getattr(event, name))
            row.due_at, row.warn_at = event.due_at, event.warn_at
        case say.ApologyGiven():
            row.due_at, row.warn_at, row.apologies = event.due_at, event.warn_at, row.apologies + 1
            row.warned = row.overdue = False
        case say.DueDateNear():
            row.warned = True
        case say.DueDatePassed():
            row.overdue = True
        case say.CaseDecided():
            row.result = event.result
        case say.CaseRefused():
            row.reason = event.reason


def apply_task(row: Task, event: Any) -> None:
    """Folds an event into the task's own columns."""
    match event:
        case say.TaskOpened():
            row.step, row.agency, row.role, row.due_at = event.step, event.agency, event.role, event.due_at
        case say.TaskClaimed():
            row.officer = event.officer
        case say.TaskReleased():
            row.officer = None
        case say.TaskCompleted():
            row.outcome, row.reason = event.outcome, event.reason
