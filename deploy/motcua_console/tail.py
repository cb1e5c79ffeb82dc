"""The latest events on all topics, read once for all viewers of this process, as `motcua watch` reads them.

It joins no consumer group and commits nothing. What it keeps is bounded; a viewer for whom events come too fast is told
how many it was not shown. A place is a topic's partition and an offset, so that another process can go on from it.
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter, deque
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from itertools import islice

import structlog

from motcua.observe.lines import Codes, TopicEvent, Wanted
from motcua.observe.wire import Begin, Wire, wire
from motcua.stack.troubles import NotUp
from shared.kernel.brokers import Kafka
from shared.kernel.errors import Unavailable

log = structlog.get_logger()

KEPT = 5_000  # events, for all viewers together
FIRST = 50  # of each partition, when the process starts
BURST = 200  # that a viewer is shown at once
PAUSE, AGAIN = 0.25, 5.0  # seconds: between two looks of a viewer, and two tries of a broker that is away
MINUTE = 60.0

#: The last offset that was read, by topic and partition.
Places = Mapping[tuple[str, int], int]
Open = Callable[[Kafka, Begin, Sequence[str]], AbstractAsyncContextManager[Wire]]


@dataclass(frozen=True)
class Shown:
    """What a viewer is shown: events, the oldest first, and how many were left out before them."""

    events: Sequence[TopicEvent]
    missed: int
    places: Places


class Tail:
    """Reads for ever. `away`: why it does not read now; empty if it does."""

    def __init__(
        self, kafka: Kafka, topics: Sequence[str], opened: Open = wire, kept: int = KEPT, again: float = AGAIN
    ) -> None:
        self._kafka, self._topics, self._opened, self._again = kafka, topics, opened, again
        self._kept: deque[TopicEvent] = deque(maxlen=kept)
        self._read: dict[tuple[str, int], int] = {}
        self._count = 0
        self._came = asyncio.Event()
        self.codes = Codes()
        self.viewers = 0
        self.away = "MOTCUA_KAFKA is not set" if not kafka else "it begins"

    async def run(self) -> None:
        """Until it is cancelled."""
        while True:
            try:
                async with self._opened(self._kafka, Begin(FIRST, dict(self._read)), self._topics) as topics:
                    self.away = ""
                    while True:
                        self.take(await topics.take())
            except (NotUp, Unavailable) as away:
                self.away = str(away)
            except Exception as error:  # a viewer sees that nothing is read; the reader goes on
                log.warning("the topics are not read", error=type(error).__name__)
                self.away = type(error).__name__
            await asyncio.sleep(self._again)

    def take(self, events: Sequence[TopicEvent]) -> None:
        """Keeps them, and wakes those that wait."""
        for event in events:
            self.codes.note(event)
            topic, partition, offset = event.place
            self._read[topic, partition] = max(offset, self._read.get((topic, partition), offset))
        self._kept.extend(events)
        self._count += len(events)
        if events:
            self._came.set()
            self._came = asyncio.Event()

    @property
    def places(self) -> Places:
        """How far it has read."""
        return dict(self._read)

    def latest(self, wanted: Wanted, most: int) -> list[TopicEvent]:
        """The last of those that it keeps, the newest first."""
        return list(islice(filter(wanted, reversed(self._kept)), most))

    def rates(self) -> Counter[str]:
        """Events that came in the last minute, by producer."""
        since = time.time() - MINUTE
        return Counter(event.producer for event in self._kept if event.arrived > since)

    async def came(self, seconds: float) -> None:
        """Returns when more has come, or after this time."""
        try:
            async with asyncio.timeout(seconds):
                await self._came.wait()
        except TimeoutError:
            return


class Viewer:
    """Follows the tail from `after` on, or from now on, without those that it does not want."""

    def __init__(self, tail: Tail, wanted: Wanted, after: Places | None = None) -> None:
        self._tail, self._wanted, self._after = tail, wanted, after or {}
        kept, self._missed = tail._kept, 0
        if after is None:
            self._next = tail._count
            return
        self._next = tail._count - len(kept)
        oldest = {(topic, partition): offset for topic, partition, offset in (each.place for each in reversed(kept))}
        for place, seen in after.items():
            first = oldest.get(place, tail._read.get(place, seen) + 1)
            self._missed += max(0, first - seen - 1)

    async def more(self, seconds: float) -> Shown:
        """What has come since the last time; nothing after this time."""
        if self._next == self._tail._count:
            await self._tail.came(seconds)
            await asyncio.sleep(PAUSE)
        return self.due()

    def due(self) -> Shown:
        """The same, at once."""
        tail = self._tail
        first = tail._count - len(tail._kept)
        missed = self._missed + max(0, first - self._next)
        new = islice(tail._kept, max(0, self._next - first), None)
        found = [each for each in new if self._unseen(each) and self._wanted(each)]
        self._next, self._missed = tail._count, 0
        return Shown(found[-BURST:], missed + max(0, len(found) - BURST), tail.places)

    def _unseen(self, event: TopicEvent) -> bool:
        topic, partition, offset = event.place
        return offset > self._after.get((topic, partition), -1)


def spelled(places: Places) -> str:
    """As an `id` of a stream: `motcua.intake-0-12,motcua.intake-1-3`."""
    return ",".join(f"{topic}-{partition}-{offset}" for (topic, partition), offset in sorted(places.items()))


def places_of(told: str) -> Places | None:
    """The places of an `id`; None for anything else."""
    found: dict[tuple[str, int], int] = {}
    for each in told.split(",") if told else ():
        head, *numbers = each.rsplit("-", 2)
        if len(numbers) != 2 or not all(number.isdecimal() for number in numbers):  # noqa: PLR2004  # as it is spelled
            return None
        found[head, int(numbers[0])] = int(numbers[1])
    return found or None
