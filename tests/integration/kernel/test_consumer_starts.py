"""Consumers that overlap, die and start again; and all parts of all toys together."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest
from aiokafka import AIOKafkaProducer

from motcua.waiting import until
from shared.kernel import liveness
from shared.kernel.consumer import Consumer
from shared.kernel.deferred import Retrier
from shared.kernel.ids import uuid7
from shared.kernel.node import Node
from shared.kernel.relay import Relay
from tests.support.house import House
from tests.support.kafka import committed, send
from tests.support.toy_words import Ask, Close, Poke, Ring
from tests.support.voice import Voice


@pytest.fixture
async def echo(house: House) -> Node:
    await house.topics()
    return await house.node("echo")


@pytest.fixture
async def producer(house: House) -> AsyncIterator[AIOKafkaProducer]:
    """Says what a test has made up."""
    async with AIOKafkaProducer(bootstrap_servers=house.stack.addresses.kafka) as producer:
        yield producer


async def test_a_partition_owned_twice_hears_each_line_once(house: House, echo: Node, ask: Voice) -> None:
    """A zombie and its successor work on the same batch at the same moment."""
    other, bell, dossiers = await house.node("echo"), Voice(house.toys.bell), [uuid7() for _ in range(30)]
    for dossier in dossiers:
        ask.say(dossier, Ask(), Poke(), Poke(words="no"), Close())
        bell.say(dossier, Ring())
    house.toys.trouble.refused["no"] = "no"
    batch = [*ask.lines, *bell.lines]
    for _ in range(3):
        await asyncio.gather(
            house.receive(echo, *batch), house.receive(other, *batch), house.receive(echo, *batch[:50])
        )
    assert await house.value("echo", "select count(*) from journal") == len(dossiers) * 3
    assert await house.value("echo", "select count(*) from deferred") == len(dossiers) * 2
    doubled = "select 1 from journal group by dossier, cause having count(*) > 1"
    assert await house.rows("echo", doubled) == []


async def test_three_starts_at_one_offset_leave_the_batch_to_the_lifter(
    house: House, echo: Node, ask: Voice, producer: AIOKafkaProducer
) -> None:
    """Counted when partitions are assigned; back to batches as soon as the offset has moved."""
    for _ in range(3):
        consumer = Consumer(echo)
        async with house.running(echo, consumer):
            await until(committed(consumer))
    counts = [row["count"] for row in await house.rows("echo", "select count from starts")]
    assert counts == [3] * 4
    dossier = uuid7()
    await send(producer, ask.say(dossier, Ask(), Poke()))
    consumer = Consumer(echo)
    async with house.running(echo, consumer):
        await until(committed(consumer))
        assert await house.deferred("echo") == [("ask", 1, "waiting"), ("ask", 2, "waiting")]
        await send(producer, ask.say(uuid7(), Ask()))
        await until(committed(consumer))
    async with house.running(echo, Retrier(echo)):
        await house.holds_nothing("echo")
    assert len(await house.states("echo", "echoes")) == 2


async def test_three_toys_talk_to_the_end_and_the_laws_hold(house: House, echo: Node) -> None:
    """Relay, consumer and retrier of everybody, both ways."""
    ask, bell = await house.node("ask"), await house.node("bell")
    async with AsyncExitStack() as stack:
        for node in (ask, bell, echo):
            await stack.enter_async_context(house.running(node, Relay(node), Consumer(node), Retrier(node)))
        dossiers = [uuid7() for _ in range(25)]
        for dossier in dossiers:
            await asyncio.gather(house.say(bell, dossier, Ring()), house.say(ask, dossier, Ask(), Poke()))
        assert await house.settled("ask", "bell", "echo")
    assert await house.breaches("ask", "bell", "echo") == []
    assert set((await house.states("ask", "questions")).values()) == {"answered"}


async def test_a_member_without_partitions_is_alive_while_others_have_them_all(house: House, echo: Node) -> None:
    """Five members, four partitions: the fifth must not think that its client has gone silent."""
    consumers = [Consumer(echo) for _ in range(5)]
    async with house.running(echo, *consumers):

        async def all_joined() -> bool:
            clients = [consumer._kafka for consumer in consumers]
            shares = sorted(len(client.assignment()) if client is not None else -1 for client in clients)
            return shares == [0, 1, 1, 1, 1]

        await until(all_joined)
        clients = [consumer._kafka for consumer in consumers]
        idle = next(client for client in clients if not client.assignment())
        assert await liveness.Watch(echo, idle)._moves(), "it thinks that it has gone silent"


async def test_partitions_that_grow_under_load_lose_and_double_nothing(house: House) -> None:
    """A dossier's later lines may come before its earlier ones: they wait, and follow."""
    await house.topics(1)
    ask, echo, dossiers = await house.node("ask"), await house.node("echo"), [uuid7() for _ in range(20)]
    async with house.running(echo, Relay(echo), Consumer(echo), Retrier(echo)):
        async with house.running(ask, Relay(ask)):
            for dossier in dossiers:
                await house.say(ask, dossier, Ask(), Poke())
        await house.topics(4)
        async with house.running(ask, Relay(ask), Consumer(ask), Retrier(ask)):
            for dossier in dossiers:
                await house.say(ask, dossier, Poke(), Close())
            assert await house.settled("ask", "echo")
    assert await house.breaches("ask", "echo") == []
