"""(f) the relay: how fast it sends 100,000 outbox rows, and its lag behind the commits at 1,000 events/s."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg
from aiokafka import AIOKafkaConsumer

from shared.kernel.envelope import topic_of
from tests.bench.case import MOVES
from tests.bench.ceiling import seconds as write_all
from tests.bench.ceiling import write, written
from tests.bench.ground import Ground, Yard, promptly, rows
from tests.bench.latency import percentile

RATE, PART = 1000, 20  # events a second, events a transaction
COMMITTED = "select id::text, extract(epoch from pg_xact_commit_timestamp(xmin))::float as at from journal"


async def drained(yard: Yard, events: int) -> float:
    """Events a second, from the deletion of the first outbox rows to the last."""
    async with yard.ground() as ground:
        await write_all(ground.databases, {"desk": written(ground.bench, "desk", events // MOVES, 500)})
        whole = await _outbox(ground)
        with ground.place("desk", "relay"):
            await _drains(ground, whole - 1)
            left, began = await _outbox(ground), time.monotonic()
            await _drains(ground, 0)
            return left / (time.monotonic() - began)


async def lag(yard: Yard, seconds: float) -> dict[str, float]:
    """p50 and p99 in ms from an entry's commit until a reader of the topic has it."""
    async with yard.ground() as ground:
        batches = written(ground.bench, "desk", int(RATE * seconds) // MOVES, PART)
        with ground.place("desk", "relay"):
            async with arrivals(ground) as arrived, asyncio.TaskGroup() as group:
                connection = await asyncpg.connect(ground.databases["desk"].writer_dsn)
                await write(connection, batches[:1])
                await _drains(ground, 0)  # it leads
                began = time.monotonic()
                for number, batch in enumerate(batches[1:]):
                    await asyncio.sleep(max(0.0, began + number * PART / RATE - time.monotonic()))
                    await group.create_task(write(connection, [batch]))
                await connection.close()
                await _drains(ground, 0)
        committed = {row["id"]: row["at"] for row in await rows(ground.databases["desk"], COMMITTED)}
        lags = [(at - committed[one]) * 1000 for one, at in arrived.items()][RATE:]
        return {"p50": percentile(lags, 50), "p99": percentile(lags, 99)}


@asynccontextmanager
async def arrivals(ground: Ground) -> AsyncIterator[dict[str, float]]:
    """The time at which a consumer of the topic received each event, by its id."""
    arrived: dict[str, float] = {}
    consumer = AIOKafkaConsumer(
        topic_of(ground.bench.registries["desk"].producer),
        bootstrap_servers=ground.yard.stack.addresses.kafka,
        auto_offset_reset="earliest",
    )

    async def read() -> None:
        async for record in consumer:
            arrived.setdefault(dict(record.headers)["ce_id"].decode(), time.time())

    async def all_read() -> bool:
        ends = await consumer.end_offsets(consumer.assignment())
        return all([await consumer.position(partition) >= end for partition, end in ends.items()])

    await consumer.start()
    reading = asyncio.create_task(read())
    try:
        yield arrived
        await promptly(all_read)
    finally:
        reading.cancel()
        await consumer.stop()


async def _outbox(ground: Ground) -> int:
    return int((await rows(ground.databases["desk"], "select count(*) from outbox"))[0][0])


async def _drains(ground: Ground, most: int) -> None:
    """Waits until the outbox has at most so many rows."""

    async def fewer() -> bool:
        return await _outbox(ground) <= most

    await promptly(fewer)
