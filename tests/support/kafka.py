"""Sends what an emitter has emitted, as a relay would, tells when a consumer has handled it, and wipes topics."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable

from aiokafka import AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient

from motcua.stack.waiting import until
from shared.kernel.consumer import Consumer
from shared.kernel.incoming import EventRecord
from tests.support.harness import Harness


async def send(producer: AIOKafkaProducer, lines: Iterable[EventRecord]) -> None:
    """Sends these records in this order; returns when the broker has them all."""
    for line in lines:
        await producer.send(line.topic, line.value, key=str(line.dossier).encode(), headers=line.raw)
    await producer.flush()


def committed(consumer: Consumer) -> Callable[[], Awaitable[bool]]:
    """A condition: everything on its topics is behind its committed offsets."""

    async def all_committed() -> bool:
        assigned = consumer._kafka.assignment() if consumer._kafka is not None else None
        if not assigned:
            return False
        ends = await consumer._kafka.end_offsets(assigned)
        return all([(await consumer._kafka.committed(tp) or 0) == ends[tp] for tp in assigned])

    return all_committed


async def wipe(harness: Harness) -> None:
    """The topics of all toys are deleted and made again."""
    admin = AIOKafkaAdminClient(bootstrap_servers=harness.stack.addresses.kafka)
    await admin.start()
    try:
        names = [f"motcua.{registry.producer}" for registry in harness.toys.registries.values()]
        await admin.delete_topics(names)

        async def gone() -> bool:
            return not set(names) & set(await admin.list_topics())

        await until(gone)
    finally:
        await admin.close()
    await harness.topics()
