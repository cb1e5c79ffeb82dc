"""Reads along what is said on the topics, as it is said. Belongs to no consumer group and commits nothing."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaError

from motcua.stack.topics import read_topics
from motcua.stack.troubles import NotUp
from shared.kernel.envelope import read
from shared.kernel.incoming import EventRecord

TIMEOUT = 20.0


class Spoken(msgspec.Struct, frozen=True, kw_only=True):
    """One event as it travelled. `body` is None if it cannot be read; `again`: it has been received here before."""

    at: datetime
    producer: str
    line: int
    dossier: str
    name: str
    body: dict[str, Any] | None
    actor: str
    role: str
    agency: str | None
    again: bool


class Wire:
    """An open ear on every topic."""

    def __init__(self, kafka: Any) -> None:
        self._kafka = kafka
        self._checkpoints: dict[tuple[UUID, str], int] = {}

    async def listen(self) -> AsyncIterator[Spoken]:
        """What is said, topic by topic in batches, until the caller has enough."""
        while True:
            for spoken in await self.take():
                yield spoken

    async def take(self, seconds: float = 0.5) -> list[Spoken]:
        """What has come within this time, oldest first."""
        return self._spoken(await self._fetch(seconds))

    async def rest(self) -> list[Spoken]:
        """All that was on the topics when this was called and has not been taken yet."""
        return self._spoken([record async for record in self.records()])

    async def records(self) -> AsyncIterator[Any]:
        """The same as raw records, readable or not."""
        ends = await self._kafka.end_offsets(self._kafka.assignment())
        while any([await self._kafka.position(tp) < end for tp, end in ends.items()]):
            for record in await self._fetch(0.2):
                yield record

    def _spoken(self, records: Sequence[Any]) -> list[Spoken]:
        found = []
        for said in map(read, records):
            if isinstance(said, EventRecord):
                checkpoint = self._checkpoints.get((said.dossier, said.producer), 0)
                self._checkpoints[said.dossier, said.producer] = max(checkpoint, said.sequence)
                found.append(_spoken(said, again=said.sequence <= checkpoint))
        return sorted(found, key=lambda spoken: spoken.at)

    async def _fetch(self, seconds: float) -> list[Any]:
        fetched = await self._kafka.getmany(timeout_ms=int(seconds * 1000))
        return [record for records in fetched.values() for record in records]


@asynccontextmanager
async def wire(kafka: str, *, from_start: bool = True) -> AsyncIterator[Wire]:
    """Listens to all topics of the system, from their beginning or from now. Raises NotUp."""
    topics = [topic.name for topic in read_topics()]
    client = AIOKafkaConsumer(bootstrap_servers=kafka, enable_auto_commit=False, max_partition_fetch_bytes=4 << 20)
    try:
        async with asyncio.timeout(TIMEOUT):
            await client.start()
            await _seek(client, topics, from_start=from_start)
    except (KafkaError, TimeoutError) as error:
        await client.stop()
        raise NotUp(f"There is no Kafka at {kafka} ({type(error).__name__}). Start it with: make up") from None
    try:
        yield Wire(client)
    finally:
        await client.stop()


async def _seek(client: Any, topics: Sequence[str], *, from_start: bool) -> None:
    await client._client.set_topics(topics)  # the public way knows only topics it has subscribed to
    client.assign([TopicPartition(topic, n) for topic in topics for n in client.partitions_for_topic(topic) or ()])
    await (client.seek_to_beginning() if from_start else client.seek_to_end())


def _spoken(said: EventRecord, *, again: bool) -> Spoken:
    headers = {name: (value or b"").decode("latin-1") for name, value in said.raw}
    try:
        body = msgspec.json.decode(said.value)
    except msgspec.DecodeError:
        body = None
    return Spoken(
        at=datetime.fromisoformat(headers["ce_time"]),
        producer=said.producer,
        line=said.sequence,
        dossier=str(said.dossier),
        name=said.kind.rpartition(".")[2],
        body=body,
        actor=said.actor,
        role=said.role,
        agency=said.agency,
        again=again,
    )
