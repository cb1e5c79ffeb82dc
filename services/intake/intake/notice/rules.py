"""Which events an applicant is told of; the events of a notice, and what they change. Pure: the facts are given.

The table `TOLD` is the whole decision: an event that is not in it begins no notice.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from intake.notice.commands import Taken, Tell, TurnedAway
from intake.notice.models import Notice
from shared.contracts import intake, personal, postal, workflow
from shared.contracts.message import Event
from shared.kernel.ids import named

LATE, TURNED_AWAY = "late", "turned-away"


def _decided(event: workflow.CaseDecided) -> Tell:
    return Tell("decided-post" if event.returns == "post" else "decided-desk")


def _supplement_time(event: intake.SupplementTimeExtended | workflow.SupplementTimeMoved) -> Tell:
    return Tell("supplement-time-moved", date=event.until)


def _fee(event: workflow.FeeRequested) -> Tell:
    return Tell("fee-requested", date=event.until, amount=sum(fee.amount for fee in event.fees))


TOLD: Mapping[type[Event], Callable[[Any], Tell]] = {
    intake.DossierSubmitted: lambda _: Tell("submitted"),
    intake.SupplementAsked: lambda event: Tell("supplement-asked", date=event.until, codes=tuple(event.components)),
    intake.DossierAccepted: lambda event: Tell("accepted", date=event.due_at),
    intake.DossierRefused: lambda event: Tell("not-accepted", codes=(event.reason,)),
    personal.RequestMade: lambda event: Tell("request-made", date=event.answer_by),
    personal.RequestTaken: lambda event: Tell("request-taken", date=event.due_at),
    personal.RequestGranted: lambda _: Tell("request-granted"),
    personal.RequestPartlyGranted: lambda event: Tell("request-partly", codes=(event.ground,)),
    personal.RequestRefused: lambda event: Tell("request-refused", codes=(event.ground,)),
    workflow.SupplementRequested: lambda event: Tell(
        "supplement-requested", date=event.until, codes=tuple(event.components)
    ),
    workflow.FeeRequested: _fee,
    workflow.ApologyGiven: lambda event: Tell("apology", date=event.due_at, codes=(event.reason,)),
    workflow.DueDateMoved: lambda event: Tell("due-date-moved", date=event.due_at),
    **dict.fromkeys((intake.SupplementTimeExtended, workflow.SupplementTimeMoved), _supplement_time),
    workflow.FeeTimeMoved: lambda event: Tell("fee-time-moved", date=event.until),
    workflow.CaseDecided: _decided,
    workflow.CaseRefused: lambda event: Tell("refused", codes=(event.reason,)),
    workflow.CaseStopped: lambda event: Tell("stopped", codes=(event.reason,)),
    workflow.CaseWithdrawn: lambda _: Tell("withdrawn"),
    workflow.WithdrawalDeclined: lambda _: Tell("withdrawal-declined"),
    workflow.DeliveryFailed: lambda _: Tell("delivery-failed"),
    workflow.ResultReturned: lambda _: Tell("returned"),
    postal.DeliveryAttempted: lambda event: Tell("delivery-attempted", date=event.at),
}


def telling(event: Event) -> Tell | None:
    """What the applicant is told of this event, or None."""
    tell = TOLD.get(type(event))
    return tell(event) if tell else None


def notice_of(event: UUID) -> UUID:
    """The id of the notice about an event: the same one however often the event is received."""
    return named("notice", str(event))


# ---- events


@dataclass(frozen=True, slots=True)
class Facts:
    """The time of the decision, and how long a new notice is tried; then the dossier itself shows the same."""

    now: datetime
    keep_trying: timedelta = timedelta()


def due(facts: Facts, tell: Tell) -> Event:
    return intake.NoticeDue(
        template=tell.template,
        give_up_at=facts.now + facts.keep_trying,
        date=tell.date,
        amount=tell.amount,
        codes=list(tell.codes),
    )


def sent(_facts: Facts, taken: Taken) -> Event:
    return intake.NoticeSent(channel=taken.channel)


def turned_away(_facts: Facts, _answer: TurnedAway) -> Event:
    return intake.NoticeGivenUp(reason=TURNED_AWAY)


def too_late(_facts: Facts, _tick: object) -> Event:
    return intake.NoticeGivenUp(reason=LATE)


# ---- what events change


def apply(row: Notice, event: Event) -> None:
    """Folds an event into the columns of a notice."""
    match event:
        case intake.NoticeDue():
            row.template, row.give_up_at = event.template, event.give_up_at
            row.date, row.amount, row.codes = event.date, event.amount, event.codes
        case intake.NoticeSent():
            row.channel = event.channel
        case intake.NoticeGivenUp():
            row.reason = event.reason
