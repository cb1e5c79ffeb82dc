"""Decides what goes wrong: orders first, then a seeded die. Touches neither network nor clock.

Each counterpart draws from a stream of its own for every moment, so that the same seed and the same calls give
the same faults, whatever the other counterparts do meanwhile.
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
    """When something can go wrong: as a call comes in, as a question is answered, as a callback goes out."""

    REQUEST = "request"
    ANSWER = "answer"
    CALLBACK = "callback"


AT = {
    Moment.REQUEST: (Kind.SLOW, Kind.ERROR, Kind.REFUSE, Kind.DONE_BUT_TIMEOUT),
    Moment.ANSWER: (Kind.UNKNOWN,),
    Moment.CALLBACK: (Kind.SLOW, Kind.DUPLICATE, Kind.REORDER, Kind.FORGET, Kind.WRONG_SIGNATURE, Kind.TAMPERED),
}


@dataclass(frozen=True)
class Deed:
    """What goes wrong now; `share` (0 to 1) and `seconds` say how much of it."""

    kind: Kind
    share: float
    seconds: float | None = None


@dataclass
class Order:
    """`times` deeds of one kind, as soon as their moment comes. `on` names the moment, if one kind has several."""

    kind: Kind
    times: int
    seconds: float | None = None
    on: Moment | None = None

    def fits(self, moment: Moment) -> bool:
        """Whether it can be carried out at this moment."""
        return self.kind in AT[moment] and self.on in (None, moment)


@dataclass
class FaultPlan:
    """One counterpart's: how often it misbehaves by itself, how, and what it was ordered to do."""

    name: str = ""
    rate: float = 0
    seed: int = 1
    kinds: Collection[Kind] = tuple(Kind)
    orders: deque[Order] = field(default_factory=deque)
    done: Counter[Kind] = field(default_factory=Counter)
    _dice: dict[Moment, random.Random] = field(default_factory=dict)

    def becomes(self, rate: float, seed: int, kinds: Collection[Kind]) -> None:
        """From now on so; the dice start anew. Orders and the count of what was done stay."""
        self.rate, self.seed, self.kinds = rate, seed, tuple(kinds)
        self._dice.clear()

    def draw(self, moment: Moment) -> Deed | None:
        """What goes wrong at this moment, if anything; it is counted as done."""
        dice = self._dice.setdefault(moment, random.Random(f"{self.seed}/{self.name}/{moment}"))  # noqa: S311
        bad, which, share = dice.random() < self.rate, dice.random(), dice.random()  # always three: streams stay equal
        deed = self._ordered(moment, share)
        own = [kind for kind in AT[moment] if kind in self.kinds]
        if deed is None and bad and own:
            deed = Deed(own[int(which * len(own))], share)
        if deed:
            self.done[deed.kind] += 1
        return deed

    def _ordered(self, moment: Moment, share: float) -> Deed | None:
        for order in self.orders:
            if order.fits(moment):
                order.times -= 1
                if not order.times:
                    self.orders.remove(order)
                return Deed(order.kind, share, order.seconds)
        return None


class Faults:
    """The plans of all counterparts."""

    def __init__(self, rate: float = 0, seed: int = 1) -> None:
        self.tempers = {one: FaultPlan(one, rate, seed) for one in Counterpart}

    def draw(self, counterpart: Counterpart, moment: Moment) -> Deed | None:
        """See `Temper.draw`."""
        return self.tempers[counterpart].draw(moment)

    def unsure(self, counterpart: Counterpart) -> bool:
        """Whether the answer to a question shall be 'I do not know' although it is known."""
        return self.draw(counterpart, Moment.ANSWER) is not None
