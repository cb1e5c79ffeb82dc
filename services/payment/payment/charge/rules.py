"""When a charge moves, what it emits, and what its events decide. Pure: the facts are given."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from payment.charge.errors import NothingToPay, OnlineNotOffered, TimeIsOver
from payment.charge.models import Charge, Dossier
from payment.provider.protocol import Failed, Paid, Provider, Reported, Started
from shared.contracts import payment as events
from shared.contracts import workflow
from shared.contracts.message import Event
from shared.kernel.errors import NotYet

PROVINCE = ZoneInfo("Asia/Ho_Chi_Minh")
CASH = "cash"  # in the place of a provider: taken at the counter
COUNTER = "counter"  # the proof of cash: an officer of the dossier's desk has recorded it
VND = "VND"


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known when a charge is decided about.

    provider: whom a new attempt goes to, if there is online payment. booked: the payments that are in the ledger
    already. number: the next receipt of the agency's year, taken only for what may settle.
    """

    charge: Charge
    now: datetime
    dossier: Dossier | None
    provider: Provider | None = None
    booked: AbstractSet[str] = frozenset()
    number: int | None = None

    @property
    def of(self) -> Dossier:
        """The dossier it is for. Raises NotYet."""
        if self.dossier is None:
            raise NotYet("The case was not received yet.", "Chưa có thông tin hồ sơ.")
        return self.dossier


# ---- what needs no message


def in_time(facts: Facts) -> bool:
    """Is there time left to pay? The deadline itself may fire a moment late. Raises TimeIsOver."""
    if facts.charge.until is not None and facts.now >= facts.charge.until:
        raise TimeIsOver()
    return True


def is_payable_online(facts: Facts) -> bool:
    """Is there time left, and a provider? Raises TimeIsOver, OnlineNotOffered."""
    if in_time(facts) and facts.provider is None:
        raise OnlineNotOffered()
    return True


def was_asked(facts: Facts) -> bool:
    """Was a provider ever asked? Then money may be on its way, and the provider is asked first."""
    return facts.charge.asked is not None


def is_kept(facts: Facts) -> bool:
    """Is the fee still ours?"""
    return facts.charge.kept


# ---- guards


def is_newest(facts: Facts, failed: Failed) -> bool:
    """Is it about the newest attempt?"""
    return failed.reference == facts.charge.asked


def is_news(facts: Facts, report: Reported) -> bool:
    """Was this not reported before?"""
    return report_of(report) not in facts.charge.reported


def is_exact(facts: Facts, report: Reported) -> bool:
    """Does it report exactly the fee, with a transaction?"""
    found = (report.paid, report.amount, report.currency)
    return found == (True, facts.charge.amount, VND) and bool(report.transaction)


def is_enough(facts: Facts, paid: Paid) -> bool:
    """Is it the fee or more, and not in the ledger yet?"""
    return is_more(facts, paid) and paid.amount >= facts.charge.amount


def is_more(facts: Facts, paid: Paid) -> bool:
    """Is it money that is not in the ledger yet?"""
    return paid.transaction not in facts.booked


def for_good(_facts: Facts, ended: object) -> bool:
    """Does the case end whatever is paid? Not if it was stopped for want of this very payment."""
    return not (isinstance(ended, workflow.CaseStopped) and ended.reason == workflow.FEE_LATE)


# ---- events


def opened(facts: Facts, asked: workflow.FeeRequested) -> Event:
    """Raises NotYet without the dossier, NothingToPay without an amount."""
    if not asked.fees or any(fee.amount <= 0 for fee in asked.fees):
        raise NothingToPay(f"The fees of {facts.of.code} come to nothing.")
    amount = sum(fee.amount for fee in asked.fees)
    return events.ChargeOpened(step=asked.step, fees=asked.fees, amount=amount, until=asked.until)


def asked(facts: Facts, _pay: object) -> Event:
    """A new attempt, by a reference in its provider's format."""
    provider, charge = facts.provider, facts.charge
    assert provider is not None, "without one it is not payable online"
    reference = provider.reference(facts.of.code, facts.now, charge.id, charge.attempts + 1)
    return events.PaymentAsked(provider=provider.name, reference=reference, asked_at=facts.now)


def started(_facts: Facts, answer: Started) -> Event:
    return events.PaymentStarted(reference=answer.reference)


def failed(_facts: Facts, answer: Failed) -> Event:
    return events.PaymentFailed(reference=answer.reference, code=answer.code)


def near(_facts: Facts, _tick: object) -> Event:
    return events.ExpiryNeared()


def expired(_facts: Facts, _message: object) -> Event:
    return events.ChargeExpired()


def reported(_facts: Facts, report: Reported) -> Event:
    return events.PaymentReported(provider=report.provider, at=report.at, **report_of(report))


def short(_facts: Facts, paid: Paid) -> Event:
    """Less than the fee is owed back, and the whole fee is still to be paid (decision 12)."""
    return events.PaymentFellShort(
        provider=paid.provider, reference=paid.transaction, amount=paid.amount, at=paid.at, proof=paid.proof
    )


def settled(facts: Facts, paid: Paid) -> Event:
    """Whatever is beyond the fee is owed back (decision 12)."""
    return events.ChargeSettled(
        provider=paid.provider,
        reference=paid.transaction,
        amount=facts.charge.amount,
        receipt=receipt_of(facts),
        settled_at=paid.at,
        surplus=paid.amount - facts.charge.amount,
        proof=paid.proof,
    )


def cashed(facts: Facts, _cash: object) -> Event:
    """The reference of a cash payment is its receipt."""
    receipt = receipt_of(facts)
    return events.ChargeSettled(
        provider=CASH,
        reference=receipt,
        amount=facts.charge.amount,
        receipt=receipt,
        settled_at=facts.now,
        proof=COUNTER,
    )


def receipt_of(facts: Facts) -> str:
    """Unique per agency and local year, possibly with gaps: H99.03-2025-0000017."""
    assert facts.number is not None, "a number is taken for what may settle"
    return f"{facts.of.agency}-{year(facts.now)}-{facts.number:07d}"


def year(now: datetime) -> str:
    """The year at the counter."""
    return f"{now.astimezone(PROVINCE):%Y}"


def cancelled(_facts: Facts, _ended: object) -> Event:
    return events.ChargeCancelled()


def owed(facts: Facts, _ended: object) -> Event:
    """The fee is owed back: its case has come to nothing."""
    charge = facts.charge
    return events.RefundOwed(provider=str(charge.provider), reference=str(charge.reference), amount=charge.amount)


def stray(_facts: Facts, paid: Paid) -> Event:
    """Money that was not due is owed back, whatever its amount."""
    return events.RefundOwed(provider=paid.provider, reference=paid.transaction, amount=paid.amount)


def is_fee(charge: Charge, event: Any) -> bool:
    """Has this payment settled the charge?"""
    return bool(event.reference == charge.reference)


# ---- what events decide

#: By which a report is recognised; the time that the provider gives may differ each time.
REPORTED = ("reference", "transaction", "code", "paid", "amount", "currency")


def report_of(report: Any) -> dict[str, Any]:
    """A report as it is kept, from the message or from its event."""
    return {name: getattr(report, name) for name in REPORTED}


def apply(row: Charge, event: Any) -> None:
    """Folds an event into the charge's own columns."""
    match event:
        case events.ChargeOpened():
            row.step, row.amount, row.until = event.step, event.amount, event.until
            row.fees = msgspec.to_builtins(event.fees)
        case events.PaymentAsked():
            row.attempts, row.asked = row.attempts + 1, event.reference
        case events.ChargeSettled():
            row.provider, row.reference, row.receipt = event.provider, event.reference, event.receipt
            row.settled_at, row.kept = event.settled_at, True
            row.owed += event.surplus
        case events.PaymentFellShort():
            row.owed += event.amount
        case events.PaymentReported():
            row.reported = [*row.reported, report_of(event)]
        case events.RefundOwed():
            row.owed += event.amount
            row.kept = row.kept and event.reference != row.reference
