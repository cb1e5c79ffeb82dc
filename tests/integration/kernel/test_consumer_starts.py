"""Consumers that overlap, die and start again; and all parts of all toys together."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest
from aiokafka import AIOKafkaProducer

from motcua.stack.waiting import until
from shared.kernel import liveness
from shared.kernel.consumer import Consumer
from shared.kernel.deferred import Retrier
from shared.kernel.ids import uuid7
from shared.kernel.node import Node
from shared.kernel.relay import Relay
from tests.support.emitter import Emitter
from tests.support.harness import Harness
from tests.support.kafka import committed, send
from tests.support.toy_words import Ask, Close, Poke, Ring


@pytest.fixture
async def echo(harness: Harness) -> Node:
    await harness.topics()
    return await harness.node("echo")


@pytest.fixture
async def producer(harness: Harness) -> AsyncIterator[AIOKafkaProducer]:
    """Sends the records a test has made."""
    async with AIOKafkaProducer(bootstrap_servers=harness.stack.addresses.kafka) as producer:
        yield producer


async def test_a_partition_owned_twice_receives_each_record_once(harness: Harness, echo: Node, ask: Emitter) -> None:
    """A zombie and its successor work on the same batch at the same moment."""
    other, bell, dossiers = await harness.node("echo"), Emitter(harness.toys.bell), [uuid7() for _ in range(30)]
    for dossier in dossiers:
        ask.emit(dossier, Ask(), Poke(), Poke(words="no"), Close())
        bell.emit(dossier, Ring())
    harness.toys.trouble.refused["no"] = "no"
    batch = [*ask.records, *bell.records]
    for _ in range(3):
        await asyncio.gather(
            harness.receive(echo, *batch), harness.receive(other, *batch), harness.receive(echo, *batch[:50])
        )
    assert await harness.value("echo", "select count(*) from journal") == len(dossiers) * 3
    assert await harness.value("echo", "select count(*) from deferred") == len(dossiers) * 2
    doubled = "select 1 from journal group by dossier, cause having count(*) > 1"
    assert await harness.rows("echo", doubled) == []


async def test_three_starts_at_one_offset_leave_the_batch_to_the_retrier(
    harness: Harness, echo: Node, ask: Emitter, producer: AIOKafkaProducer
) -> None:
    """Counted when partitions are assigned; back to batches as soon as the offset has moved."""
    for _ in range(3):
        consumer = Consumer(echo)
        async with harness.running(echo, consumer):
            await until(committed(consumer))
    counts = [row["count"] for row in await harness.rows("echo", "select count from starts")]
    assert counts == [3] * 4
    dossier = uuid7()
    await send(producer, ask.emit(dossier, Ask(), Poke()))
    consumer = Consumer(echo)
    async with harness.running(echo, consumer):
        await until(committed(consumer))
        assert await harness.deferred("echo") == [("ask", 1, "waiting"), ("ask", 2, "waiting")]
        await send(producer, ask.emit(uuid7(), Ask()))
        await until(committed(consumer))
    async with harness.running(echo, Retrier(echo)):
        await harness.holds_nothing("echo")
    assert len(await harness.states("echo", "echoes")) == 2


async def test_three_toys_talk_to_the_end_and_the_invariants_hold(harness: Harness, echo: Node) -> None:
    """Relay, consumer and retrier of all toys, in both directions."""
    ask, bell = await harness.node("ask"), await harness.node("bell")
    async with AsyncExitStack() as stack:
        for node in (ask, bell, echo):
            await stack.enter_async_context(harness.running(node, Relay(node), Consumer(node), Retrier(node)))
        dossiers = [uuid7() for _ in range(25)]
        for dossier in dossiers:
            await asyncio.gather(harness.emit(bell, dossier, Ring()), harness.emit(ask, dossier, Ask(), Poke()))
        assert await harness.settled("ask", "bell", "echo")
    assert await harness.breaches("ask", "bell", "echo") == []
    assert set((await harness.states("ask", "questions")).values()) == {"answered"}


async def test_a_member_without_partitions_is_alive_while_others_have_them_all(harness: Harness, echo: Node) -> None:
    """Five members, four partitions: the fifth must not take its client for stalled."""
    consumers = [Consumer(echo) for _ in range(5)]
    async with harness.running(echo, *consumers):

        async def all_joined() -> bool:
            clients = [consumer._kafka for consumer in consumers]
            shares = sorted(len(client.assignment()) if client is not None else -1 for client in clients)
            return shares == [0, 1, 1, 1, 1]

        await until(all_joined)
        clients = [consumer._kafka for consumer in consumers]
        idle = next(client for client in clients if not client.assignment())
        assert await liveness.Watch(echo, idle)._moves(), "it takes its client for stalled"


async def test_partitions_that_grow_under_load_lose_and_double_nothing(harness: Harness) -> None:
    """A dossier's later records may come before its earlier ones: they wait, and follow."""
    await harness.topics(1)
    ask, echo, dossiers = await harness.node("ask"), await harness.node("echo"), [uuid7() for _ in range(20)]
    async with harness.running(echo, Relay(echo), Consumer(echo), Retrier(echo)):
        async with harness.running(ask, Relay(ask)):
            for dossier in dossiers:
                await harness.emit(ask, dossier, Ask(), Poke())
        await harness.topics(4)
        async with harness.running(ask, Relay(ask), Consumer(ask), Retrier(ask)):
            for dossier in dossiers:
                await harness.emit(ask, dossier, Poke(), Close())
            assert await harness.settled("ask", "echo")
    assert await harness.breaches("ask", "echo") == []
