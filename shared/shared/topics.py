"""Reads topics from outside: what has been said on one, from beginning to end; or the newest of each partition."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

from aiokafka import AIOKafkaConsumer, TopicPartition

from shared.envelope import read, topic_of
from shared.heard import Said

PATIENCE = 60.0


async def said_on(kafka: str, speaker: str, *, newest: bool = False) -> list[Said]:
    """Every readable record on a speaker's topic; with `newest` only the last one of each partition."""
    client = AIOKafkaConsumer(bootstrap_servers=kafka, enable_auto_commit=False, max_partition_fetch_bytes=4 << 20)
    try:
        async with asyncio.timeout(PATIENCE):
            await client.start()
            return [said for said in await _read(client, topic_of(speaker), newest) if isinstance(said, Said)]
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
