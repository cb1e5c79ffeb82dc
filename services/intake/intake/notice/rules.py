"""Which events an applicant is told of, and what a notice says of itself. Pure: the facts are given.

The table `TOLD` is the whole decision; an event that is not in it is nobody's message.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from intake.notice.commands import Taken, Tell, TurnedAway
from intake.notice.models import Notice
from shared.contracts import intake, postal, workflow
from shared.contracts.message import Event
from shared.kernel.ids import named

KEEP_TRYING = timedelta(days=3)  # then nobody is told; the dossier itself tells the same
LATE, TURNED_AWAY = "late", "turned-away"


def _decided(event: workflow.CaseDecided) -> Tell:
    return Tell("decided-post" if event.returns == "post" else "decided-desk")


def _fee(event: workflow.FeeRequested) -> Tell:
    return Tell("fee-requested", date=event.until, amount=sum(fee.amount for fee in event.fees))


TOLD: Mapping[type[Event], Callable[[Any], Tell]] = {
    intake.DossierSubmitted: lambda _: Tell("submitted"),
    intake.SupplementAsked: lambda said: Tell("supplement-asked", date=said.until, codes=tuple(said.components)),
    intake.DossierAccepted: lambda said: Tell("accepted", date=said.due_at),
    intake.DossierRefused: lambda said: Tell("not-accepted", codes=(said.reason,)),
    workflow.SupplementRequested: lambda said: Tell(
        "supplement-requested", date=said.until, codes=tuple(said.components)
    ),
    workflow.FeeRequested: _fee,
    workflow.ApologyGiven: lambda said: Tell("apology", date=said.due_at),
    workflow.DueDateMoved: lambda said: Tell("due-date-moved", date=said.due_at),
    workflow.CaseDecided: _decided,
    workflow.CaseRefused: lambda said: Tell("refused", codes=(said.reason,)),
    workflow.CaseStopped: lambda said: Tell("stopped", codes=(said.reason,)),
    workflow.CaseWithdrawn: lambda _: Tell("withdrawn"),
    workflow.WithdrawalDeclined: lambda _: Tell("withdrawal-declined"),
    workflow.DeliveryFailed: lambda _: Tell("delivery-failed"),
    workflow.ResultReturned: lambda _: Tell("returned"),
    postal.DeliveryAttempted: lambda said: Tell("delivery-attempted", date=said.at),
}


def telling(event: Event) -> Tell | None:
    """What the applicant is told of this event; None: nothing."""
    words = TOLD.get(type(event))
    return words(event) if words else None


def notice_of(event: UUID) -> UUID:
    """The notice about an event: one and the same, however often the event is received."""
    return named("notice", str(event))


# ---- words


@dataclass(frozen=True, slots=True)
class Facts:
    """What time it is."""

    now: datetime


def due(facts: Facts, tell: Tell) -> Event:
    return intake.NoticeDue(
        template=tell.template,
        give_up_at=facts.now + KEEP_TRYING,
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


def apply(row: Notice, event: Event) -> None:
    """Folds an event into the row's own columns."""
    match event:
        case intake.NoticeDue():
            row.template, row.give_up_at = event.template, event.give_up_at
            row.date, row.amount, row.codes = event.date, event.amount, event.codes
        case intake.NoticeSent():
            row.channel = event.channel
        case intake.NoticeGivenUp():
            row.reason = event.reason
