"""Looks at topics from outside: what has been emitted on one, and whether it is set up to keep its promise."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType

from shared.kernel.envelope import read, topic_of
from shared.kernel.incoming import EventRecord

TIMEOUT = 60.0


async def records_on(kafka: str, producer: str, *, newest: bool = False) -> list[EventRecord]:
    """Every readable record on a producer's topic; with `newest` only the last one of each partition."""
    client = AIOKafkaConsumer(bootstrap_servers=kafka, enable_auto_commit=False, max_partition_fetch_bytes=4 << 20)
    try:
        async with asyncio.timeout(TIMEOUT):
            await client.start()
            return [
                record for record in await _read(client, topic_of(producer), newest) if isinstance(record, EventRecord)
            ]
    finally:
        await client.stop()


async def _read(client: Any, topic: str, newest: bool) -> Sequence[Any]:
    partitions = [TopicPartition(topic, n) for n in sorted(await _partitions(client, topic))]
    first, end = await client.beginning_offsets(partitions), await client.end_offsets(partitions)
    waited = {tp for tp in partitions if end[tp] > first[tp]}
    client.assign(sorted(waited))
    for tp in waited:
        client.seek(tp, end[tp] - 1 if newest else first[tp])
    found: list[Any] = []
    while waited:
        for tp, records in (await client.getmany(timeout_ms=500)).items():
            found += [read(record) for record in records if record.offset < end[tp]]
            if records[-1].offset >= end[tp] - 1:
                waited.discard(tp)
    return found


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


async def faults(kafka: str, producer: str, *, one_node: bool) -> list[str]:
    """What is wrong with a producer's topic; empty if it is as it must be. `one_node` allows a single replica."""
    topic = topic_of(producer)
    admin = AIOKafkaAdminClient(bootstrap_servers=kafka)
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
