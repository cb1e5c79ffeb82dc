"""Which events an applicant is told of; the events of a notice, and what they change. Pure: the facts are given.

The table `TOLD` is the whole decision: an event that is not in it begins no notice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from intake.notice.commands import Delivered, Held, NoWay, Taken, Tell, TurnedAway
from intake.notice.models import DELIVERED, SENT, Notice
from shared.contracts import intake, personal, postal, workflow
from shared.contracts.message import Event
from shared.kernel.ids import named

#: Why a channel does not reach the applicant: refused at once, returned later, or not there for too long.
TURNED_AWAY, BOUNCED, AWAY = "turned-away", "bounced", "away"
#: Why a notice was given up: it is too old, every channel was tried, or the applicant has given no address.
LATE, TRIED_ALL, NO_ADDRESS = "late", "tried-all", "no-address"

#: Whom a notice about a mandate is for, as the end of its template.
AGENT, PRINCIPAL = "agent", "principal"


def _decided(event: workflow.CaseDecided) -> Tell:
    return Tell("decided-post" if event.returns == "post" else "decided-desk")


def _supplement_time(event: intake.SupplementTimeExtended | workflow.SupplementTimeMoved) -> Tell:
    return Tell("supplement-time-moved", date=event.until)


def _fee(event: workflow.FeeRequested) -> Tell:
    return Tell("fee-requested", date=event.until, amount=sum(fee.amount for fee in event.fees))


def _ended(how: str) -> Callable[[object], tuple[Tell, ...]]:
    """Who has acted for another is told, and for whom; each by a notice of their own."""
    return lambda _: tuple(Tell(f"mandate-{how}-{whose}") for whose in (AGENT, PRINCIPAL))


TOLD: Mapping[type[Event], Callable[[Any], Tell | tuple[Tell, ...]]] = {
    intake.DossierSubmitted: lambda _: Tell("submitted"),
    intake.SupplementAsked: lambda event: Tell("supplement-asked", date=event.until, codes=tuple(event.components)),
    intake.DossierAccepted: lambda event: Tell("accepted", date=event.due_at),
    intake.DossierRefused: lambda event: Tell("not-accepted", codes=(event.reason,)),
    intake.MandateRevoked: _ended("revoked"),
    intake.MandateExpired: _ended("expired"),
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


def telling(event: Event) -> tuple[Tell, ...]:
    """What is told of this event, in a notice each: nothing, something to the applicant, or to two sides."""
    tell = TOLD.get(type(event))
    found = tell(event) if tell else ()
    return found if isinstance(found, tuple) else (found,)


def notice_of(event: UUID, number: int = 0) -> UUID:
    """The id of a notice about an event: the same one however often the event is received."""
    return named("notice", f"{event}.{number}" if number else str(event))


# ---- which way


@dataclass(frozen=True, slots=True)
class Ways:
    """The channels by which an applicant can be told, in order; `wanted`: whether any is."""

    kinds: tuple[str, ...]
    wanted: bool = True


def ways(offered: Iterable[str], given: Mapping[str, str | None], chosen: Sequence[str] | None) -> Ways:
    """`offered`: what the province has, in its order. `given`: addresses. `chosen`: what the applicant wants.

    An applicant who has chosen is told by these and no others, in that order; who has chosen none is told online only.
    """
    offered = tuple(offered)
    order = offered if chosen is None else tuple(kind for kind in dict.fromkeys(chosen) if kind in offered)
    return Ways(tuple(kind for kind in order if given.get(kind)), wanted=chosen is None or bool(chosen))


# ---- events


@dataclass(frozen=True, slots=True)
class Facts:
    """The time of the decision, and how long a notice is tried (None: there are no channels)."""

    now: datetime
    keep_trying: timedelta | None = None

    @property
    def give_up_at(self) -> datetime:
        return self.now + (self.keep_trying or timedelta())


def goes_out(facts: Facts) -> bool:
    """Is there a channel at all?"""
    return facts.keep_trying is not None


def due(facts: Facts, tell: Tell) -> Event:
    return intake.NoticeDue(
        template=tell.template,
        give_up_at=facts.give_up_at,
        date=tell.date,
        amount=tell.amount,
        codes=list(tell.codes),
    )


def shown(_facts: Facts, tell: Tell) -> Event:
    return intake.NoticeShown(template=tell.template, date=tell.date, amount=tell.amount, codes=list(tell.codes))


def sent(facts: Facts, taken: Taken) -> Event:
    return intake.NoticeSent(channel=taken.channel, at=facts.now)


def delivered(facts: Facts, report: Delivered) -> Event:
    return intake.NoticeDelivered(channel=report.channel, at=facts.now)


def turned_away(facts: Facts, answer: TurnedAway) -> Event:
    """The next channel is tried as long as the first one was."""
    return intake.NoticeTurnedAway(
        channel=answer.channel, reason=answer.reason, at=facts.now, give_up_at=facts.give_up_at
    )


def held(_facts: Facts, answer: Held) -> Event:
    return intake.NoticeHeld(until=answer.until)


def released(_facts: Facts, _tick: object) -> Event:
    return intake.NoticeReleased()


def kept_online(_facts: Facts, _answer: object) -> Event:
    return intake.NoticeKeptOnline()


def no_way(_facts: Facts, answer: NoWay) -> Event:
    return intake.NoticeGivenUp(reason=answer.reason)


def too_late(_facts: Facts, _tick: object) -> Event:
    return intake.NoticeGivenUp(reason=LATE)


# ---- what events change


def apply(row: Notice, event: Event) -> None:
    """Folds an event into the columns of a notice."""
    match event:
        case intake.NoticeDue() | intake.NoticeShown():
            row.template, row.date, row.amount, row.codes = event.template, event.date, event.amount, event.codes
            row.give_up_at = getattr(event, "give_up_at", None)
        case intake.NoticeSent():
            row.channel = event.channel
            if event.at:
                _attempted(row, event.channel, SENT, event.at)
        case intake.NoticeDelivered():
            row.channel = event.channel
            _attempted(row, event.channel, DELIVERED, event.at)
        case intake.NoticeTurnedAway():
            row.channel, row.give_up_at = None, event.give_up_at
            _attempted(row, event.channel, event.reason, event.at)
        case intake.NoticeHeld():
            row.held_until = event.until
        case intake.NoticeGivenUp():
            row.reason = event.reason


def _attempted(row: Notice, channel: str, outcome: str, at: datetime) -> None:
    """What is known last of each channel."""
    others = [each for each in row.attempts or () if each["channel"] != channel]
    row.attempts = [*others, {"channel": channel, "outcome": outcome, "at": at.isoformat()}]
