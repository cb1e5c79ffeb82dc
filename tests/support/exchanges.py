"""What the gateway receives and knows of one dossier, as a test wants it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from shared.contracts import intake, payment, workflow
from shared.contracts.workflow import Fee
from shared.kernel.machine import Transition
from sync_gateway.exchange import commands as ask
from sync_gateway.exchange.models import Dossier, Exchange, Line, Submission, exchange_of
from sync_gateway.exchange.rules import Facts
from tests.support.documents import VERSION, documents

ID = UUID("01990000-0000-7000-8000-000000000001")
NOON = datetime(2026, 11, 10, 3, 0, tzinfo=UTC)  # a Tuesday, 10:00 in Hòa Giang
DUE = NOON + timedelta(days=7)
CODE = "H99.15-261110-0001"
PAPER = intake.Paper(document=ID, component="TP01", sha256="00" * 32)


def accepted(**changes: Any) -> intake.DossierAccepted:
    plain = {
        "code": CODE,
        "procedure": "2.000004",
        "version": VERSION,
        "route": "promotion-registration",
        "desk": "H99.15",
        "agency": "H99.03",
        "channel": "online",
        "accepted_at": NOON,
        "due_at": DUE,
        "warn_at": DUE - timedelta(days=1),
    }
    return intake.DossierAccepted(**{**plain, **changes})


def settled(provider: str = "national-platform") -> payment.ChargeSettled:
    return payment.ChargeSettled(provider=provider, reference="R1", amount=1, receipt="B1", settled_at=NOON)


LATER = {"due_at": DUE + timedelta(days=2), "warn_at": DUE + timedelta(days=1)}
FEE = Fee(code="LP1", kind="le-phi", amount=150_000)

#: A sound message of each type.
SOUND: dict[type[Any], Any] = {
    intake.DossierAccepted: accepted(),
    workflow.ProcessingStarted: workflow.ProcessingStarted(),
    workflow.SupplementRequested: workflow.SupplementRequested(components=["TP01"], until=DUE, left=60),
    workflow.ProcessingResumed: workflow.ProcessingResumed(**LATER),
    workflow.FeeRequested: workflow.FeeRequested(step="collect", fees=[FEE], until=DUE, left=60),
    workflow.FeePaid: workflow.FeePaid(**LATER),
    workflow.ApologyGiven: workflow.ApologyGiven(reason="workload", **LATER),
    workflow.DueDateMoved: workflow.DueDateMoved(calendar="vn", version=2, **LATER),
    workflow.SupplementTimeMoved: workflow.SupplementTimeMoved(until=DUE, calendar="vn", version=2),
    workflow.FeeTimeMoved: workflow.FeeTimeMoved(step="collect", until=DUE, calendar="vn", version=2),
    workflow.CaseDecided: workflow.CaseDecided(result="KQ01", on_time=True),
    workflow.CaseRefused: workflow.CaseRefused(reason="prohibited"),
    workflow.CaseWithdrawn: workflow.CaseWithdrawn(),
    workflow.CaseStopped: workflow.CaseStopped(reason="fee-not-paid"),
    workflow.ResultReturned: workflow.ResultReturned(by="post"),
    payment.ChargeSettled: settled(),
    ask.Resend: ask.Resend(),
    ask.TryAgain: ask.TryAgain(),
    ask.Recorded: ask.Recorded(news=1, status=2, created=True),
    ask.Progressed: ask.Progressed(news=1),
    ask.Declined: ask.Declined(code="-99", message="Hệ thống bận"),
}


def exchange(**changes: Any) -> Exchange:
    """An exchange that has sent everything."""
    plain = {"code": CODE, "status": 2, "news": 1, "recorded": 1, "told": 1, "told_status": 2}
    return Exchange(**{"id": exchange_of(ID), "dossier": ID, **plain, **changes})


def facts(row: Exchange | None = None, **changes: Any) -> Facts:
    known = {"exchange": row or exchange(), "now": NOON, "documents": documents(), "hopeless": 20}
    return Facts(**{**known, **changes})


def opened(row: Transition[Any, Facts, Any]) -> tuple[Facts, Any]:
    """Facts and a message that this row of the table takes."""
    declines = 99 if row.may.__name__ == "is_hopeless" else 0
    news = 1 if row.may.__name__ == "nothing_came" or row.on is not ask.Progressed else 2
    return facts(exchange(declines=declines, news=news)), SOUND[row.on]


def dossier(**changes: Any) -> Dossier:
    plain = {
        "dossier": ID,
        "code": CODE,
        "procedure": "2.000004",
        "version": VERSION,
        "desk": "H99.15",
        "agency": "H99.03",
        "channel": "online",
        "returns": "desk",
        "accepted_at": NOON,
        "due_at": DUE,
        "last_at": NOON,
    }
    return Dossier(**{**plain, **changes})


def submission(**changes: Any) -> Submission:
    return Submission(**{"dossier": ID, "submitted_at": NOON - timedelta(hours=1), "digitised": True, **changes})


def line(**changes: Any) -> Line:
    plain = {"number": 2, "status": 4, "act": "ProcessingStarted", "agency": "H99.03", "at": NOON, "due_at": DUE}
    return Line(**{"dossier": ID, **plain, **changes})
