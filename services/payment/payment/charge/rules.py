"""What a charge emits, and what its events decide. Pure: the facts are given. When it moves is in `conditions`."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from payment.charge.errors import NothingToPay
from payment.charge.facts import Facts
from payment.charge.models import Charge, report_of
from payment.provider.protocol import Failed, Paid, Reported, Started
from shared.contracts import payment as events
from shared.contracts import workflow
from shared.contracts.message import Event

PROVINCE = ZoneInfo("Asia/Ho_Chi_Minh")
RECEIPT = r"(.+)-([0-9]{4})-([0-9]+)"  # agency, year, number: as `receipt_of` writes it
CASH = "cash"  # in the place of a provider: taken at the counter
COUNTER = "counter"  # the proof of cash: an officer of the dossier's desk has recorded it


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


def expired(facts: Facts, _message: object) -> Event:
    return events.ChargeExpired(until=facts.charge.until)


def moved(_facts: Facts, moved: workflow.FeeTimeMoved) -> Event:
    return events.ChargeTimeMoved(until=moved.until)


def reopened(_facts: Facts, moved: workflow.FeeTimeMoved) -> Event:
    """The time was moved before it was over; if it is over by now once more, the deadline fires at once."""
    return events.ChargeReopened(until=moved.until)


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


def apply(row: Charge, event: Any) -> None:
    """Folds an event into the charge's own columns."""
    match event:
        case events.ChargeOpened():
            row.step, row.amount, row.until = event.step, event.amount, event.until
            row.fees = msgspec.to_builtins(event.fees)
        case events.ChargeTimeMoved() | events.ChargeReopened():
            row.until = event.until
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
