"""The consumer on real Kafka and PostgreSQL: what cannot be received never blocks what can."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import asyncpg
import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition

from motcua.waiting import until
from shared.kernel.consumer import Consumer
from shared.kernel.deferred import Retrier
from shared.kernel.ids import uuid7
from shared.kernel.node import Node
from tests.support.house import House
from tests.support.kafka import committed, send
from tests.support.toy_words import Ask, Close, E, Poke, Ring
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


async def test_a_poisoned_message_parks_alone_and_completes_in_order_after_the_fix(
    house: House, echo: Node, ask: Voice, bell: Voice, producer: AIOKafkaProducer
) -> None:
    bad, good = uuid7(), [uuid7() for _ in range(20)]
    house.toys.trouble.bugs.add("poison")
    for dossier in good:
        ask.say(dossier, Ask(), Poke())
    ask.say(bad, Ask(), Poke(words="poison"), Poke(words="after"), Close())
    for dossier in good:
        ask.say(dossier, Poke())
    for dossier in [*good, bad]:
        bell.say(dossier, Ring())
    await send(producer, ask.lines)
    await send(producer, bell.lines)
    consumer = Consumer(echo)
    async with house.running(echo, consumer):
        await until(committed(consumer))
    assert await house.deferred("echo") == [("ask", 2, "bug"), ("ask", 3, "waiting"), ("ask", 4, "waiting")]
    assert "a bug about poison" in await house.value("echo", "select why from deferred where sequence = 2")
    assert set((await house.states("echo", "echoes")).values()) == {E.RINGING}
    assert await house.value("echo", "select count(*) from journal") == len(good) * 4 + 2
    house.toys.trouble.bugs.clear()
    await house.rows("echo", "update deferred set retry_at = now()")  # what replay does
    async with house.running(echo, Retrier(echo)):
        await house.holds_nothing("echo")
    incoming = await house.rows("echo", "select message from journal where dossier = $1 order by sequence", bad)
    assert [row["message"] for row in incoming] == ["Asked", "Rung", "Poked", "Poked", "Closed"]


async def test_a_data_error_is_a_bug_of_its_line_alone(
    house: House, echo: Node, ask: Voice, producer: AIOKafkaProducer
) -> None:
    """The database refuses one row of a set: the batch is halved until that row is alone."""
    bad, good = uuid7(), [uuid7() for _ in range(10)]
    for dossier in [*good[:5], bad, *good[5:]]:
        ask.say(dossier, Ask(words="huge" if dossier == bad else "fine"))
    await house.rows("echo", "alter table gossip add constraint short check (words <> 'huge')")
    await send(producer, ask.lines)
    consumer = Consumer(echo)
    try:
        async with house.running(echo, consumer):
            await until(committed(consumer))
        assert await house.deferred("echo") == [("ask", 1, "bug")]
        assert set(await house.states("echo", "echoes")) == set(good)
    finally:
        await house.rows("echo", "alter table gossip drop constraint short")


async def test_records_nobody_can_read_hold_up_nobody(
    house: House, echo: Node, ask: Voice, producer: AIOKafkaProducer
) -> None:
    topic, dossier = f"motcua.{ask.registry.producer}", uuid7()
    strange = [None, [("ce_id", b"\xff")], [("ce_source", b"/x"), ("ce_type", b"\0")], [("ce_id", None)]]
    for headers in strange:
        await producer.send_and_wait(topic, b"?", partition=0, headers=headers)
    await producer.send_and_wait(topic, None, key=b"k", partition=0)
    await send(producer, ask.say(dossier, Ask()))
    consumer = Consumer(echo)
    async with house.running(echo, consumer):
        await until(committed(consumer))
    assert await house.states("echo", "echoes") == {dossier: E.WAITING}
    assert await house.value("echo", "select count(*) from deferred where kind = 'unreadable'") == len(strange) + 1


async def test_everything_said_again_from_the_beginning_changes_no_row(
    house: House, echo: Node, ask: Voice, bell: Voice, producer: AIOKafkaProducer
) -> None:
    house.toys.trouble.bugs.add("poison")
    house.toys.trouble.refused["no"] = "no"
    for n, dossier in enumerate(uuid7() for _ in range(12)):
        ask.say(dossier, Ask(fades=3600), Poke(words=["fine", "poison", "no"][n % 3]), Poke(), Close())
        bell.say(dossier, Ring(), Ring())
    await send(producer, ask.lines)
    await send(producer, bell.lines)
    consumer = Consumer(echo)
    async with house.running(echo, consumer):
        await until(committed(consumer))
        before = await house.dump("echo")
        for _ in range(2):
            await send(producer, bell.lines)
            await send(producer, ask.lines)
        await until(committed(consumer))
        assert await house.dump("echo") == before
    fresh = await house.node("echo")
    for tp in [TopicPartition(f"motcua.{name.registry.producer}", n) for name in (ask, bell) for n in (0, 1)]:
        await consumer_group_back_to_the_beginning(house, tp)
    consumer = Consumer(fresh)
    async with house.running(fresh, consumer):
        await until(committed(consumer))
    assert await house.dump("echo") == before


async def consumer_group_back_to_the_beginning(house: House, tp: TopicPartition) -> None:
    group = f"motcua-{house.toys.echo.producer}"
    async with AIOKafkaConsumer(
        bootstrap_servers=house.stack.addresses.kafka, group_id=group, enable_auto_commit=False
    ) as kafka:
        kafka.assign([tp])
        await kafka.commit({tp: 0})


async def test_an_outage_of_the_database_pauses_and_loses_nothing(
    house: House, echo: Node, ask: Voice, producer: AIOKafkaProducer
) -> None:
    """Every connection is cut, again and again, while lines come."""
    for dossier in (uuid7() for _ in range(60)):
        ask.say(dossier, Ask(), Poke(), Poke())
    consumer = Consumer(echo)
    async with house.running(echo, consumer):
        await send(producer, ask.lines[:90])
        for _ in range(5):
            await cut_connections(house, "echo")
            await asyncio.sleep(0.05)
        await send(producer, ask.lines[90:])
        await until(committed(consumer))
    assert await house.deferred("echo") == []
    assert await house.value("echo", "select count(*) from journal") == len(ask.lines)


async def cut_connections(house: House, name: str) -> None:
    scratch = await house.database(name)
    connection = await asyncpg.connect(house.stack.addresses.superuser_dsn)
    try:
        await connection.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity where datname = $1", scratch.name
        )
    finally:
        await connection.close()
