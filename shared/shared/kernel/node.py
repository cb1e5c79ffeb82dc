"""One running process of a service: what its parts share, and how they keep running.

A part (relay, consumer, retrier, timers, calls, catch-up) repeats a step until the node stops. A step that fails is
logged and repeated after a growing pause; it ends neither another part nor the process.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property, partial
from typing import Any, TypeVar

import structlog

from shared.kernel.brokers import Brokers
from shared.kernel.db import Database
from shared.kernel.failure import Failure, failure
from shared.kernel.keys import EventKeys
from shared.kernel.metrics import BUGS
from shared.kernel.outages import sentence
from shared.kernel.registry import Registry
from shared.kernel.settings import Part, Settings
from shared.kernel.tls import told
from shared.kernel.traces import trace
from shared.kernel.unit_of_work import UnitOfWork

log = structlog.get_logger()

T = TypeVar("T")

LONGEST_PAUSE = 5.0
FOR_EVER = 1e9
IDLE = 1.0  # seconds until a part that is not woken looks again
SOON = timedelta(seconds=IDLE)
PARTS = {"timer": "timer", "call": "calls"}  # by kind of scheduled item
WOKEN = ("relay", "retrier", "calls", "timer", "fanouts")


@dataclass
class Node:
    """A process of one service. `due` wakes its parts; `elsewhere` are those that may be due in other processes.

    `first` is done at each start, by name, before anything is served. `chores` are further parts of a worker: steps
    that return how many seconds to rest. `waits`: why a part waits, without what an exception quotes.
    `standing_still`: why the service changes nothing.
    `unchecked`: the restore guard has not looked yet, and must.
    """

    settings: Settings
    registry: Registry[Any]
    database: Database
    stopping: asyncio.Event = field(default_factory=asyncio.Event)
    due: dict[str, asyncio.Event] = field(default_factory=lambda: {part: asyncio.Event() for part in WOKEN})
    bell_due: asyncio.Event = field(default_factory=asyncio.Event)
    elsewhere: set[str] = field(default_factory=set)
    leads: bool = False
    alive: dict[str, bool] = field(default_factory=dict)
    waits: dict[str, str] = field(default_factory=dict)
    first: dict[str, Callable[[], Awaitable[object]]] = field(default_factory=dict)
    chores: dict[str, Callable[[], Awaitable[float]]] = field(default_factory=dict)
    standing_still: str | None = None
    unchecked: bool = False

    @cached_property
    def brokers(self) -> Brokers:
        """Kafka, as this service reaches it."""
        return self.settings.brokers

    @cached_property
    def keys(self) -> EventKeys:
        """What signs its own records, and proves those it reads."""
        settings = self.settings
        return EventKeys(settings.event_keys.get_secret_value(), rolling_out=settings.accept_unproved)

    def stand_still(self, why: str | None) -> None:
        """Changes nothing from now on, for this reason; with None it may."""
        if why is not None and self.standing_still is None:
            log.error("standing still", why=why)
        self.standing_still = why

    def committed(self, uow: UnitOfWork) -> None:
        """Call it after the commit of a unit of work: wakes the parts that have work."""
        soon = uow.now + SOON
        kinds = {one.kind for one in uow.scheduled.values() if one is not None and one.at <= soon}
        has = {"relay": uow.moves, "retrier": uow.deferred, "fanouts": uow.fanouts}
        self.wake(*(part for part, work in has.items() if work), *(PARTS[kind] for kind in kinds))

    def wake(self, *parts: str) -> None:
        """Wakes these parts, also in other processes if this one is no worker, or its relay does not lead."""
        for part in parts:
            self.due[part].set()
        worker = Part.WORKER in self.settings.roles
        if elsewhere := {part for part in parts if not worker or (part == "relay" and not self.leads)}:
            self.elsewhere |= elsewhere
            self.bell_due.set()

    async def rest(self, seconds: float, wake: asyncio.Event | None = None) -> None:
        """Waits until the time is over, `wake` is set (and clears it), or the node stops."""
        events = [self.stopping, *([wake] if wake else [])]
        waits = [asyncio.create_task(event.wait()) for event in events]
        try:
            await asyncio.wait(waits, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()
        if wake is not None:
            wake.clear()

    async def or_stop(self, work: Awaitable[T], otherwise: T) -> T:
        """What `work` returns; it is cancelled, and this is `otherwise`, if the node stops first."""
        waits = asyncio.ensure_future(work), asyncio.ensure_future(self.stopping.wait())
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
            return waits[0].result() if waits[0].done() else otherwise
        finally:
            for wait in waits:
                wait.cancel()

    async def keep(self, part: str, step: Callable[[], Awaitable[float]], wake: asyncio.Event | None = None) -> None:
        """Repeats `step` until the node stops; it returns how many seconds to rest."""
        failures = 0
        while not self.stopping.is_set():
            try:
                pause = await step()
                self.alive[part], failures = True, 0
                self.waits.pop(part, None)
            except Exception as error:
                failures += 1
                pause = min(LONGEST_PAUSE, 0.1 * 2 ** min(failures, 10))  # 2**n overflows in a long outage
                await self._report(part, error, failures)
            if pause:
                await self.rest(pause, wake)

    async def begin(self) -> None:
        """Does what comes first, until it is done or the node stops. Whatever is away is waited for."""

        async def once(done: asyncio.Event, step: Callable[[], Awaitable[object]]) -> float:
            await step()
            done.set()
            return FOR_EVER

        for name, step in self.first.items():
            done = asyncio.Event()
            kept = asyncio.create_task(self.keep(name, partial(once, done, step)))
            await self.or_stop(done.wait(), otherwise=True)
            kept.cancel()
            self.alive.pop(name, None)

    async def _report(self, part: str, error: Exception, failures: int) -> None:
        """Logs an outage at its start, at another reason and every 20 failures, a bug every time with its trace."""
        self.alive[part] = False
        before, why = self.waits.get(part), await sentence(error, self.brokers)
        self.waits[part] = why
        if failure(error) is Failure.BUG:
            BUGS.labels(part).inc()
            log.error("part failed", part=part, trace=trace(error))
        elif failures == 1 or failures % 20 == 0 or why != before:
            log.warning("part waits", part=part, why=why, error=told(error), failures=failures)
