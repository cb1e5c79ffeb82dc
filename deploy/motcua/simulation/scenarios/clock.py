"""Moves the domain clock for scripted scenarios, only when all of them wait for it.

Scenarios that run together share one clock, which never goes back. A scenario that needs time to pass waits for a
moment; once all scenarios wait or have ended, the clock goes to the earliest of these moments and no further. So no
running scenario misses a deadline by it.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from heapq import heappop, heappush

from motcua.stack.people import Person

BEYOND = timedelta(seconds=1)


class Clock:
    """Moves the clocks of all services as their operator; `scenarios` is the number that will enter `scenario`."""

    def __init__(self, operator: Person, scenarios: int = 1) -> None:
        self._operator = operator
        self._busy = scenarios  # also those that have not begun yet
        self._turns = 0
        self._waiting: list[tuple[datetime, int, asyncio.Event]] = []

    @asynccontextmanager
    async def scenario(self) -> AsyncIterator[None]:
        """The caller counts as busy within the context, except while it waits in `reach`."""
        try:
            yield
        finally:
            self._busy -= 1
            await self._turn()

    async def reach(self, moment: datetime) -> None:
        """Returns when the domain clock has passed `moment`. Only within `scenario`."""
        come = asyncio.Event()
        self._turns += 1
        heappush(self._waiting, (moment, self._turns, come))
        self._busy -= 1
        await self._turn()
        await come.wait()

    async def now(self) -> datetime:
        """The domain time of the service that is furthest ahead."""
        answers = await asyncio.gather(*(self._operator.get(name, "/v1/clock") for name in self._operator.addresses))
        return max(datetime.fromisoformat(answer["now"]) for answer in answers)

    async def _turn(self) -> None:
        if self._busy or not self._waiting:
            return
        moment, _, come = heappop(self._waiting)
        self._busy += 1
        try:
            ahead = {"seconds": max(0.0, (moment + BEYOND - datetime.now(UTC)).total_seconds())}
            await asyncio.gather(*(self._operator.put(name, "/v1/clock", ahead) for name in self._operator.addresses))
        finally:
            come.set()
