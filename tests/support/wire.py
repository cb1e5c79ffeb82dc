"""A wire in place of a broker, for histories no broker can be made to produce: it loses, doubles and reorders.

A relay sends into it as into a producer; what each sending comes to is told beforehand. Subscribers read from it
where they like.
"""

from __future__ import annotations

import asyncio
import random
from collections import deque
from collections.abc import Awaitable, Callable
from enum import StrEnum
from typing import Any

from tests.support.emitter import Record


class Fate(StrEnum):
    """What becomes of one record that is sent."""

    TAKEN = "taken"
    REFUSED = "refused"  # not taken, and the sender is told
    DOUBTED = "doubted"  # taken, but the sender never projects of it
    SAID_AGAIN = "said again"  # taken, and while it is in flight someone asks for it again


class Batch(list[tuple[bytes, Any]]):
    """The records of one batch."""

    def append(self, *, timestamp: None, key: bytes, value: bytes, headers: Any) -> bool:  # type: ignore[override]
        """As a batch of a producer: something, for it is never full."""
        super().append((value, headers))
        return True


class Wire:
    """All that was taken, oldest first. `again` asks the producer of a record to republish it."""

    def __init__(self, again: Callable[[Record], Awaitable[None]]) -> None:
        self.records: list[Record] = []
        self.fates: deque[Fate] = deque()
        self._again = again

    @property
    def client(self) -> Wire:
        """As a producer's, which is asked whether the broker answers."""
        return self

    async def fetch_all_metadata(self) -> None:
        """It answers."""

    async def partitions_for(self, _topic: str) -> set[int]:
        """As a producer's: it has one."""
        return {0}

    def create_batch(self) -> Batch:
        """As a producer's: something to append records to."""
        return Batch()

    async def send_batch(self, batch: Batch, topic: str, *, partition: int) -> asyncio.Future[Record]:
        """As a producer's: a future that has the place one day, or the reason why not. A batch has one fate."""
        fate = self.fates.popleft() if self.fates else Fate.TAKEN
        first = len(self.records)
        records = [Record(topic, partition, first + n, value, headers) for n, (value, headers) in enumerate(batch)]
        if fate is not Fate.REFUSED:
            self.records += records
        return asyncio.ensure_future(self._fly(records, fate))

    async def _fly(self, records: list[Record], fate: Fate) -> Record:
        if fate is Fate.SAID_AGAIN:
            for record in records:
                await self._again(record)
        elif fate is not Fate.TAKEN:
            raise ConnectionError(fate)
        return records[0]

    def lose(self, chance: random.Random) -> None:
        """Some of what was taken is gone, perhaps the last; or the whole disk."""
        share = chance.choice([0.2, 0.5, 1.0])
        self.records = [record for record in self.records if chance.random() > share]
