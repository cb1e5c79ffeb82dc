"""What a notice receives: what the applicant is to be told, and the answers of the message port."""

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
    """The message port has the message."""

    channel: str


class TurnedAway(Answer, frozen=True, kw_only=True):
    """The message port will never take this message: the address reaches no one."""
