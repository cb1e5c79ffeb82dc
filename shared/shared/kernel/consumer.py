"""The consumer: takes records of other services from Kafka to `receive`, one transaction per batch.

Two lanes alternate: while PostgreSQL writes one batch, the other is read and decided. A partition always belongs to the
same lane, so that the records of a dossier are received in order.

The transaction is committed first, then explicit offsets; a crash in between only repeats records that the checkpoints
skip. Offsets that could not be committed are committed with the next batch, or when nothing comes. `receive` parks
refusals. A bug is found by halving the batch, and its record parked. An outage pauses the lane and keeps polling.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

import structlog
from aiokafka import AIOKafkaConsumer, ConsumerRebalanceListener, TopicPartition
from aiokafka.errors import CommitFailedError, IllegalStateError, KafkaError

from shared.kernel import failpoints
from shared.kernel.brokers import arguments
from shared.kernel.db import Tx
from shared.kernel.envelope import read, topic_of
from shared.kernel.failure import Failure, failure
from shared.kernel.incoming import EventRecord, Rejected
from shared.kernel.journal import begin, write
from shared.kernel.liveness import Watch
from shared.kernel.metrics import BUGS
from shared.kernel.node import IDLE, Node
from shared.kernel.receive import keep_back, park, receive
from shared.kernel.registry import Registry
from shared.kernel.relay import in_time, stop_in_time
from shared.kernel.traces import trace
from shared.kernel.unit_of_work import UnitOfWork

log = structlog.get_logger()

LANES = 2
NOWHERE = TopicPartition("", 0)  # polled by a lane without partitions
UNASSIGNED = 0.2  # seconds until a lane without partitions looks again
TRIES = 3
OWED_EVERY = 1.0  # seconds between two commits of offsets while nothing comes
CAREFUL_FROM = 3

Fetched = Mapping[TopicPartition, Sequence[Any]]
Batch = Sequence[EventRecord | Rejected]
How = Callable[[Tx, Registry[Any], Batch], Awaitable[UnitOfWork]]

STARTED = """
insert into starts as s (topic, partition, "offset", count) values ($1, $2, $3, 1)
on conflict (topic, partition) do update set
    "offset" = excluded."offset", count = case when s."offset" = excluded."offset" then s.count + 1 else 1 end
returning count
"""


class Consumer(ConsumerRebalanceListener):  # type: ignore[misc]  # aiokafka ships no types
    """Receives the topics of a service's producers until the node stops."""

    def __init__(self, node: Node) -> None:
        self._node = node
        self._kafka: Any = None
        self._careful: set[TopicPartition] = set()
        self._owed: dict[TopicPartition, int] = {}  # handled, and not committed yet
        self._owed_from = 0.0

    async def run(self) -> None:
        if self._node.registry.producers:
            await self._node.keep("consumer", self._session)

    async def _session(self) -> float:
        """Runs one Kafka client until the node stops or the client seems stalled."""
        self._kafka = AIOKafkaConsumer(
            **arguments(self._node.brokers),
            group_id=f"motcua-{self._node.registry.producer}",
            client_id=f"motcua-{self._node.registry.producer}",
            group_instance_id=self._node.settings.instance,
            auto_offset_reset="earliest",
            enable_auto_commit=False,
            metadata_max_age_ms=10_000,
            session_timeout_ms=10_000,
            heartbeat_interval_ms=3_000,
            max_poll_interval_ms=600_000,
            max_partition_fetch_bytes=4 * 1024 * 1024,
            fetch_max_wait_ms=int(IDLE * 1000),
        )
        try:
            await in_time("consumer", self._kafka.start())
            # Not before: start would also wait for the group, which waits for dead members; a timeout would add one.
            self._kafka.subscribe([topic_of(name) for name in self._node.registry.producers], listener=self)
            watch = Watch(self._node, self._kafka)
            self._owed.clear()
            self._at_work: set[int] = set()
            lanes = [asyncio.create_task(self._lane(lane, watch)) for lane in range(LANES)]
            try:
                await asyncio.gather(*lanes)
            finally:
                for one in lanes:
                    one.cancel()
                await asyncio.wait(lanes)
        finally:
            if self._node.stopping.is_set():
                # On a graceful stop the member leaves the group; aiokafka has no other way for a static member.
                self._kafka._coordinator._group_instance_id = None
            await stop_in_time(self._kafka)
        return 0.0

    async def _lane(self, lane: int, watch: Watch) -> None:
        while not self._node.stopping.is_set():
            own, most = self._partitions(lane), self._node.settings.batch
            seconds = IDLE if own else UNASSIGNED
            getting = self._kafka.getmany(*(own or {NOWHERE}), timeout_ms=int(seconds * 1000), max_records=most)
            fetched = await self._node.or_stop(getting, {})
            self._at_work.add(lane)
            await self._handle_fetched(fetched, lane)
            self._at_work.remove(lane)
            await watch.look(at_work=bool(self._at_work))

    def _partitions(self, lane: int) -> set[TopicPartition]:
        """Pairs of partitions, because of two instances one may have all odd partitions: both its lanes get some."""
        return {tp for tp in self._kafka.assignment() if tp.partition // 2 % LANES == lane}

    async def _handle_fetched(self, fetched: Fetched, lane: int) -> None:
        records = [(tp, read(record, self._node.keys)) for tp in sorted(fetched) for record in fetched[tp]]
        calm = [record for tp, record in records if tp not in self._careful]
        wary = [record for tp, record in records if tp in self._careful]
        done = [await self._handle(batch, how, lane) for batch, how in ((calm, receive), (wary, keep_back)) if batch]
        if done and all(done):
            failpoints.reach("consumer.after_commit")
            self._owed |= {tp: fetched[tp][-1].offset + 1 for tp in fetched if fetched[tp]}
            await self._commit(lane)
        elif not done and self._owed and time.monotonic() >= self._owed_from:
            await self._commit(lane)

    async def _commit(self, lane: int) -> None:
        """Commits the offsets that the lane owes. A partition that was revoked is left to its new owner."""
        owed = {tp: self._owed[tp] for tp in self._partitions(lane) & self._owed.keys()}
        if not owed:
            return
        try:
            async with asyncio.timeout(5):
                await self._kafka.commit(owed)
        except (CommitFailedError, IllegalStateError, KafkaError, TimeoutError) as error:
            self._owed_from = time.monotonic() + OWED_EVERY
            log.info("offsets not committed; the checkpoints skip the repetition", why=type(error).__name__)
        else:
            self._careful -= owed.keys()
            self._owed = {tp: offset for tp, offset in self._owed.items() if owed.get(tp) != offset}

    async def on_partitions_revoked(self, revoked: Any) -> None:
        """What is owed for them is forgotten: their next owner reads from what is committed, and skips it."""
        self._forget(revoked)

    async def on_partitions_assigned(self, assigned: Any) -> None:
        """Counts starts at the same offset. After the third one the next batch is left to the retrier.

        A record in it may kill the process, so that it was never parked.
        """
        self._forget(assigned)
        try:
            async with asyncio.timeout(5):
                await self._count_starts(assigned)
        except Exception as error:
            log.info("starts not counted", why=f"{type(error).__name__}: {error}")

    def _forget(self, partitions: Any) -> None:
        for tp in partitions:
            self._owed.pop(tp, None)

    async def _count_starts(self, assigned: Any) -> None:
        offsets = {tp: await self._kafka.committed(tp) or 0 for tp in assigned}
        async with self._node.database.begin() as tx:
            for tp, offset in sorted(offsets.items()):
                if await tx.value(STARTED, tp.topic, tp.partition, offset) >= CAREFUL_FROM:
                    self._careful.add(tp)

    # ---- one batch

    async def _handle(self, batch: Batch, how: How, lane: int) -> bool:
        """True when every record of the batch is received, deferred or parked, and committed; False on a stop."""
        tries = 0
        while not self._node.stopping.is_set():
            try:
                await self._write(batch, how)
            except Exception as error:
                fate = failure(error)
                tries += fate is not Failure.UNAVAILABLE
                if len(batch) > 1 and (fate is Failure.BUG or tries >= TRIES):
                    middle = len(batch) // 2
                    one, other = batch[:middle], batch[middle:]
                    return await self._handle(one, how, lane) and await self._handle(other, how, lane)
                if fate is Failure.UNAVAILABLE or (fate is Failure.AGAIN and tries >= TRIES):
                    await self._pause(error, lane)
                elif tries >= TRIES:
                    await self._park(batch[0], error)
                    return True
            else:
                return True
        return False

    async def _write(self, batch: Batch, how: How) -> None:
        async with self._node.database.begin() as tx:
            uow = await how(tx, self._node.registry, batch)
        self._node.committed(uow)

    async def _park(self, record: EventRecord | Rejected, error: Exception) -> None:
        """Parks a record that has failed three times alone, and logs its trace."""
        BUGS.labels("consumer").inc()
        log.error("a record failed", trace=trace(error))
        assert isinstance(record, EventRecord), "a rejected record has no handler that could fail"
        async with self._node.database.begin() as tx:
            uow = await begin(tx, self._node.registry.producer, {record.dossier})
            if (
                uow.streams[record.dossier].checkpoint(record.producer)[0] < record.sequence
                and record.key not in uow.deferred
            ):
                park(uow, record, "bug", f"{type(error).__name__}: {error}")
                await write(tx, uow)

    async def _pause(self, error: Exception, lane: int) -> None:
        """Waits out an outage: the lane's partitions are paused; polling goes on, so the group keeps the member."""
        log.warning("consumer waits", why=f"{type(error).__name__}: {error}")
        paused = self._partitions(lane)
        self._kafka.pause(*paused)
        await self._node.rest(0.5)
        if paused:
            await self._kafka.getmany(*paused, timeout_ms=0)
        self._kafka.resume(*(self._kafka.assignment() & paused))
