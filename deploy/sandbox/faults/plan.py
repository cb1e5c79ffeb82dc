"""Decides which fault happens: ordered ones first, then random ones from a seed. Uses neither network nor clock.

Each counterpart has a random stream of its own for every moment, so the same seed and the same calls give the same
faults, independent of other counterparts.
"""

from __future__ import annotations

import random
from collections import Counter, deque
from collections.abc import Collection
from dataclasses import dataclass, field
from enum import StrEnum


class Counterpart(StrEnum):
    BANK = "bank"
    POST = "post"
    PORTAL = "portal"
    MAILBOX = "mailbox"
    SMS = "sms"


class Kind(StrEnum):
    SLOW = "slow"
    ERROR = "error"
    REFUSE = "refuse"
    DONE_BUT_TIMEOUT = "done_but_timeout"
    UNKNOWN = "unknown"
    DUPLICATE = "duplicate"
    REORDER = "reorder"
    FORGET = "forget"
    WRONG_SIGNATURE = "wrong_signature"
    TAMPERED = "tampered"


class Moment(StrEnum):
    """When a fault can happen: at a call, at the response to a query, at a callback."""

    REQUEST = "request"
    ANSWER = "answer"
    CALLBACK = "callback"


AT = {
    Moment.REQUEST: (Kind.SLOW, Kind.ERROR, Kind.REFUSE, Kind.DONE_BUT_TIMEOUT),
    Moment.ANSWER: (Kind.UNKNOWN,),
    Moment.CALLBACK: (Kind.SLOW, Kind.DUPLICATE, Kind.REORDER, Kind.FORGET, Kind.WRONG_SIGNATURE, Kind.TAMPERED),
}


@dataclass(frozen=True)
class Fault:
    """A fault that happens now; `share` (0 to 1) and `seconds` are its size."""

    kind: Kind
    share: float
    seconds: float | None = None


@dataclass
class Order:
    """The next `times` faults of one kind. `on` names the moment, if the kind has several."""

    kind: Kind
    times: int
    seconds: float | None = None
    on: Moment | None = None

    def fits(self, moment: Moment) -> bool:
        """Whether it can happen at this moment."""
        return self.kind in AT[moment] and self.on in (None, moment)


@dataclass
class FaultPlan:
    """One counterpart's faults: the rate and kinds of random ones, and the ordered ones."""

    name: str = ""
    rate: float = 0
    seed: int = 1
    kinds: Collection[Kind] = tuple(Kind)
    orders: deque[Order] = field(default_factory=deque)
    done: Counter[Kind] = field(default_factory=Counter)
    _dice: dict[Moment, random.Random] = field(default_factory=dict)

    def becomes(self, rate: float, seed: int, kinds: Collection[Kind]) -> None:
        """Sets rate, seed and kinds; the random streams start anew. Orders and counts stay."""
        self.rate, self.seed, self.kinds = rate, seed, tuple(kinds)
        self._dice.clear()

    def draw(self, moment: Moment) -> Fault | None:
        """The fault at this moment, if any; it is counted."""
        dice = self._dice.setdefault(moment, random.Random(f"{self.seed}/{self.name}/{moment}"))  # noqa: S311
        bad, which, share = (
            dice.random() < self.rate,
            dice.random(),
            dice.random(),
        )  # always three: streams stay equal
        fault = self._ordered(moment, share)
        own = [kind for kind in AT[moment] if kind in self.kinds]
        if fault is None and bad and own:
            fault = Fault(own[int(which * len(own))], share)
        if fault:
            self.done[fault.kind] += 1
        return fault

    def _ordered(self, moment: Moment, share: float) -> Fault | None:
        for order in self.orders:
            if order.fits(moment):
                order.times -= 1
                if not order.times:
                    self.orders.remove(order)
                return Fault(order.kind, share, order.seconds)
        return None


class Faults:
    """The plans of all counterparts."""

    def __init__(self, rate: float = 0, seed: int = 1) -> None:
        self.plans = {one: FaultPlan(one, rate, seed) for one in Counterpart}

    def draw(self, counterpart: Counterpart, moment: Moment) -> Fault | None:
        """See `FaultPlan.draw`."""
        return self.plans[counterpart].draw(moment)

    def unsure(self, counterpart: Counterpart) -> bool:
        """Whether a query is answered with 'unknown' although the answer is known."""
        return self.draw(counterpart, Moment.ANSWER) is not None
