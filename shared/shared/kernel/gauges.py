"""Gauges of what waits in the database: on a worker one statement every EVERY seconds, which counts up to MOST rows."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable

from shared.kernel.metrics import DEFERRED, LATE, OLD_KEYS, OUTBOX, OUTBOX_AGE
from shared.kernel.node import Node
from shared.kernel.sealing import WRAPPED_BY_OTHERS, Masters

EVERY = 15.0
SELDOM = 300.0  # seconds between looks at all keys
MOST = 10_000

#: Of timers and calls the first thousand that are due: those of a dossier with deferred records wait for a day at most,
#: and those with a lease are under way or put off.
LOOK = """
with due as (
    select s.kind, s.leased_until, now() + c.ahead - s.at as late
    from clock c cross join (values ('timer'), ('call')) k(kind) cross join lateral (
        select d.kind, d.at, d.leased_until from scheduled d where d.kind = k.kind and d.at <= now() + c.ahead
            and (d.kind = 'call' or not exists (select from deferred h where h.dossier = d.dossier))
        order by d.at limit 1000) s
    where s.leased_until is null or s.leased_until <= now())
select (select count(*) from (select from outbox limit $1) o) as outbox,
    (select min(number) from outbox) as oldest, (select max(number) from outbox) as newest,
    array(select row(kind, count(*)) from (select kind from deferred limit $1) d group by kind) as deferred,
    array(select row(kind, extract(epoch from max(coalesce(now() - leased_until, late)))::float8)
          from due group by kind) as late
"""


class Waited:
    """How long a row has been seen to wait. Its own times do not tell: a row may be put into the outbox again."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._seen: deque[tuple[float, int]] = deque()  # when each number was the newest

    def look(self, oldest: int | None, newest: int | None) -> float:
        """Seconds since the first look at which the oldest row was there; `newest` is the last number now."""
        if oldest is None or newest is None:
            self._seen.clear()
            return 0.0
        self._seen.append((self._now(), newest))
        while self._seen[0][1] < oldest:
            self._seen.popleft()
        return self._now() - self._seen[0][0]


class Gauges:
    """Sets the gauges. Every worker of a service sees the same database."""

    def __init__(self, node: Node, waited: Waited | None = None) -> None:
        self._node = node
        self._waited = waited or Waited()
        self._kinds: set[str] = set()

    async def run(self) -> None:
        await self._node.keep("gauges", self.look)

    async def look(self) -> float:
        """One look; the seconds until the next."""
        async with self._node.database.begin() as tx:
            row = await tx.row(LOOK, MOST)
        OUTBOX.set(row["outbox"])
        OUTBOX_AGE.set(self._waited.look(row["oldest"], row["newest"]))
        deferred, late = dict(row["deferred"]), dict(row["late"])
        self._kinds |= deferred.keys()
        for kind in self._kinds:
            DEFERRED.labels(kind).set(deferred.get(kind, 0))
        for kind in ("timer", "call"):
            LATE.labels(kind).set(max(0.0, late.get(kind, 0.0)))
        return EVERY


class OldKeys:
    """Counts the keys of sealed data that a rotation has not wrapped again yet."""

    def __init__(self, node: Node, masters: Masters) -> None:
        self._node, self._masters = node, masters

    async def look(self) -> float:
        """One look; the seconds until the next."""
        async with self._node.database.begin() as tx:
            OLD_KEYS.set(await tx.value(WRAPPED_BY_OTHERS, self._masters.first, MOST))
        return SELDOM
