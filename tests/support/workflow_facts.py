"""What workflow knows of one case and one of its tasks when it decides, as a test wants it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from shared.contracts import intake
from shared.machine import Row
from tests.support import dossiers
from tests.support.documents import VERSION, documents
from workflow.case import commands as ask
from workflow.case.machine import DueDateNears, DueDatePasses
from workflow.case.models import Case, Task
from workflow.case.rules import Facts

ID = UUID("01990000-0000-7000-8000-000000000001")
NOON = datetime(2026, 11, 10, 3, 0, tzinfo=UTC)  # a Tuesday, 10:00 in Hòa Giang
DUE = datetime(2026, 11, 17, 3, 0, tzinfo=UTC)
ROUTE = "promotion-registration"
OFFICER = "officer:one"

ACCEPTED = intake.DossierAccepted(
    code="H29.01-261110-0001",
    procedure="2.000004",
    version=VERSION,
    route=ROUTE,
    desk=dossiers.DESK,
    agency=dossiers.AGENCY,
    channel="online",
    accepted_at=NOON,
    due_at=DUE,
    warn_at=DUE - timedelta(days=1),
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
    }
    return Case(**{**plain, **changes})


def task(**changes: Any) -> Task:
    plain = {"id": ID, "dossier": ID, "step": "appraise", "agency": dossiers.AGENCY, "role": "officer"}
    return Task(**{**plain, "officer": OFFICER, **changes})


def facts(*, at: str = "appraise", **changes: Any) -> Facts:
    """Facts about a task at this step of the sample route; the one who asks has claimed it."""
    read = documents()
    route = read.get("route", ROUTE, VERSION)
    plain = {"case": case(), "now": NOON, "documents": read, "actor": OFFICER, "role": "officer"}
    return Facts(**{**plain, "task": task(step=at), "step": route.step(at), **changes})


#: A sound message of each type.
SOUND: dict[type[Any], Any] = {
    intake.DossierAccepted: ACCEPTED,
    intake.WithdrawalRequested: intake.WithdrawalRequested(),
    ask.Claim: ask.Claim(),
    ask.Release: ask.Release(),
    ask.Complete: ask.Complete(),
    ask.Apologise: ask.Apologise(reason="many-dossiers", due_at=DUE + timedelta(days=2)),
    DueDateNears: DueDateNears(),
    DueDatePasses: DueDatePasses(),
}
REFUSING = ask.Complete(outcome=ask.Outcome.REFUSED, reason="prohibited")


def opened(row: Row[Any, Facts, Any]) -> tuple[Facts, Any]:
    """Facts and a message that this row of a table takes."""
    if row.hearing is ask.Complete and row.target == "refused":
        return facts(at="sign"), REFUSING
    at = {"decided": "sign", "returned": "return"}.get(row.target, "appraise")
    return facts(at=at), SOUND[row.hearing]
