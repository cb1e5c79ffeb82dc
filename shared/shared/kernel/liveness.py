"""Watches a consumer that may have gone silent: no public sign tells it, so progress is the sign.

Alive means: the position moves, or there is nothing to read, on every partition; and an empty assignment
only while others have them all. In doubt it raises; the consumer is then built anew.
"""

from __future__ import annotations

import asyncio
import time
from typing import Any

from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError

from shared.kernel.errors import Unavailable
from shared.kernel.node import Node

EVERY = 5.0
SILENT_AFTER = 30.0


class Watch:
    """Looks at one Kafka client every few seconds."""

    def __init__(self, node: Node, kafka: Any) -> None:
        self._node = node
        self._kafka = kafka
        self._next = time.monotonic() + EVERY
        self._progress = time.monotonic()
        self._positions: dict[Any, int] = {}

    async def look(self, *, at_work: bool) -> None:
        """Raises Unavailable when the client has stood still for too long although there is work.

        Not while somebody is at work on what it has brought: that may take as long as an outage.
        """
        now = time.monotonic()
        self._node.alive["consumer"] = bool(self._kafka.assignment()) or now - self._progress < SILENT_AFTER
        if now < self._next:
            return
        self._next = now + EVERY
        if at_work or await self._moves():
            self._progress = now
        elif now - self._progress > SILENT_AFTER:
            raise Unavailable(f"the consumer has stood still for {SILENT_AFTER:.0f} s; a new one is made")

    async def _moves(self) -> bool:
        """True if something was read since the last look, or nothing is left to read."""
        assigned = self._kafka.assignment()
        try:
            async with asyncio.timeout(EVERY):
                if not assigned:
                    return await self._others_have_them_all()
                ends = await self._kafka.end_offsets(assigned)
                positions = {tp: await self._kafka.position(tp) for tp in assigned}
        except (KafkaError, TimeoutError):
            return True  # the broker is away: nothing can be said of the consumer
        before, self._positions = self._positions, positions
        behind = [tp for tp in assigned if positions[tp] < ends.get(tp, 0)]
        return all(before.get(tp) != positions[tp] for tp in behind)

    async def _others_have_them_all(self) -> bool:
        """More members than partitions: some of us must go without."""
        topics = self._kafka.subscription()
        partitions = sum(len(self._kafka.partitions_for_topic(topic) or ()) for topic in topics)
        admin = AIOKafkaAdminClient(bootstrap_servers=self._node.settings.kafka)
        await admin.start()
        try:
            answers = await admin.describe_consumer_groups([f"motcua-{self._node.registry.producer}"])
            members = sum(len(group[-2]) for answer in answers for group in answer.groups)
        finally:
            await admin.close()
        return members > partitions
