"""Reads the events on all topics. Joins no consumer group and commits no offset."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaError

from motcua.observe.lines import TopicEvent, trim
from motcua.stack.topics import read_topics
from motcua.stack.troubles import NotUp
from shared.kernel.brokers import Kafka, arguments
from shared.kernel.envelope import read
from shared.kernel.incoming import EventRecord
from shared.kernel.outages import no_kafka

TIMEOUT = 20.0


class Wire:
    """A reader of every topic."""

    def __init__(self, kafka: Any) -> None:
        self._kafka = kafka
        self._checkpoints: dict[tuple[UUID, str], int] = {}

    async def events(self) -> AsyncIterator[TopicEvent]:
        """Events as they arrive, in batches, until the caller stops."""
        while True:
            for event in await self.take():
                yield event

    async def take(self, seconds: float = 0.5) -> list[TopicEvent]:
        """The events that arrive within this time, oldest first."""
        return self._event_of(await self._fetch(seconds))

    async def rest(self) -> list[TopicEvent]:
        """The events on the topics at the time of the call that have not been taken yet."""
        return self._event_of([record async for record in self.records()])

    async def records(self) -> AsyncIterator[Any]:
        """The same as raw records, readable or not."""
        ends = await self._kafka.end_offsets(self._kafka.assignment())
        while any([await self._kafka.position(tp) < end for tp, end in ends.items()]):
            for record in await self._fetch(0.2):
                yield record

    def _event_of(self, records: Sequence[Any]) -> list[TopicEvent]:
        found = []
        for raw in records:
            if isinstance(record := read(raw), EventRecord):
                checkpoint = self._checkpoints.get((record.dossier, record.producer), 0)
                self._checkpoints[record.dossier, record.producer] = max(checkpoint, record.sequence)
                found.append(_event_of(record, raw.timestamp / 1000, again=record.sequence <= checkpoint))
        trim(self._checkpoints)
        return sorted(found, key=lambda event: event.at)

    async def _fetch(self, seconds: float) -> list[Any]:
        fetched = await self._kafka.getmany(timeout_ms=int(seconds * 1000))
        return [record for records in fetched.values() for record in records]


@dataclass(frozen=True)
class Begin:
    """Where to begin in a partition: after the offset in `after`, else with its last `last` records."""

    last: int = 0
    after: Mapping[tuple[str, int], int] = field(default_factory=dict)


OLDEST, NOW = None, Begin()


@asynccontextmanager
async def wire(kafka: Kafka, begin: Begin | None = OLDEST, topics: Sequence[str] = ()) -> AsyncIterator[Wire]:
    """Opens a reader of these topics, else of all that are declared. Raises NotUp."""
    topics = topics or [topic.name for topic in read_topics()]
    client = AIOKafkaConsumer(**arguments(kafka), enable_auto_commit=False, max_partition_fetch_bytes=4 << 20)
    try:
        async with asyncio.timeout(TIMEOUT):
            await client.start()
            await _seek(client, topics, begin)
    except (KafkaError, TimeoutError) as error:
        await client.stop()
        raise NotUp(await no_kafka(kafka, error)) from None
    try:
        yield Wire(client)
    finally:
        await client.stop()


async def _seek(client: Any, topics: Sequence[str], begin: Begin | None) -> None:
    await client._client.set_topics(topics)  # the public method knows only topics it has subscribed to
    partitions = [TopicPartition(topic, n) for topic in topics for n in client.partitions_for_topic(topic) or ()]
    client.assign(partitions)
    if begin is None:
        await client.seek_to_beginning()
        return
    first, ends = await client.beginning_offsets(partitions), await client.end_offsets(partitions)
    for tp in partitions:
        wanted = begin.after.get((tp.topic, tp.partition), ends[tp] - begin.last - 1) + 1
        client.seek(tp, max(first[tp], min(wanted, ends[tp])))


def _event_of(record: EventRecord, arrived: float, *, again: bool) -> TopicEvent:
    headers = {name: (value or b"").decode("latin-1") for name, value in record.raw}
    try:
        body = msgspec.json.decode(record.value)
    except msgspec.DecodeError:
        body = None
    return TopicEvent(
        at=datetime.fromisoformat(headers["ce_time"]),
        producer=record.producer,
        sequence=record.sequence,
        dossier=str(record.dossier),
        name=record.kind.rpartition(".")[2],
        body=body,
        actor=record.actor,
        role=record.role,
        agency=record.agency,
        again=again,
        place=(record.topic, record.partition, record.offset),
        arrived=arrived,
    )
