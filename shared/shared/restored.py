"""Was this service's database restored from something older than what it has said?

Kafka remembers what was sent. If the newest record of any partition of our own topic is not in our
journal, this database has forgotten lines that others have heard: the service then stands still (hears,
moves and sends nothing) and says so, until an operator has decided.
"""

from __future__ import annotations

import asyncio
from typing import Any

import structlog
from aiokafka import AIOKafkaConsumer, TopicPartition

from shared.envelope import read, topic_of
from shared.heard import Said
from shared.node import Node
from shared.relay import stop_in_time

log = structlog.get_logger()

KNOWN = "select digest from journal where dossier = $1 and line = $2"


async def look_back(node: Node) -> str | None:
    """Why this service must stand still; None if its journal holds the last of all it has sent."""
    for said in await last_said(node):
        async with node.database.begin() as tx:
            digest = await tx.value(KNOWN, said.dossier, said.line)
        if digest is None or digest.hex() != said.digest:
            why = (
                f"line {said.line} of dossier {said.dossier} was sent, but is not in this journal: restored from older"
            )
            log.error("standing still", why=why)
            return why
    return None


async def last_said(node: Node) -> list[Said]:
    """The newest record of each partition of this service's own topic."""
    kafka = AIOKafkaConsumer(bootstrap_servers=node.settings.kafka, enable_auto_commit=False)
    topic = topic_of(node.hearing.speaker)
    try:
        async with asyncio.timeout(20):
            await kafka.start()
            partitions = [TopicPartition(topic, n) for n in kafka.partitions_for_topic(topic) or ()]
            return await _last_of(kafka, partitions) if partitions else []
    finally:
        await stop_in_time(kafka)


async def _last_of(kafka: Any, partitions: list[TopicPartition]) -> list[Said]:
    first, end = await kafka.beginning_offsets(partitions), await kafka.end_offsets(partitions)
    waited = {tp for tp in partitions if end[tp] > first[tp]}
    kafka.assign(sorted(waited))
    for tp in waited:
        kafka.seek(tp, end[tp] - 1)
    found: list[Said] = []
    while waited:
        for tp, records in (await kafka.getmany(timeout_ms=500)).items():
            said = read(records[-1])
            found += [said] if isinstance(said, Said) else []
            waited.discard(tp)
    return found
