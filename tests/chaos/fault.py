"""Faults, the stages they are applied to, and their outcomes: data and protocols."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Any, Protocol

from motcua.stack.stack import Stack
from shared.audit.invariants import Place
from tests.chaos.load import Load

BRIEF = 5.0  # seconds: what lasts no longer than this is never scaled down


class Player(Protocol):
    """One process of a service."""

    @property
    def pid(self) -> int: ...
    @property
    def dead(self) -> bool: ...
    async def start(self, **extra: str) -> None:
        """Starts it with these settings added to its own."""

    async def kill(self) -> None:
        """SIGKILL; returns when the process is gone."""

    async def stop(self) -> float:
        """SIGTERM; the seconds it took."""

    async def metrics(self) -> str:
        """Its Prometheus metrics; empty if it does not answer."""


class Stage(Protocol):
    """A running system under load. `players` by label: the second instance of `echo` is `echo-2`."""

    stack: Stack
    players: dict[str, Player]
    load: Load

    async def widen(self, partitions: int) -> None:
        """Declares the topics with so many partitions, and creates those that are missing."""

    async def jump(self, seconds: float) -> None:
        """Moves the domain clock of every service on, one after the other."""

    async def places(self) -> list[Place]:
        """Its services, for the invariants."""

    async def broken(self, timeout: float) -> list[tuple[int | None, str]]:
        """Waits until nothing moves; then each violation and its invariant (None: not of an invariant)."""

    async def counter_open(self) -> None:
        """Waits until a new submission was accepted."""


class Outward(Stage, Protocol):
    """A stage with an outside world."""

    def sandbox(self, *, up: bool) -> None:
        """Kills or starts it."""


How = Callable[[Any, float, Random], Awaitable[str]]  # Any: the kind of stage that the row names


@dataclass(frozen=True)
class Fault:
    """One row of the matrix. `how` applies it for so many seconds, always undoes it, and returns what it did.

    `pairs`: two instances of every service. `fading`: the share of scenarios that end by a deadline. `excused`: the
    invariants that cannot hold afterwards, with the reason. `unfit`: why this machine cannot apply it, None if it can.
    """

    name: str
    how: How
    seconds: float = 10.0
    stage: str = "toys"
    pairs: bool = False
    fading: float = 0.2
    excused: Mapping[int, str] = field(default_factory=dict)
    unfit: Callable[[], str | None] = lambda: None
    short: bool = False

    def lasts(self, scale: float) -> float:
        """Seconds at this scale."""
        return max(min(self.seconds, BRIEF), self.seconds * scale)


@dataclass
class Outcome:
    """The result of one trial. Rates are scenarios a second; `share`: the rate under the fault over that before."""

    fault: str
    accepted: int = 0
    lost: int = 0
    doubled: int = 0
    deferred: int = 0
    recovery: float | None = None
    calm: float = 0.0
    under: float = 0.0
    seconds: float = 0.0
    did: str = ""
    skipped: str | None = None
    broken: list[str] = field(default_factory=list)

    @property
    def share(self) -> float | None:
        return self.under / self.calm if self.calm else None

    @property
    def holds(self) -> bool:
        return self.skipped is not None or not (self.lost or self.doubled or self.deferred or self.broken)

    def told(self) -> dict[str, Any]:
        """For the record."""
        return {**self.__dict__, "share": self.share, "holds": self.holds}
