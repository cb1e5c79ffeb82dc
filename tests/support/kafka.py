"""Sends what an emitter has emitted, as a relay would, and tells when a consumer has handled it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable

from aiokafka import AIOKafkaProducer

from shared.kernel.consumer import Consumer
from shared.kernel.incoming import EventRecord


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
