"""What workflow knows of one case, and of one of its tasks, when it decides, as a test wants it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from shared.contracts import intake, payment, postal
from shared.contracts.names import titled
from shared.kernel.machine import Transition
from tests.support import dossiers
from tests.support.documents import VERSION, documents
from workflow.case import commands as ask
from workflow.case.commands import CalendarChanges, DueDateNears, DueDatePasses, SupplementTimePasses
from workflow.case.facts import Facts
from workflow.case.machine import CaseState
from workflow.case.models import Case
from workflow.task.commands import Cancel, Claim, Complete, Open, Outcome, Recount, Release, Resume, Suspend
from workflow.task.machine import TaskState
from workflow.task.models import Task
from workflow.task.rules import TaskFacts

ID = UUID("01990000-0000-7000-8000-000000000001")
NOON = datetime(2026, 11, 10, 3, 0, tzinfo=UTC)  # a Tuesday, 10:00 in Hòa Giang
DUE = datetime(2026, 11, 17, 3, 0, tzinfo=UTC)
TASK_DUE = NOON + timedelta(days=3)
ROUTE = "promotion-registration"
OFFICER = "officer:one"
REASONS = titled(documents().get("procedure", "2.000004").refusal_reasons)

ACCEPTED = intake.DossierAccepted(
    code="H99.01.01-261110-0001",
    procedure="2.000004",
    version=VERSION,
    route=ROUTE,
    desk=dossiers.DESK,
    agency=dossiers.AGENCY,
    channel="online",
    accepted_at=NOON,
    due_at=DUE,
    warn_at=DUE - timedelta(days=1),
    owner="applicant:one",
)


def case(**changes: Any) -> Case:
    plain = {
        "id": ID,
        "dossier": ID,
        "code": ACCEPTED.code,
        "procedure": ACCEPTED.procedure,
        "version": VERSION,
        "route": ROUTE,
        "route_version": VERSION,
        "desk": dossiers.DESK,
        "agency": dossiers.AGENCY,
        "due_at": DUE,
        "warn_at": ACCEPTED.warn_at,
        "counted_from": NOON,
        "working_minutes": 40 * 60,
    }
    return Case(**{**plain, **changes})


def task(**changes: Any) -> Task:
    plain = {
        "id": ID,
        "dossier": ID,
        "step": "appraise",
        "agency": dossiers.AGENCY,
        "role": "officer",
        "officer": OFFICER,
        "due_at": TASK_DUE,
        "counted_from": NOON,
        "working_minutes": 24 * 60,
    }
    return Task(**{**plain, **changes})


def facts(*, at: str | None = None, **changes: Any) -> Facts:
    """Facts about a case; `at` is the step of the task that ends."""
    read = documents()
    step = read.get("route", ROUTE, VERSION).step(at) if at else None
    plain = {"case": case(), "now": NOON, "documents": read}
    return Facts(**{**plain, "step": step, **changes})


def task_facts(*, at: str = "appraise", route: str = ROUTE, **changes: Any) -> TaskFacts:
    """Facts about a task at this step of a sample route; the one who asks has claimed it."""
    read = documents()
    plain = {
        "task": task(step=at),
        "step": read.get("route", route, VERSION).step(at),
        "agency": dossiers.AGENCY,
        "desk": dossiers.DESK,
        "procedure": "2.000004",
        "reasons": REASONS,
        "calendar": read.calendar(),
        "counted_by": read.counted_by(dossiers.AGENCY),
        "now": NOON,
        "actor": OFFICER,
        "role": "officer",
    }
    return TaskFacts(**{**plain, **changes})


SETTLED = payment.ChargeSettled(
    provider="national-platform", reference="GD1", amount=150_000, receipt="H99.01.01-2026-0000001", settled_at=NOON
)

#: A sound message of each type that a case receives.
CASE_SOUND: dict[type[Any], Any] = {
    intake.DossierAccepted: ACCEPTED,
    intake.WithdrawalRequested: intake.WithdrawalRequested(),
    intake.SupplementSupplied: intake.SupplementSupplied(papers=[]),
    payment.ChargeSettled: SETTLED,
    payment.ChargeExpired: payment.ChargeExpired(),
    postal.ConsignmentDelivered: postal.ConsignmentDelivered(proof="P1", at=NOON),
    postal.ConsignmentReturned: postal.ConsignmentReturned(at=NOON),
    Claim: Claim(),
    Complete: Complete(outcome=Outcome.APPROVED),
    ask.Collect: ask.Collect(step="collect"),
    ask.RequestSupplement: ask.RequestSupplement(components=("TP03",)),
    ask.Apologise: ask.Apologise(reason="many-dossiers", due_at=DUE + timedelta(days=2)),
    ask.Stop: ask.Stop(reason="ordered-by-court"),
    DueDateNears: DueDateNears(),
    DueDatePasses: DueDatePasses(),
    SupplementTimePasses: SupplementTimePasses(),
    CalendarChanges: CalendarChanges(),
}
#: And a task.
TASK_SOUND: dict[type[Any], Any] = {
    Open: Open(),
    Cancel: Cancel(),
    Claim: Claim(),
    Release: Release(),
    Complete: Complete(outcome=Outcome.APPROVED),
    Suspend: Suspend(),
    Resume: Resume(restarts=True),
    Recount: Recount(),
}
SOUND = CASE_SOUND | TASK_SOUND
REFUSING = Complete(outcome=Outcome.REFUSED, reason="prohibited")
#: At which step a task's end decides about a case in this state; elsewhere the same message is not listed.
STEP_OF = {CaseState.PROCESSING: "sign", CaseState.DECIDED: "return"}


#: A case whose due date is an hour earlier than the calendar gives it.
MISCOUNTED = case(counted_from=NOON + timedelta(hours=1))
#: Cases whose applicants have less time than the calendar gives them; and a task like the case.
SHORT = {
    CaseState.SUPPLEMENTING: case(state="supplementing", suspended_at=NOON, supplement_until=NOON),
    CaseState.AWAITING_PAYMENT: case(state="awaiting_payment", suspended_at=NOON, fee_until=NOON, collecting="collect"),
}
TASK_MISCOUNTED = task(counted_from=NOON + timedelta(hours=1))


def standing(state: Any) -> Facts:
    """Facts that open the guards of a case's state; a stopped one was stopped for want of the fee."""
    stopped = {"reason": "fee-late", "collecting": "collect"} if state is CaseState.STOPPED else {}
    return facts(at=STEP_OF.get(state), case=case(**stopped))


def opened(row: Transition[Any, Facts, Any]) -> tuple[Facts, Any]:
    """Facts and a message that this row of the case's table takes."""
    if row.on is CalendarChanges:
        return facts(case=SHORT.get(row.state, MISCOUNTED)), SOUND[row.on]
    refuses = row.on is Complete and row.to is CaseState.REFUSED
    return standing(row.state), REFUSING if refuses else SOUND[row.on]


def task_opened(row: Transition[TaskState, TaskFacts, Any]) -> tuple[TaskFacts, Any]:
    """Facts and a message that this row of the task's table takes."""
    return task_facts(task=TASK_MISCOUNTED if row.on is Recount else task()), SOUND[row.on]
