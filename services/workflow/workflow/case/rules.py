"""What a case emits, and what its events change. Pure: the facts are given. When it moves is in `conditions`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from shared.contracts import intake
from shared.contracts import workflow as events
from shared.contracts.message import Event
from shared.contracts.reference import Procedure
from workflow.case import commands as ask
from workflow.case.clock import due_again, left, restarts, warn_at
from workflow.case.facts import Facts
from workflow.case.models import Case
from workflow.task.commands import Complete

# ---- events


def just(event: Event) -> Callable[[Facts, object], Event]:
    return lambda _facts, _message: event


started = just(events.ProcessingStarted())
withdrawn = just(events.CaseWithdrawn())
declined = just(events.WithdrawalDeclined())
unsupplied = just(events.CaseStopped(reason=events.SUPPLEMENT_LATE))
stopped_unpaid = just(events.CaseStopped(reason=events.FEE_LATE))
handed_over = just(events.ResultReturned(by="desk"))
delivered = just(events.ResultReturned(by="post"))
not_delivered = just(events.DeliveryFailed())


def received(facts: Facts, accepted: intake.DossierAccepted) -> Event:
    """Needs the procedure and the route to have come: it will not get far without. Raises NotYet."""
    procedure: Procedure = facts.documents.get("procedure", accepted.procedure, accepted.version)
    minutes, unit = accepted.working_minutes, accepted.unit
    if not minutes:  # from before a dossier told its own
        limit = procedure.limit(accepted.channel, {})
        minutes, unit = limit.minutes, limit.unit
    return events.CaseReceived(
        code=accepted.code,
        procedure=accepted.procedure,
        version=accepted.version,
        route=accepted.route,
        route_version=facts.documents.version("route", accepted.route),
        desk=accepted.desk,
        agency=accepted.agency,
        due_at=accepted.due_at,
        warn_at=accepted.warn_at,
        owner=accepted.owner,
        returns=accepted.returns,
        counted_from=accepted.counted_from or accepted.accepted_at,
        working_minutes=minutes,
        unit=unit,
        allowed_minutes=minutes,
        applicant=accepted.applicant,
        held_by=accepted.held_by,
    )


def near(facts: Facts, _tick: object) -> Event:
    return events.DueDateNear(due_at=facts.due_at)


def passed(facts: Facts, _tick: object) -> Event:
    return events.DueDatePassed(due_at=facts.due_at)


def apologised(facts: Facts, apology: ask.Apologise) -> Event:
    """The new date is a working moment: asked for at night, it is meant for the next opening."""
    due_at = facts.calendar.opens(apology.due_at)
    return events.ApologyGiven(
        reason=apology.reason, due_at=due_at, warn_at=warn_at(facts, due_at), counted_from=apology.due_at
    )


def asked_for(facts: Facts, asked: ask.RequestSupplement) -> Event:
    since = facts.calendar.begins(facts.procedure.supplement_limit, facts.now)
    return events.SupplementRequested(
        components=sorted(set(asked.components)), until=facts.supplement_until, left=left(facts), counted_from=since
    )


def resumed(facts: Facts, _message: object) -> Event:
    """The clock starts from zero, or goes on, by the procedure (NĐ 61/2018 Đ19.4; QĐ 766)."""
    if restarts(facts):
        limit = facts.limit
        return events.ProcessingResumed(**due_again(facts, facts.calendar.begins(limit, facts.now), limit.minutes))
    return events.ProcessingResumed(**due_again(facts, facts.now, facts.case.minutes_left))


def fee_requested(facts: Facts, collect: ask.Collect) -> Event:
    fees = [events.Fee(code=fee.code, kind=str(fee.kind), amount=fee.amount) for fee in facts.procedure.fees]
    limit = facts.procedure.fee_limit
    since, until = facts.calendar.begins(limit, facts.now), facts.calendar.end(limit, facts.now)
    return events.FeeRequested(step=collect.step, fees=fees, until=until, left=left(facts), counted_from=since)


def fee_paid(facts: Facts, _settled: object) -> Event:
    return events.FeePaid(**due_again(facts, facts.now, facts.case.minutes_left))


def decided(facts: Facts, _message: object) -> Event:
    return events.CaseDecided(
        result=facts.procedure.result.code, on_time=facts.now <= facts.due_at, returns=facts.case.returns
    )


def refused(_facts: Facts, complete: Complete) -> Event:
    return events.CaseRefused(reason=str(complete.reason))


def stopped(_facts: Facts, stop: ask.Stop) -> Event:
    return events.CaseStopped(reason=stop.reason)


# ---- what events change


def apply(row: Case, event: Event) -> None:
    """Folds an event into the columns of a case."""
    match event:
        case events.CaseReceived():
            for name in RECEIVED:
                setattr(row, name, getattr(event, name))
        case events.ApologyGiven():
            row.apologies += 1
            row.counted_from, row.working_minutes = event.counted_from, 0
            _date(row, event)
        case events.DueDateMoved():
            _date(row, event)
        case events.ProcessingResumed():
            row.minutes_left = None
            _count(row, event)
        case events.FeePaid():
            row.minutes_left, row.reason, row.paid = None, None, [*row.paid, str(row.collecting)]
            _count(row, event)
        case events.SupplementRequested() | events.FeeRequested():
            row.minutes_left = event.left
            _wait(row, event)
        case _:
            _apply_rest(row, event)


RECEIVED = (
    *("code", "procedure", "version", "route", "route_version", "desk", "agency", "owner", "returns"),
    *("due_at", "warn_at", "counted_from", "working_minutes", "unit", "allowed_minutes"),
)


def _date(row: Case, event: Any) -> None:
    """A new due date is warned of anew; the same one is not."""
    if row.due_at != event.due_at:
        row.warned = row.overdue = False
    row.due_at, row.warn_at = event.due_at, event.warn_at


def _count(row: Case, event: Any) -> None:
    row.counted_from, row.working_minutes = event.counted_from, event.working_minutes
    _date(row, event)


def _wait(row: Case, event: Any) -> None:
    """For what the applicant is asked, and until when.

    Code from before it was counted leaves columns alone that it does not know, and so does a replay of its events.
    """
    row.suspended_at = event.counted_from or row.suspended_at
    if isinstance(event, events.SupplementRequested):
        row.asked, row.supplement_until = event.components, event.until
    else:
        row.collecting, row.fee_until = event.step, event.until if event.counted_from else row.fee_until


def _apply_rest(row: Case, event: Event) -> None:
    match event:
        case events.DueDateNear():
            row.warned = True
        case events.DueDatePassed():
            row.overdue = True
        case events.SupplementTimeMoved():
            row.supplement_until = event.until
        case events.FeeTimeMoved():
            row.fee_until = event.until
        case events.CaseDecided():
            row.result = event.result
        case events.CaseRefused() | events.CaseStopped():
            row.reason = event.reason
