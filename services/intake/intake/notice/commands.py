"""What a notice receives: what the applicant is to be told, and what the channels answer and report."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from shared.contracts.message import Answer


@dataclass(frozen=True, slots=True)
class Tell:
    """Tell the applicant. Codes only, and what was true when it happened.

    `date` is the one the message is about, `amount` in VND, `codes` of components or of a reason.
    """

    template: str
    date: datetime | None = None
    amount: int = 0
    codes: tuple[str, ...] = ()


class Taken(Answer, frozen=True, kw_only=True):
    """A channel has taken the message."""

    channel: str


class Held(Answer, frozen=True, kw_only=True):
    """It is an hour in which the next channel sends nothing."""

    until: datetime


class TurnedAway(Answer, frozen=True, kw_only=True):
    """This channel does not reach the applicant; `reason`: it says so at once or later, or has been away too long."""

    channel: str
    reason: str


class Delivered(Answer, frozen=True, kw_only=True):
    """A channel reports that the message was delivered."""

    channel: str


class NoWay(Answer, frozen=True, kw_only=True):
    """There is no channel left, or none that the applicant has given."""

    reason: str


class OnlineOnly(Answer, frozen=True, kw_only=True):
    """The applicant wants no messages."""
