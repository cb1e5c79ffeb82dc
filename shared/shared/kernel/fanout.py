"""Fan-out: one message that concerns many dossiers becomes a timer, due now, in each of them.

A handler asks for it with `UnitOfWork.fan_out`; the row in `fanouts` is committed with what was received. This part
scans the entities in the order of their ids, a chunk per transaction. A chunk's timers and how far the scan has come
are committed together, so a kill at any point leaves nothing out and inserts nothing twice. No dossier is locked here:
each timer fires in its own (`timers`), and decides by what is in force then. So a timer that is still there serves a
second fan-out of the same tick as well.

The scan begins when every transaction that may have read the state before the message has ended: what they have
written is seen by the scan, what begins later reads the new state. It inserts no more than a few batches ahead of
the timers that fire, so that other deadlines wait seconds, not until the fan-out ends.
"""

from __future__ import annotations

from typing import Any

from shared.kernel import failpoints
from shared.kernel.db import Tx
from shared.kernel.metrics import FANNED_OUT, FANOUTS
from shared.kernel.node import IDLE, Node

POLL = 0.05
AHEAD = 4  # batches of timers that wait while the scan goes on, and batches in a chunk

RUNNING = "select id from fanouts where finished_at is null and name = any($1::text[]) order by id"
LOCK = """
select id, name, about, reached, scanned_at is not null as scanned, horizon is not null as has_horizon,
       horizon <= pg_snapshot_xmin(pg_current_snapshot()) as settled
from fanouts where id = $1 and finished_at is null for update skip locked
"""
#: A transaction locks before it reads, so each that began to read before this one has a smaller number.
WAIT_FOR = "update fanouts set horizon = pg_current_xact_id() where id = $1"
#: Timers that could fire now: those of a dossier with deferred records may wait for a day, and hold up no scan.
READY = """
select count(*) from (
    select from scheduled s where fanout = $1 and (leased_until is null or leased_until <= now())
        and not exists (select from deferred h where h.dossier = s.dossier) limit $2) ready
"""
#: `found` is the registry's select, with the parameters: after this id, about what, how many at most.
CHUNK = """
with found as materialized ({select}),
inserted as (
    insert into scheduled(dossier, entity, name, kind, revision, at, fanout)
    select dossier, entity, $4, 'timer', revision, now() + (select ahead from clock), $5 from found order by entity
    on conflict (entity, name) do nothing returning entity),
counted as (select (select count(*) from found) as found, (select count(*) from inserted) as inserted)
update fanouts f set inserted = f.inserted + counted.inserted,
    reached = coalesce((select entity from found order by entity desc limit 1), f.reached),
    scanned_at = case when counted.found < $3 then now() end
from counted where f.id = $5
returning counted.inserted
"""
#: Earlier ones of the same tick count: their timers serve this one too.
FINISH = """
update fanouts f set finished_at = now()
where id = $1 and not exists (select from scheduled s where s.fanout <= f.id and s.name = f.name)
"""


class FanOuts:
    """Scans for all fan-outs that run, a chunk at a time. Several processes share them; one chunk is one process's."""

    def __init__(self, node: Node) -> None:
        self._node = node
        self._selects = {tick.__name__: select for tick, select in node.registry.fanouts.items()}

    async def run(self) -> None:
        if self._selects:
            await self._node.keep("fanouts", self._step, self._node.due["fanouts"])

    async def _step(self) -> float:
        running = await self._node.database.look(RUNNING, list(self._selects))
        FANOUTS.set(len(running))
        advanced = [await self._advance(row["id"]) for row in running]
        return 0.0 if any(advanced) else POLL if running else 5 * IDLE

    async def _advance(self, key: int) -> bool:
        """One transaction's worth of one fan-out; False if there is nothing to do for it now."""
        async with self._node.database.begin() as tx:
            row = await tx.row(LOCK, key)
            if row is None or (row["has_horizon"] and not row["settled"]):
                return False
            if not row["has_horizon"]:
                await tx.do(WAIT_FOR, key)
                return True
            if row["scanned"]:
                await tx.do(FINISH, key)
                return False
            inserted = await self._insert(tx, row)
        if inserted:
            self._node.wake("timer")
        failpoints.reach("fanout.after_commit")
        return inserted

    async def _insert(self, tx: Tx, row: Any) -> bool:
        chunk = AHEAD * self._node.settings.batch
        if await tx.value(READY, row["id"], chunk) >= chunk:
            return False
        sql = CHUNK.format(select=self._selects[row["name"]])
        inserted = await tx.value(sql, row["reached"], row["about"], chunk, row["name"], row["id"])
        FANNED_OUT.labels(row["name"]).inc(inserted)
        failpoints.reach("fanout.before_commit")
        return True
