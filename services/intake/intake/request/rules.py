"""What a request emits, and what its events change. Pure: the facts are given. When it moves is in `conditions`."""

from __future__ import annotations

from intake.request import commands as ask
from intake.request.facts import Facts
from intake.request.models import Request
from shared.contracts import personal as events
from shared.contracts.message import Event

ACCOUNT, DESK = "account", "desk"


# ---- events


def made(facts: Facts, asked: ask.MakeRequest) -> Event:
    answer, decide = facts.limits(asked.asks, asked.desk, facts.now)
    by = DESK if asked.person is not None else ACCOUNT if facts.linked else None
    return events.RequestMade(
        asks=str(asked.asks),
        desk=asked.desk,
        channel=str(asked.channel),
        asked_at=facts.now,
        answer_by=answer,
        decide_by=decide,
        due_at=answer,
        identified=by,
        applicant=facts.known if by else "",
    )


def identified(facts: Facts, _message: ask.IdentifyRequester) -> Event:
    return events.RequestIdentified(identified=DESK, applicant=facts.known)


def taken(facts: Facts, _message: ask.TakeRequest) -> Event:
    due = facts.request.decide_by
    assert due is not None, "it was made"
    return events.RequestTaken(due_at=due)


def granted(facts: Facts, _message: ask.GrantRequest) -> Event:
    return events.RequestGranted(decided_at=facts.now)


def partly_granted(facts: Facts, decided: ask.GrantRequestPartly) -> Event:
    return events.RequestPartlyGranted(decided_at=facts.now, ground=decided.ground)


def refused(facts: Facts, decided: ask.RefuseRequest) -> Event:
    return events.RequestRefused(decided_at=facts.now, ground=decided.ground)


def withdrawn(_facts: Facts, _message: ask.WithdrawRequest) -> Event:
    return events.RequestWithdrawn()


def time_moved(facts: Facts, _tick: object) -> Event:
    """By the calendar in force."""
    request, (answer, decide) = facts.request, facts.recounted
    assert answer is not None and decide is not None, "it was made"  # noqa: PT018
    due = answer if request.due_at == request.answer_by else decide
    counted = facts.documents.counted_by(request.desk)
    return events.RequestTimeMoved(answer_by=answer, decide_by=decide, due_at=due, **counted)


# ---- what events change


def apply(row: Request, event: Event) -> None:
    """Folds an event into the columns of a request."""
    match event:
        case events.RequestMade():
            row.asks, row.desk, row.channel = event.asks, event.desk, event.channel
            row.asked_at, row.answer_by, row.decide_by = event.asked_at, event.answer_by, event.decide_by
            row.due_at, row.identified, row.applicant = event.due_at, event.identified, event.applicant
        case events.RequestIdentified():
            row.identified, row.applicant = event.identified, event.applicant
        case events.RequestTaken():
            row.due_at = event.due_at
        case events.RequestTimeMoved():
            row.answer_by, row.decide_by, row.due_at = event.answer_by, event.decide_by, event.due_at
        case events.RequestGranted():
            row.decided_at, row.due_at = event.decided_at, None
        case events.RequestPartlyGranted() | events.RequestRefused():
            row.decided_at, row.due_at, row.ground = event.decided_at, None, event.ground
        case events.RequestWithdrawn():
            row.due_at = None
