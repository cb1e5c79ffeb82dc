"""One running process of a service: what its parts share, and how they keep running.

A part (relay, consumer, retrier, timers, calls, catch-up) repeats a step until the node stops. A step that fails is
logged and repeated after a growing pause; it ends neither another part nor the process.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import structlog

from shared.kernel.brokers import Brokers, explain
from shared.kernel.db import Database
from shared.kernel.failure import Failure, failure
from shared.kernel.keys import EventKeys
from shared.kernel.metrics import BUGS
from shared.kernel.registry import Registry
from shared.kernel.settings import Settings
from shared.kernel.traces import trace
from shared.kernel.unit_of_work import UnitOfWork

log = structlog.get_logger()

LONGEST_PAUSE = 5.0


@dataclass
class Node:
    """A process of one service. `relay_due`, `retry_due` and `calls_due` wake those parts after a commit here.

    `chores` are further parts of a worker, by name: steps that return how many seconds to rest.
    """

    settings: Settings
    registry: Registry[Any]
    database: Database
    stopping: asyncio.Event = field(default_factory=asyncio.Event)
    relay_due: asyncio.Event = field(default_factory=asyncio.Event)
    retry_due: asyncio.Event = field(default_factory=asyncio.Event)
    calls_due: asyncio.Event = field(default_factory=asyncio.Event)
    alive: dict[str, bool] = field(default_factory=dict)
    chores: dict[str, Callable[[], Awaitable[float]]] = field(default_factory=dict)
    standing_still: str | None = None

    @cached_property
    def brokers(self) -> Brokers:
        """Kafka, as this service reaches it."""
        return self.settings.brokers

    @cached_property
    def keys(self) -> EventKeys:
        """What signs its own records, and proves those it reads."""
        settings = self.settings
        return EventKeys(settings.event_keys.get_secret_value(), rolling_out=settings.accept_unproved)

    def committed(self, uow: UnitOfWork) -> None:
        """Call it after the commit of a unit of work: wakes the parts that have work."""
        if uow.moves:
            self.relay_due.set()
        if uow.deferred:
            self.retry_due.set()
        if any(scheduled is not None and scheduled.kind == "call" for scheduled in uow.scheduled.values()):
            self.calls_due.set()

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

    async def keep(self, part: str, step: Callable[[], Awaitable[float]], wake: asyncio.Event | None = None) -> None:
        """Repeats `step` until the node stops; it returns how many seconds to rest."""
        failures = 0
        while not self.stopping.is_set():
            try:
                pause = await step()
                self.alive[part], failures = True, 0
            except Exception as error:
                failures += 1
                pause = min(LONGEST_PAUSE, 0.1 * 2 ** min(failures, 10))  # 2**n overflows in a long outage
                await self._report(part, error, failures)
            if pause:
                await self.rest(pause, wake)

    async def _report(self, part: str, error: Exception, failures: int) -> None:
        """Logs an outage at its start and every 20 failures, a bug every time with its trace."""
        self.alive[part] = False
        if failure(error) is Failure.BUG:
            BUGS.labels(part).inc()
            log.error("part failed", part=part, trace=trace(error))
        elif failures == 1 or failures % 20 == 0:
            why = await explain(self.brokers, error) or f"{type(error).__name__}: {error}"
            log.warning("part waits", part=part, why=why, failures=failures)
