"""(d) the time from one service's commit to the next one's, at 30 % of their capacity."""

from __future__ import annotations

import asyncio
import time
from contextlib import ExitStack
from itertools import chain
from statistics import quantiles

from shared.kernel.incoming import EventRecord
from tests.bench.case import MOVES, PLACES
from tests.bench.drain import submitted
from tests.bench.ground import Say, Yard, rows

EVERY = 0.05
WARM = 2.0  # seconds at the beginning that do not count
COMMITTED = "select id, cause, extract(epoch from pg_xact_commit_timestamp(xmin))::float as at from journal"


def percentile(values: list[float], percent: int) -> float:
    return quantiles(values, n=100, method="inclusive")[percent - 1]


async def between_commits(yard: Yard, rate: float, seconds: float) -> dict[str, float]:
    """p50 and p99 in ms, over all events that the other service has answered."""
    async with yard.ground() as ground:
        lines = submitted(ground, max(20, int(rate * seconds)))
        with ExitStack() as running:
            for name in PLACES:
                running.enter_context(ground.place(name))
            await ground.send(lines[:1])
            await ground.until_emitted("desk", MOVES)  # both are there
            async with ground.publisher() as events:
                await _paced(events, lines[1:], rate)
            await ground.until_emitted("desk", MOVES * len(lines))
        found = {name: await rows(ground.databases[name], COMMITTED) for name in PLACES}
    at = {row["id"]: row["at"] for row in chain(*found.values())}
    begun = min(at.values()) + WARM
    waits = [
        (row["at"] - at[row["cause"]]) * 1000
        for row in chain(*found.values())
        if row["cause"] in at and at[row["cause"]] > begun
    ]
    return {"p50": percentile(waits, 50), "p99": percentile(waits, 99)}


async def _paced(events: Say, lines: list[EventRecord], rate: float) -> None:
    """Sends so many a second, without waiting for results."""
    began, sent = time.monotonic(), 0
    while sent < len(lines):
        due = int((time.monotonic() - began) * rate) + 1
        if due > sent:
            await events(lines[sent:due])
            sent = due
        await asyncio.sleep(EVERY)
