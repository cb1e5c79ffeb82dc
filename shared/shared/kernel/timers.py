"""Timers: fires deadlines that are due.

A deadline belongs to an entity's stay in a state; `revision` is the move that set it. Rows are picked without a lock,
their dossiers locked, and the rows deleted if they are unchanged and still due; only a deleted row fires. While records
of its dossier are deferred a deadline waits, at most a day: one of them may be what it waits for.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import structlog

from shared.contracts.message import Tick
from shared.kernel import failpoints
from shared.kernel.db import Tx
from shared.kernel.failure import Failure, failure
from shared.kernel.handling import drop, handle
from shared.kernel.incoming import Incoming
from shared.kernel.metrics import BUGS, FIRED
from shared.kernel.node import IDLE, Node
from shared.kernel.traces import trace
from shared.kernel.unit_of_work import UnitOfWork

log = structlog.get_logger()

#: The deadlines that are due, and in a last row the seconds until the next one.
PICK = """
(select dossier, entity, name, revision, null::float8 as seconds from scheduled d
 where kind = 'timer' and at <= now() + (select ahead from clock)
   and (leased_until is null or leased_until <= now())
   and (at <= now() + (select ahead from clock) - interval '1 day'
        or not exists (select from deferred h where h.dossier = d.dossier))
 order by at limit $1)
union all
select null, null, null, null, extract(epoch from (
    select at from scheduled where kind = 'timer' and at > now() + ahead order by at limit 1) - now() - ahead)::float8
from clock
"""
FIRE = """
delete from scheduled d using unnest($1::uuid[], $2::text[], $3::bigint[]) u(entity, name, revision)
where d.entity = u.entity and d.name = u.name and d.revision = u.revision and d.kind = 'timer' and d.at <= $4
  and d.dossier = any($5::uuid[])
returning d.dossier, d.entity, d.name, d.at
"""
PARK = """
update scheduled set attempts = attempts + 1,
    leased_until = now() + least(interval '1 second' * 10 ^ least(attempts, 5), interval '1 day')
where entity = $1 and name = $2 and revision = $3
"""


class Timer:
    """Fires deadlines, one transaction per batch."""

    def __init__(self, node: Node) -> None:
        self._node = node
        handlers = node.registry.handlers
        self._ticks = {kind.__name__: kind for kind in handlers if issubclass(kind, Tick)}

    async def run(self) -> None:
        await self._node.keep("timer", self._fire_some, self._node.due["timer"])

    async def _fire_some(self) -> float:
        *picked, following = await self._node.database.look(PICK, self._node.settings.batch)
        if picked:
            await self._fire(picked)
        if len(picked) == self._node.settings.batch:
            return 0.0
        return IDLE if following["seconds"] is None else min(IDLE, following["seconds"])

    async def _fire(self, picked: Sequence[Any]) -> None:
        """A bug halves the batch until the failing deadline is alone; that one is postponed."""
        try:
            await self._fire_all(picked)
        except Exception as error:
            if failure(error) is not Failure.BUG:
                raise
            if len(picked) > 1:
                middle = len(picked) // 2
                await self._fire(picked[:middle])
                await self._fire(picked[middle:])
            else:
                await self._postpone(picked[0], error)

    async def _fire_all(self, picked: Sequence[Any]) -> None:
        async def still_due(tx: Tx, uow: UnitOfWork) -> list[Incoming[Tick]]:
            keys = ([row[name] for row in picked] for name in ("entity", "name", "revision"))
            fired = await tx.fetch(FIRE, *keys, uow.now, list(uow.streams))
            return [self._incoming(row) for row in sorted(fired, key=lambda row: row["at"])]  # a delete has no order

        fired = await handle(self._node, {row["dossier"] for row in picked}, still_due, drop, free=True)
        failpoints.reach("due.after_commit")
        for tick in fired:
            FIRED.labels(type(tick.message).__name__).inc()

    def _incoming(self, row: Any) -> Incoming[Tick]:
        tick = self._ticks[row["name"]]()
        return Incoming(message=tick, dossier=row["dossier"], entity=row["entity"], actor="clock", role="service")

    async def _postpone(self, row: Any, error: Exception) -> None:
        BUGS.labels("timer").inc()
        log.error("a deadline failed", entity=str(row["entity"]), name=row["name"], trace=trace(error))
        async with self._node.database.begin() as tx:
            await tx.do(PARK, row["entity"], row["name"], row["revision"])
