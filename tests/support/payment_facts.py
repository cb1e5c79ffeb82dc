"""What payment knows of one charge when it decides, as a test wants it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from payment.charge import commands as ask
from payment.charge.facts import Facts
from payment.charge.machine import CHARGE, State, TimePasses
from payment.charge.models import Charge, Dossier
from payment.provider.national.rules import NAME
from payment.provider.national.rules import reference as reference_of
from payment.provider.protocol import Failed, Paid, Reported, Started
from shared.contracts import workflow
from shared.kernel.machine import Transition
from tests.support import dossiers
from tests.support.machines import machine_of

ID = UUID("01990000-0000-7000-8000-000000000001")
NOON = datetime(2026, 11, 10, 3, 0, tzinfo=UTC)  # a Tuesday, 10:00 in Hòa Giang
UNTIL = NOON + timedelta(days=14)
CODE = "H99.01.01-261110-0001"
FEES = [
    workflow.Fee(code="appraisal", kind="phi", amount=120_000),
    workflow.Fee(code="licence", kind="le-phi", amount=30_000),
]
AMOUNT = 150_000
REFERENCE = "dvcH99010126111000012026111010000001990001"
DOSSIER = Dossier(
    dossier=ID,
    code=CODE,
    procedure="2.000004",
    version=1,
    desk=dossiers.DESK,
    agency=dossiers.AGENCY,
    owner="applicant:lan",
)
FEE_REQUESTED = workflow.FeeRequested(step="collect", fees=FEES, until=UNTIL, left=960)
TIME_MOVED = workflow.FeeTimeMoved(step="collect", until=UNTIL + timedelta(days=1), calendar="vn", version=2)
OUR_STOP = workflow.CaseStopped(reason="fee-late")


class Bank:
    """The national platform, as far as a rule needs it."""

    name = NAME
    reference = staticmethod(reference_of)


def paid(**changes: Any) -> Paid:
    """Our question was answered: it came in at noon."""
    plain = {"provider": NAME, "reference": REFERENCE, "transaction": "GD1", "amount": AMOUNT}
    return Paid(**{**plain, "at": NOON, "proof": "query", **changes})


def reported(**changes: Any) -> Reported:
    """The provider reports the payment by its callback."""
    plain = {"provider": NAME, "reference": REFERENCE, "transaction": "GD1", "amount": AMOUNT}
    more = {"code": "00", "paid": True, "currency": "VND", "at": NOON, "final": False}
    return Reported(**{**plain, **more, **changes})


OF_AN_ATTEMPT = (Reported, Paid, Failed, Started)
#: A sound message of each type.
SOUND: dict[type[Any], Any] = {
    workflow.FeeRequested: FEE_REQUESTED,
    workflow.FeeTimeMoved: TIME_MOVED,
    workflow.CaseWithdrawn: workflow.CaseWithdrawn(),
    workflow.CaseStopped: workflow.CaseStopped(reason="no-longer-needed"),
    workflow.CaseRefused: workflow.CaseRefused(reason="prohibited"),
    ask.Pay: ask.Pay(),
    ask.TakeCash: ask.TakeCash(),
    Started: Started(reference=REFERENCE, url="https://bank.example/checkout"),
    Reported: reported(),
    Paid: paid(),
    Failed: Failed(reference=REFERENCE, code="24"),
    ask.Unpaid: ask.Unpaid(),
    TimePasses: TimePasses(),
}


def charge(**changes: Any) -> Charge:
    """A charge in which everything has happened once."""
    plain = {
        "id": ID,
        "dossier": ID,
        "step": "collect",
        "fees": [{"code": fee.code, "kind": fee.kind, "amount": fee.amount} for fee in FEES],
        "amount": AMOUNT,
        "until": UNTIL,
        "asked": REFERENCE,
        "attempts": 1,
    }
    return Charge(**{**plain, **changes})


def settled(**changes: Any) -> Charge:
    """One that was paid by GD0."""
    plain = {"provider": NAME, "reference": "GD0", "receipt": "H99.03-2026-0000001", "kept": True}
    return charge(**{**plain, "settled_at": NOON, **changes})


def facts(**changes: Any) -> Facts:
    """An officer of the desk asks, in time; the next receipt is number 7."""
    plain = {"charge": charge(), "now": NOON, "dossier": DOSSIER, "provider": Bank(), "number": 7}
    return Facts(**{**plain, **changes})


def opened(row: Transition[Any, Facts, Any]) -> tuple[Facts, Any]:
    """Facts and a message that this row of the table takes."""
    over = row.state in (State.SETTLED, State.OWED)
    never_asked = row.on is TimePasses and row.state is State.OPEN and row.to is State.EXPIRED
    known = settled() if over else charge(asked=None if never_asked else REFERENCE)
    short = row.on is Paid and row.state is row.to and not over
    return facts(charge=known), paid(amount=AMOUNT - 1) if short else SOUND[row.on]


def lived(*story: Any) -> tuple[str | None, Charge]:
    """The state after these messages, and the row as its events have made it."""
    row = Charge(id=ID, dossier=ID)
    state: str | None = None
    booked: set[str] = set()
    for incoming in story:
        message = SOUND.get(incoming, incoming)
        if isinstance(message, Reported | Paid | Failed | Started) and message.reference == REFERENCE and row.asked:
            message = type(message)(**{**as_dict(message), "reference": row.asked})
        step = machine_of(CHARGE).decide(state, facts(charge=row, booked=frozenset(booked)), message)
        if step is not None:
            CHARGE.apply(row, step.event)
            state = step.after
            booked.add(getattr(step.event, "reference", ""))
    return state, row


def as_dict(message: Any) -> dict[str, Any]:
    return {name: getattr(message, name) for name in message.__struct_fields__}
