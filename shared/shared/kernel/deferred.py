"""The retrier of deferred records.

A deferred record is above its checkpoint. The next one after the checkpoint is parked if it was tried; the others wait.
Records that are due go to `receive`, per transaction those of one dossier and producer. The number of tries is
committed before the try, so that a record that kills the process stays `trying`, which only time retries.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import structlog

from shared.kernel.envelope import read_again
from shared.kernel.failure import Failure, failure
from shared.kernel.incoming import EventRecord, Rejected
from shared.kernel.journal import begin, clean
from shared.kernel.metrics import BUGS
from shared.kernel.node import IDLE, Node
from shared.kernel.receive import receive
from shared.kernel.traces import trace

log = structlog.get_logger()

SCHEDULE = (
    *(timedelta(seconds=1), timedelta(seconds=10), timedelta(minutes=1), timedelta(minutes=10)),
    *([timedelta(hours=1)] * 24),
    timedelta(days=1),
)

CHECKPOINT = "coalesce((s.checkpoints -> h.producer ->> 0)::bigint, 0)"
READY = f"""
select h.dossier, h.producer from deferred h join streams s using (dossier)
where h.retry_at <= now() and h.sequence = {CHECKPOINT} + 1 order by h.retry_at limit 50
"""
RECORDS = f"""
select h.* from deferred h join streams s using (dossier)
where h.dossier = $1 and h.producer = $2 and h.sequence > {CHECKPOINT} order by h.sequence limit 500
"""
COUNT = f"""
update deferred h set kind = 'trying', attempts = h.attempts + 1,
    retry_at = now() + ($3::interval[])[least(h.attempts + 1, array_length($3::interval[], 1))]
from streams s
where s.dossier = h.dossier and h.dossier = $1 and h.producer = $2 and h.sequence = {CHECKPOINT} + 1 and h.retry_at
<= now()
returning h.attempts
"""
AGAIN = "update deferred set retry_at = now() where kind = 'trying' and dossier = $1 and producer = $2"
FAILED = "update deferred set kind = 'bug', why = $4 where dossier = $1 and producer = $2 and sequence = $3"
ALL_NOW = """
update deferred set retry_at = now() where id in (
    select id from deferred where attempts > 0 and kind <> 'trying' and dossier is not null for update skip locked)
"""


class Retrier:
    """Retries deferred records when they are due."""

    def __init__(self, node: Node) -> None:
        self._node = node
        self._fresh = True
        self._interrupted: tuple[UUID, str] | None = None  # by an outage, which is no fault of the record

    async def run(self) -> None:
        await self._node.keep("retrier", self._retry_some, self._node.due["retrier"])

    async def _retry_some(self) -> float:
        if self._fresh:  # a new version may understand more; but not what killed the process
            await self._node.database.look(ALL_NOW)
        if self._interrupted:
            await self._node.database.look(AGAIN, *self._interrupted)
        self._fresh, self._interrupted = False, None
        ready = [(row["dossier"], row["producer"]) for row in await self._node.database.look(READY)]
        for dossier, producer in ready:
            if not self._node.stopping.is_set():
                await self._retry(dossier, producer)
        return 0.0 if ready else IDLE

    async def _retry(self, dossier: UUID, producer: str) -> None:
        """All records of the producer at once; if that fails, now or before, one by one up to the failing one."""
        async with self._node.database.begin() as tx:
            await begin(tx, self._node.registry.producer, {dossier})
            attempts = await tx.value(COUNT, dossier, producer, list(SCHEDULE))
            rows = await tx.fetch(RECORDS, dossier, producer) if attempts else []
        records = [_record(row) for row in rows]
        if attempts == 1:
            try:
                return await self._receive(records)
            except Exception as error:
                if failure(error) is not Failure.BUG:
                    raise
        for record in records:
            try:
                await self._receive([record])
            except Exception as guilty:
                return await self._note(record, guilty)
        return None

    async def _receive(self, records: list[EventRecord]) -> None:
        try:
            async with self._node.database.begin() as tx:
                uow = await receive(tx, self._node.registry, records, retrying=True)
        except Exception as error:
            if failure(error) is Failure.UNAVAILABLE:
                self._interrupted = records[0].dossier, records[0].producer
            raise
        self._node.committed(uow)

    async def _note(self, record: EventRecord, error: Exception) -> None:
        """Keeps the reason with the record; when it is due next is set already."""
        if failure(error) is not Failure.BUG:
            raise error
        BUGS.labels("retrier").inc()
        log.error("a retry failed", dossier=str(record.dossier), sequence=record.sequence, trace=trace(error))
        async with self._node.database.begin() as tx:
            await begin(tx, self._node.registry.producer, {record.dossier})
            await tx.do(FAILED, *record.key, clean(f"{type(error).__name__}: {error}"))


def _record(row: Any) -> EventRecord:
    """A record that was readable when it was deferred. Raises ValueError if this version cannot read it."""
    record = read_again(row)
    if isinstance(record, Rejected):
        raise ValueError(record.why)
    return record
