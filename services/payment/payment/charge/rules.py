"""What a charge says, and when it may. Pure: the facts are given."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from payment.charge.commands import Failed, Paid, Started
from payment.charge.errors import NotAtYourDesk, NothingToPay, TimeIsOver, WrongAmount
from payment.charge.models import Charge, Dossier
from shared.contracts import payment as say
from shared.contracts import workflow
from shared.contracts.message import Event
from shared.errors import NotYet

PROVINCE = ZoneInfo("Asia/Ho_Chi_Minh")
NATIONAL_PLATFORM, CASH = "national-platform", "cash"
#: How workflow says that it stops a case only because our charge has expired: a late payment revives it.


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known when a charge is decided about.

    booked: the payments that are in the ledger already. number: the next receipt of the agency's year, taken only
    for what may settle. agency: whom the officer who asks acts for.
    """

    charge: Charge
    now: datetime
    dossier: Dossier | None
    booked: AbstractSet[str] = frozenset()
    number: int | None = None
    agency: str | None = None

    @property
    def of(self) -> Dossier:
        """The dossier it is for. Raises NotYet."""
        if self.dossier is None:
            raise NotYet("The case was not received yet.", "Chưa có thông tin hồ sơ.")
        return self.dossier


# ---- questions


def in_time(facts: Facts, _message: object) -> bool:
    """Is there time left to pay? The clock may be a moment late to say so."""
    if facts.charge.until is not None and facts.now >= facts.charge.until:
        raise TimeIsOver()
    return True


def at_the_desk(facts: Facts, message: object) -> bool:
    """Cash is for the desk that received the dossier, in time."""
    if facts.agency != facts.of.desk:
        raise NotAtYourDesk()
    return in_time(facts, message)


def was_asked(facts: Facts, _message: object) -> bool:
    """Was any provider ever asked? Then money may be on its way, and it is asked about first."""
    return facts.charge.asked is not None


def is_newest(facts: Facts, failed: Failed) -> bool:
    """Is it about the newest attempt?"""
    return failed.reference == facts.charge.asked


def is_exact(facts: Facts, paid: Paid) -> bool:
    """Is it what was asked for?"""
    if paid.amount != facts.charge.amount:
        raise WrongAmount(f"Asked for {facts.charge.amount} VND, got {paid.amount}.")
    return True


def is_more(facts: Facts, paid: Paid) -> bool:
    """Is it money that is not in the ledger yet?"""
    return paid.transaction not in facts.booked


def is_kept(facts: Facts, ended: object) -> bool:
    """Is the fee still ours, and does the case end for good?"""
    return facts.charge.kept and for_good(facts, ended)


def for_good(_facts: Facts, ended: object) -> bool:
    """Does the case end whatever is paid? Not if it was stopped for want of this very payment."""
    return not (isinstance(ended, workflow.CaseStopped) and ended.reason == workflow.FEE_LATE)


# ---- words


def opened(facts: Facts, asked: workflow.FeeRequested) -> Event:
    """Raises NotYet without the dossier, NothingToPay without an amount."""
    if not asked.fees or any(fee.amount <= 0 for fee in asked.fees):
        raise NothingToPay(f"The fees of {facts.of.code} come to nothing.")
    amount = sum(fee.amount for fee in asked.fees)
    return say.ChargeOpened(step=asked.step, fees=asked.fees, amount=amount, until=asked.until)


def asked(facts: Facts, _pay: object) -> Event:
    return say.PaymentAsked(provider=NATIONAL_PLATFORM, reference=reference_of(facts), asked_at=facts.now)


def reference_of(facts: Facts) -> str:
    """MaThamChieu of a new attempt, alphanumeric: "dvc", the dossier's code, the time, which attempt."""
    code = "".join(sign for sign in facts.of.code if sign.isascii() and sign.isalnum())
    at = f"{facts.now.astimezone(PROVINCE):%Y%m%d%H%M%S}"
    return f"dvc{code}{at}{facts.charge.id.hex[:6]}{facts.charge.attempts + 1:02d}"


def started(_facts: Facts, answer: Started) -> Event:
    return say.PaymentStarted(reference=answer.reference)


def failed(_facts: Facts, answer: Failed) -> Event:
    return say.PaymentFailed(reference=answer.reference, code=answer.code)


def near(_facts: Facts, _tick: object) -> Event:
    return say.ExpiryNeared()


def expired(_facts: Facts, _message: object) -> Event:
    return say.ChargeExpired()


def settled(facts: Facts, paid: Paid) -> Event:
    return _settled(facts, paid.provider, paid.transaction, receipt_of(facts))


def cashed(facts: Facts, _cash: object) -> Event:
    """A cash payment is called by its receipt."""
    receipt = receipt_of(facts)
    return _settled(facts, CASH, receipt, receipt)


def _settled(facts: Facts, provider: str, reference: str, receipt: str) -> Event:
    return say.ChargeSettled(
        provider=provider,
        reference=reference,
        amount=facts.charge.amount,
        receipt=receipt,
        settled_at=facts.now,
    )


def receipt_of(facts: Facts) -> str:
    """Unique per agency and local year, without a promise that none is missing: H29.03-2025-0000017."""
    assert facts.number is not None, "a number is taken for what may settle"
    return f"{facts.of.agency}-{year(facts.now)}-{facts.number:07d}"


def year(now: datetime) -> str:
    """The year at the counter."""
    return f"{now.astimezone(PROVINCE):%Y}"


def cancelled(_facts: Facts, _ended: object) -> Event:
    return say.ChargeCancelled()


def owed(facts: Facts, _ended: object) -> Event:
    """The fee goes back: its case has come to nothing."""
    charge = facts.charge
    return say.RefundOwed(provider=str(charge.provider), reference=str(charge.reference), amount=charge.amount)


def stray(_facts: Facts, paid: Paid) -> Event:
    """Money goes back that nobody had to pay, whatever its amount."""
    return say.RefundOwed(provider=paid.provider, reference=paid.transaction, amount=paid.amount)


def is_fee(charge: Charge, event: Any) -> bool:
    """Is it the payment that has settled the charge?"""
    return bool(event.reference == charge.reference)
