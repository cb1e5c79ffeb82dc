"""The relay: sends the journal's rows in the order of the outbox, until the broker has them.

One process per service leads: it holds an advisory lock on a connection of its own, outside any pool, and does all its
work on that connection, so that it stops when the lock is lost. An outbox row is deleted only when its record has an
offset. In doubt the Kafka client is closed and the oldest outbox row is sent next: sending twice is harmless
(subscribers keep checkpoints), and nothing is lost (the outbox row is still there).
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from functools import lru_cache
from time import monotonic
from typing import Any
from uuid import UUID

import structlog
from aiokafka import AIOKafkaProducer
from aiokafka.errors import (
    CorruptRecordException,
    KafkaError,
    KafkaTimeoutError,
    MessageSizeTooLargeError,
    RecordTooLargeError,
)
from aiokafka.partitioner import murmur2

from shared.kernel import failpoints
from shared.kernel.bell import listen
from shared.kernel.brokers import arguments
from shared.kernel.db import connect
from shared.kernel.envelope import headers_and_value, topic_of
from shared.kernel.errors import Unavailable
from shared.kernel.metrics import BROKER_AWAY, LEADS, SENT, STUCK
from shared.kernel.node import IDLE, Node

log = structlog.get_logger()

LEADERSHIP = 0x6D6F7463  # "motc"; one relay per database
POLL = 0.025
IDLE_AFTER = 40  # polls without a row, one second
STAND_BY = 1.0
TIMEOUT = 10.0
SILENT = "30s"  # PostgreSQL closes a connection that is idle for so long; only a frozen leader's is

#: Errors of the record itself, which no retry removes.
PERMANENT = (MessageSizeTooLargeError, RecordTooLargeError, CorruptRecordException)

OUTBOX = """
select u.number, j.dossier, j.sequence, j.entity, j.id, j.event, j.body, j.actor, j.role, j.agency, j.at, j.cause,
       j.correlation, j.traceparent, j.previous, j.digest
from outbox u join journal j using (position)
where j.dossier <> all($2::uuid[])
order by u.number limit $1
"""
DONE = "delete from outbox where number = any($1::bigint[])"
NOTE_EVERY = 10.0
ASK_EVERY = 5.0  # seconds between two questions to a broker that is sent nothing
NOTE = """
insert into relayed(partition, "offset", digest) select * from unnest($1::int[], $2::bigint[], $3::text[])
on conflict (partition) do update set "offset" = excluded."offset", digest = excluded.digest
"""

Placed = tuple[int, int, str]  # partition, offset, digest


class Relay:
    """Sends one service's outbox rows. `run` leads or stands by until the node stops."""

    def __init__(self, node: Node, silent: str = SILENT) -> None:
        self._node = node
        self._silent = silent
        self._producer = node.registry.producer
        self._stuck: set[UUID] = set()
        self._empty = 0
        self._noted: dict[int, float] = {}  # when, by partition
        self._asked = 0.0  # when the broker has answered last
        self._singly = False  # among several records one was refused for good: they are sent one by one to find it

    async def run(self) -> None:
        await self._node.keep("relay", self._stand)

    async def _stand(self) -> float:
        """One term: waits for the lock, then leads until something is in doubt."""
        connection = await connect(self._node.database.dsn, idle_session_timeout=self._silent, application_name="relay")
        try:
            await listen(self._node, connection)
            while not self._node.stopping.is_set():
                if await connection.fetchval("select pg_try_advisory_lock($1)", LEADERSHIP):
                    await self._lead(connection)
                    break
                self._node.alive["relay"] = True
                BROKER_AWAY.labels("relay").set(0)  # who leads asks it
                await self._node.rest(STAND_BY)
        finally:
            connection.terminate()
        return 0.0

    async def _lead(self, connection: Any) -> None:
        client = AIOKafkaProducer(
            **arguments(self._node.brokers),
            client_id=f"motcua-{self._producer}-relay",
            enable_idempotence=True,
            acks="all",
            linger_ms=0,
            max_batch_size=256 * 1024,
            request_timeout_ms=5000,
        )
        try:
            await in_time("relay", client.start())
            self._node.leads = True
            LEADS.set(1)
            while not self._node.stopping.is_set():
                await self._send_some(connection, client)
        finally:
            self._node.leads = False
            LEADS.set(0)
            await stop_in_time(client)

    async def _send_some(self, connection: Any, client: AIOKafkaProducer) -> None:
        limit = 1 if self._singly else self._node.settings.relay_batch
        rows = await connection.fetch(OUTBOX, limit, list(self._stuck))
        if not rows:
            self._singly = False
            await self._ask(client)
            return await self._node.rest(self._pause(), self._node.due["relay"])
        self._node.alive["relay"] = True
        self._empty = 0
        failpoints.reach("relay.before_send")
        sent, places = await in_time("relay", self._send(client, rows))
        self._asked = monotonic()
        failpoints.reach("relay.after_send")
        await connection.execute(DONE, sent)
        await self._note(connection, places)
        SENT.inc(len(sent))
        return None

    async def _ask(self, client: AIOKafkaProducer) -> None:
        """Now and then, while nothing is sent: a broker that is away is seen before there is something to send."""
        if monotonic() - self._asked >= ASK_EVERY:
            await in_time("relay", client.client.fetch_all_metadata())
            self._asked = monotonic()
        self._node.alive["relay"] = True

    def _pause(self) -> float:
        """A quiet service looks less often, or many would use up a small machine; a wake-up is received at once."""
        self._empty += 1
        return POLL if self._empty < IDLE_AFTER else IDLE

    async def _note(self, connection: Any, places: Sequence[Placed]) -> None:
        """Now and then, up to where the journal holds what is on a partition: the restore guard reads from there on."""
        now = monotonic()
        if due := [place for place in places if now - self._noted.get(place[0], -NOTE_EVERY) >= NOTE_EVERY]:
            await connection.execute(NOTE, *map(list, zip(*due, strict=True)))
            self._noted |= {partition: now for partition, *_ in due}

    async def _send(self, client: AIOKafkaProducer, rows: Sequence[Any]) -> tuple[list[int], list[Placed]]:
        """A partition's records as one batch, in outbox row order; the outbox rows, and where each partition's begin.

        Raises on any doubt.
        """
        partitions = sorted(await client.partitions_for(topic_of(self._producer)))
        shares: dict[int, list[Any]] = {}
        for row in rows:
            shares.setdefault(partitions[place_of(row["dossier"]) % len(partitions)], []).append(row)
        flying = [future for share in shares.items() for future in await self._fly(client, *share)]
        results = await asyncio.gather(*flying, return_exceptions=True)
        numbers = self._landed(rows, results)
        begin = {sent.partition: sent.offset for sent in reversed(results)}
        return numbers, [(at, begin[at], share[0]["digest"].hex()) for at, share in shares.items() if begin[at] >= 0]

    async def _fly(self, client: AIOKafkaProducer, partition: int, rows: Sequence[Any]) -> list[Any]:
        """Sends one partition's share, in one batch, or in several if it does not fit.

        A record's timestamp is the time of sending, so that what is republished is retained as long as anything else.
        """
        batches, key = [client.create_batch()], self._node.keys.own(self._producer)
        for row in rows:
            headers, value = headers_and_value(self._producer, row, key)
            record = {"timestamp": None, "key": str(row["dossier"]).encode(), "value": value, "headers": headers}
            if batches[-1].append(**record) is None:  # it is full; the first record always fits
                batches.append(client.create_batch())
                batches[-1].append(**record)
        topic = topic_of(self._producer)
        return [await client.send_batch(batch, topic, partition=partition) for batch in batches]

    def _landed(self, rows: Sequence[Any], results: Sequence[Any]) -> list[int]:
        """The numbers of these outbox rows, if all batches have an offset. After an error the client is not used again.

        The broker refuses a whole batch, so a record is known to be refused only if it was sent alone.
        """
        doubts = [result for result in results if isinstance(result, BaseException)]
        refusal = next((doubt for doubt in doubts if isinstance(doubt, PERMANENT)), None)
        if refusal is not None:
            self._singly = len(rows) > 1
            if not self._singly:
                self._stick(rows[0], refusal)
        if doubts:
            raise Unavailable(f"the broker did not take a record: {type(doubts[0]).__name__}") from doubts[0]
        return [row["number"] for row in rows]

    def _stick(self, row: Any, error: Exception) -> None:
        """Notes a record that can never be sent: later ones of its dossier wait until a restart, others go on."""
        self._stuck.add(row["dossier"])
        STUCK.set(len(self._stuck))
        log.error("cannot be sent", dossier=str(row["dossier"]), sequence=row["sequence"], why=type(error).__name__)


@lru_cache(maxsize=65_536)
def place_of(dossier: UUID) -> int:
    """The hash (murmur2, as in Kafka's own clients) whose remainder by the number of partitions is the partition."""
    place: int = murmur2(str(dossier).encode()) & 0x7FFF_FFFF
    return place


async def in_time(part: str, work: Any) -> Any:
    """Raises KafkaTimeoutError after TIMEOUT, because aiokafka may wait for ever for a broker that is away."""
    try:
        async with asyncio.timeout(TIMEOUT):
            done = await work
    except TimeoutError:
        BROKER_AWAY.labels(part).set(1)
        raise KafkaTimeoutError() from None
    except (KafkaError, Unavailable) as error:
        BROKER_AWAY.labels(part).set(not isinstance(error.__cause__, PERMANENT))
        raise
    BROKER_AWAY.labels(part).set(0)
    return done


async def stop_in_time(client: Any, seconds: float = 3.0) -> None:
    """Stops an aiokafka client, and abandons one that does not stop in time."""
    stopping = asyncio.ensure_future(client.stop())
    done, _ = await asyncio.wait([stopping], timeout=seconds)
    if not done:
        stopping.cancel()
    elif stopping.exception() is not None:
        log.info("client did not stop cleanly", why=repr(stopping.exception()))
