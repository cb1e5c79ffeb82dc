"""Topics, looked at from outside: what is on one, and whether it is set up to keep it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType

from shared.kernel.brokers import Kafka, arguments
from shared.kernel.envelope import read, topic_of
from shared.kernel.incoming import EventRecord, Rejected
from shared.kernel.keys import EventKeys

TIMEOUT = 60.0
AT_ONCE = 2000  # records read

Spans = Mapping[Any, tuple[int, int]]  # from and before which offset, by partition


async def records_on(kafka: Kafka, producer: str, keys: EventKeys | None = None) -> list[EventRecord | Rejected]:
    """Everything on a producer's topic; with keys, what they do not prove is rejected."""
    async with _spans(kafka, topic_of(producer)) as (client, spans):
        return [read(record, keys) async for some in _read(client, spans) for _, record in some]


async def read_all(
    kafka: Kafka, producer: str, keys: EventKeys
) -> AsyncIterator[tuple[int, list[EventRecord], list[Rejected]]]:
    """All of a producer's topic, some at a time: how many records there are in all, those proved, and those not."""
    async with _spans(kafka, topic_of(producer)) as (client, spans):
        total = sum(end - first for first, end in spans.values())
        async for some in _read(client, spans):
            found = [read(record, keys) for _, record in some]
            proved = [record for record in found if isinstance(record, EventRecord)]
            yield total, proved, [record for record in found if isinstance(record, Rejected)]


async def remove(kafka: Kafka, producer: str) -> int:
    """Removes a producer's topic, and waits until it is gone; how many brokers there are. Raises TimeoutError."""
    topic, admin = topic_of(producer), AIOKafkaAdminClient(**arguments(kafka))
    try:
        async with asyncio.timeout(TIMEOUT):
            await admin.start()
            while topic in await admin.list_topics():
                await admin.delete_topics([topic])
                await asyncio.sleep(0.2)
            return len((await admin.describe_cluster())["brokers"])
    finally:
        await admin.close()


@asynccontextmanager
async def sent_since(
    kafka: Kafka, producer: str, noted: Mapping[int, tuple[int, str]], keys: EventKeys
) -> AsyncIterator[tuple[bool, AsyncIterator[list[EventRecord]]]]:
    """If every noted record (offset and digest, by partition) is there; and all from them on that the keys prove.

    A partition without its noted record is read as a whole.
    """
    async with _spans(kafka, topic_of(producer)) as (client, whole):
        ends = {tp: (noted[tp.partition][0], span) for tp, span in whole.items() if tp.partition in noted}
        looks = {tp: (at, at + 1) for tp, (at, (first, end)) in ends.items() if first <= at < end}
        found = [(tp, read(record, keys)) async for some in _read(client, looks) for tp, record in some]
        there = {tp for tp, record in found if record.digest == noted[tp.partition][1]}
        spans = {**whole, **{tp: (looks[tp][0], whole[tp][1]) for tp in there}}
        yield len(there) == len(noted), _proved(_read(client, spans), keys)


async def _proved(found: AsyncIterator[Sequence[tuple[Any, Any]]], keys: EventKeys) -> AsyncIterator[list[EventRecord]]:
    async for some in found:
        yield [said for _, record in some if isinstance(said := read(record, keys), EventRecord)]


@asynccontextmanager
async def _spans(kafka: Kafka, topic: str) -> AsyncIterator[tuple[Any, Spans]]:
    """A client, and what there is to be read in each partition."""
    client = AIOKafkaConsumer(**arguments(kafka), enable_auto_commit=False, max_partition_fetch_bytes=4 << 20)
    try:
        async with asyncio.timeout(TIMEOUT):
            await client.start()
            partitions = [TopicPartition(topic, n) for n in sorted(await _partitions(client, topic))]
            first, end = await client.beginning_offsets(partitions), await client.end_offsets(partitions)
        yield client, {tp: (first[tp], end[tp]) for tp in partitions if end[tp] > first[tp]}
    finally:
        await client.stop()


async def _read(client: Any, spans: Spans) -> AsyncIterator[list[tuple[Any, Any]]]:
    """The records of these spans, some at a time, in order within each partition. Raises TimeoutError."""
    client.assign(sorted(spans))
    for tp, (first, _) in spans.items():
        client.seek(tp, first)
    waited = set(spans)
    while waited:
        async with asyncio.timeout(TIMEOUT):
            while not (some := await client.getmany(timeout_ms=500, max_records=AT_ONCE)):
                pass
        waited -= {tp for tp, records in some.items() if records[-1].offset >= spans[tp][1] - 1}
        yield [(tp, record) for tp, records in some.items() for record in records if record.offset < spans[tp][1]]


async def _partitions(client: Any, topic: str) -> set[int]:
    await client._client.set_topics([topic])  # the public way knows only topics it has subscribed to
    return client.partitions_for_topic(topic) or set()


MONTH = 30 * 24 * 3600 * 1000
#: What a topic must be, for nothing to be lost on it: name, what it must be, and the test.
DEMANDS = (
    ("cleanup.policy", "delete", lambda value: value == "delete"),
    ("retention.ms", "30 days or more", lambda value: int(value) == -1 or int(value) >= MONTH),
    ("max.message.bytes", "1 MiB or more", lambda value: int(value) >= 1024 * 1024),
    ("message.timestamp.type", "CreateTime", lambda value: value == "CreateTime"),
    ("unclean.leader.election.enable", "false", lambda value: value == "false"),
)
IN_SYNC = ("min.insync.replicas", "2 or more", lambda value: int(value) >= 2)  # noqa: PLR2004 - as it says


async def faults(kafka: Kafka, producer: str, *, one_node: bool) -> list[str]:
    """What is wrong with a producer's topic; empty if it is as it must be. `one_node` allows a single replica."""
    topic = topic_of(producer)
    admin = AIOKafkaAdminClient(**arguments(kafka))
    try:
        async with asyncio.timeout(TIMEOUT):
            await admin.start()
            answers = await admin.describe_configs([ConfigResource(ConfigResourceType.TOPIC, topic)])
    finally:
        await admin.close()
    (code, _, _, _, entries), *_ = answers[0].resources
    if code:
        return [f"topic {topic} is not there: declare it as deploy/kafka/topics.yaml says"]
    config = {entry[0]: entry[1] for entry in entries}
    demands = DEMANDS if one_node else (*DEMANDS, IN_SYNC)
    return [
        f"topic {topic}: {name} is {config[name]}, not {want}" for name, want, ok in demands if not ok(config[name])
    ]
