"""When a charge moves: what needs no message (`may`), and what does (`guard`). Pure: the facts are given."""

from __future__ import annotations

from payment.charge.errors import OnlineNotOffered, TimeIsOver
from payment.charge.facts import Facts
from payment.charge.models import report_of
from payment.provider.protocol import Failed, Paid, Reported
from shared.contracts import workflow

VND = "VND"

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


def is_later(facts: Facts, moved: workflow.FeeTimeMoved) -> bool:
    """Is there more time to pay than there was?"""
    return facts.charge.until is not None and moved.until > facts.charge.until


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
