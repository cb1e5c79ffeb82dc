"""When a case moves: what needs no message (`may`), and what does (`guard`). Pure: the facts are given."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from shared.contracts import payment
from shared.contracts import workflow as events
from shared.contracts.names import Choice, titled
from shared.contracts.reference import Kind
from workflow.case import commands as ask
from workflow.case.errors import AskedBefore, ClocksReason, NotLater, Reappointed, UnknownReason, no_component
from workflow.case.facts import Facts
from workflow.task.commands import Complete, Outcome

# ---- what needs no message


def ends_signature(facts: Facts) -> bool:
    """Is it a signature that ends?"""
    return facts.step is not None and facts.step.kind is Kind.SIGN


def ends_return(facts: Facts) -> bool:
    """Is it a return that ends?"""
    return facts.step is not None and facts.step.kind is Kind.RETURN


def not_reappointed(facts: Facts) -> bool:
    """At most one new date (NĐ 61/2018 Đ19.9), and the calendar reaches a later one. Raises Reappointed."""
    if facts.case.apologies:
        raise Reappointed()
    return bool(facts.calendar.opens(max(facts.due_at, facts.now)))


def not_asked_before(facts: Facts) -> bool:
    """Once (QĐ 766: a second one counts as overdue), within the calendar. Raises AskedBefore."""
    if facts.case.asked is not None:
        raise AskedBefore()
    return bool(facts.supplement_until)


def date_moves(facts: Facts) -> bool:
    """Does the calendar in force give another due date?"""
    return facts.recounted != facts.due_at


def time_moves(facts: Facts) -> bool:
    """Does the calendar in force give the applicant more time?"""
    return facts.extended != facts.until


def stopped_for_fee(facts: Facts) -> bool:
    """Was it stopped only because the fee had not come?"""
    return facts.case.reason == events.FEE_LATE


# ---- guards


def choices(facts: Facts, kind: type[Any]) -> Mapping[str, Choice]:
    """The components and reasons of the procedure, where a command names some. A reason of the clock is no person's."""
    if kind is ask.RequestSupplement:
        return {"components": titled(facts.procedure.components)}
    if kind is ask.Apologise:
        return {"reason": titled(found)} if (found := facts.procedure.apology_reasons) else {}
    if kind is ask.Stop:
        return {"reason": titled(one for one in facts.procedure.reasons_to_stop if one.code not in events.REASONS)}
    return {}


def is_approved(_facts: Facts, complete: Complete) -> bool:
    """Does it end with a yes?"""
    return complete.outcome is Outcome.APPROVED


def time_is_over(facts: Facts, expired: payment.ChargeExpired) -> bool:
    """Was it the time that the fee has now? A charge may expire before payment receives that its time has moved."""
    until = facts.case.fee_until
    return until is None or expired.until is None or expired.until >= until


def is_later(facts: Facts, apology: ask.Apologise) -> bool:
    """Is the new date to come and after the old one, and is its reason listed, if the procedure lists any?"""
    if apology.due_at <= max(facts.due_at, facts.now):
        raise NotLater.at("/due_at")
    listed = choices(facts, ask.Apologise).get("reason")
    if listed and apology.reason not in listed:
        raise UnknownReason.at("/reason", reasons=sorted(listed))
    return True


def are_components(facts: Facts, asked: ask.RequestSupplement) -> bool:
    """Are these components of the procedure?"""
    known = choices(facts, ask.RequestSupplement)["components"]
    for place, code in enumerate(asked.components):
        if code not in known:
            raise no_component(code, f"/components/{place}")
    return True


def has_own_reason(facts: Facts, stop: ask.Stop) -> bool:
    """One of the procedure's, and none that only the clock may give: a late payment could revive such a stop."""
    if stop.reason in events.REASONS:
        raise ClocksReason.at("/reason")
    known = choices(facts, ask.Stop)["reason"]
    if stop.reason not in known:
        raise UnknownReason.at("/reason", reasons=sorted(known))
    return True
