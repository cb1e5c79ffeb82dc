"""Watches the consumer's progress, because aiokafka has no public sign of a stalled client.

Alive means that on every partition the position moves or nothing is left to read; and that an empty assignment occurs
only when other members have all partitions. Otherwise it raises, and a new client is made.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from typing import Any

from aiokafka import TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError

from shared.kernel.brokers import arguments
from shared.kernel.envelope import topic_of
from shared.kernel.errors import Unavailable
from shared.kernel.metrics import BROKER_AWAY, UNREAD
from shared.kernel.node import Node
from shared.kernel.outages import no_broker

EVERY = 5.0
SILENT_AFTER = 30.0


class Watch:
    """Checks one Kafka client every EVERY seconds."""

    def __init__(self, node: Node, kafka: Any) -> None:
        self._node = node
        self._kafka = kafka
        self._next = time.monotonic() + EVERY
        self._progress = time.monotonic()
        self._positions: dict[Any, int] = {}

    async def look(self, *, at_work: bool) -> None:
        """Raises Unavailable if the client has made no progress for SILENT_AFTER seconds although there is work.

        Not while a batch of it is being handled, which may take as long as an outage.
        """
        now = time.monotonic()
        fresh = bool(self._kafka.assignment()) or now - self._progress < SILENT_AFTER
        self._node.alive["consumer"] = fresh and "consumer" not in self._node.waits
        if now < self._next:
            return
        self._next = now + EVERY
        if at_work or await self._moves():
            self._progress = now
        elif now - self._progress > SILENT_AFTER:
            raise Unavailable(f"no progress for {SILENT_AFTER:.0f} s; a new consumer is made")

    async def _moves(self) -> bool:
        """True if something was read since the last check, or nothing is left to read."""
        assigned = self._kafka.assignment()
        try:
            async with asyncio.timeout(EVERY):
                if not assigned:
                    self._tell({})
                    theirs = await self._others_have_them_all()
                    self._heard()
                    return theirs
                ends = await self._kafka.end_offsets(assigned)
                positions = {tp: await self._kafka.position(tp) for tp in assigned}
        except (KafkaError, TimeoutError):
            self._node.waits["consumer"] = no_broker(self._node.brokers)
            BROKER_AWAY.labels("consumer").set(1)
            return True  # no statement about the consumer
        self._heard()
        self._tell({tp: max(0, ends.get(tp, 0) - position) for tp, position in positions.items()})
        before, self._positions = self._positions, positions
        behind = [tp for tp in assigned if positions[tp] < ends.get(tp, 0)]
        return all(before.get(tp) != positions[tp] for tp in behind)

    def _heard(self) -> None:
        self._node.waits.pop("consumer", None)
        BROKER_AWAY.labels("consumer").set(0)

    def _tell(self, unread: Mapping[TopicPartition, int]) -> None:
        for producer in self._node.registry.producers:
            topic = topic_of(producer)
            UNREAD.labels(producer).set(sum(left for tp, left in unread.items() if tp.topic == topic))

    async def _others_have_them_all(self) -> bool:
        """True if the group has more members than partitions."""
        topics = self._kafka.subscription()
        partitions = sum(len(self._kafka.partitions_for_topic(topic) or ()) for topic in topics)
        admin = AIOKafkaAdminClient(**arguments(self._node.brokers))
        await admin.start()
        try:
            answers = await admin.describe_consumer_groups([f"motcua-{self._node.registry.producer}"])
            members = sum(len(group[-2]) for answer in answers for group in answer.groups)
        finally:
            await admin.close()
        return members > partitions
