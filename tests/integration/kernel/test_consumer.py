"""The consumer on real Kafka and PostgreSQL: what cannot be received never blocks what can."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import asyncpg
import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition

from motcua.stack.waiting import until
from shared.kernel.consumer import Consumer
from shared.kernel.deferred import Retrier
from shared.kernel.ids import uuid7
from shared.kernel.node import Node
from tests.support.emitter import Emitter
from tests.support.harness import Harness
from tests.support.kafka import committed, send
from tests.support.toy_words import Ask, Close, E, Poke, Ring


@pytest.fixture
async def echo(harness: Harness) -> Node:
    await harness.topics()
    return await harness.node("echo")


@pytest.fixture
async def producer(harness: Harness) -> AsyncIterator[AIOKafkaProducer]:
    """Sends the records a test has made."""
    async with AIOKafkaProducer(bootstrap_servers=harness.stack.addresses.kafka) as producer:
        yield producer


async def test_a_poisoned_message_parks_alone_and_completes_in_order_after_the_fix(
    harness: Harness, echo: Node, ask: Emitter, bell: Emitter, producer: AIOKafkaProducer
) -> None:
    bad, good = uuid7(), [uuid7() for _ in range(20)]
    harness.toys.trouble.bugs.add("poison")
    for dossier in good:
        ask.emit(dossier, Ask(), Poke())
    ask.emit(bad, Ask(), Poke(words="poison"), Poke(words="after"), Close())
    for dossier in good:
        ask.emit(dossier, Poke())
    for dossier in [*good, bad]:
        bell.emit(dossier, Ring())
    await send(producer, ask.records)
    await send(producer, bell.records)
    consumer = Consumer(echo)
    async with harness.running(echo, consumer):
        await until(committed(consumer))
    assert await harness.deferred("echo") == [("ask", 2, "bug"), ("ask", 3, "waiting"), ("ask", 4, "waiting")]
    assert "a bug about poison" in await harness.value("echo", "select why from deferred where sequence = 2")
    assert set((await harness.states("echo", "echoes")).values()) == {E.RINGING}
    assert await harness.value("echo", "select count(*) from journal") == len(good) * 4 + 2
    harness.toys.trouble.bugs.clear()
    await harness.rows("echo", "update deferred set retry_at = now()")  # what replay does
    async with harness.running(echo, Retrier(echo)):
        await harness.holds_nothing("echo")
    incoming = await harness.rows("echo", "select message from journal where dossier = $1 order by sequence", bad)
    assert [row["message"] for row in incoming] == ["Asked", "Rung", "Poked", "Poked", "Closed"]


async def test_a_data_error_is_a_bug_of_its_record_alone(
    harness: Harness, echo: Node, ask: Emitter, producer: AIOKafkaProducer
) -> None:
    """The database refuses one row of a set: the batch is halved until that row is alone."""
    bad, good = uuid7(), [uuid7() for _ in range(10)]
    for dossier in [*good[:5], bad, *good[5:]]:
        ask.emit(dossier, Ask(words="huge" if dossier == bad else "fine"))
    await harness.rows("echo", "alter table gossip add constraint short check (words <> 'huge')")
    await send(producer, ask.records)
    consumer = Consumer(echo)
    try:
        async with harness.running(echo, consumer):
            await until(committed(consumer))
        assert await harness.deferred("echo") == [("ask", 1, "bug")]
        assert set(await harness.states("echo", "echoes")) == set(good)
    finally:
        await harness.rows("echo", "alter table gossip drop constraint short")


async def test_unreadable_records_delay_no_other(
    harness: Harness, echo: Node, ask: Emitter, producer: AIOKafkaProducer
) -> None:
    topic, dossier = f"motcua.{ask.registry.producer}", uuid7()
    strange = [None, [("ce_id", b"\xff")], [("ce_source", b"/x"), ("ce_type", b"\0")], [("ce_id", None)]]
    for headers in strange:
        await producer.send_and_wait(topic, b"?", partition=0, headers=headers)
    await producer.send_and_wait(topic, None, key=b"k", partition=0)
    await send(producer, ask.emit(dossier, Ask()))
    consumer = Consumer(echo)
    async with harness.running(echo, consumer):
        await until(committed(consumer))
    assert await harness.states("echo", "echoes") == {dossier: E.WAITING}
    assert await harness.value("echo", "select count(*) from deferred where kind = 'unreadable'") == len(strange) + 1


async def test_everything_sent_again_from_the_beginning_changes_no_row(
    harness: Harness, echo: Node, ask: Emitter, bell: Emitter, producer: AIOKafkaProducer
) -> None:
    harness.toys.trouble.bugs.add("poison")
    harness.toys.trouble.refused["no"] = "no"
    for n, dossier in enumerate(uuid7() for _ in range(12)):
        ask.emit(dossier, Ask(fades=3600), Poke(words=["fine", "poison", "no"][n % 3]), Poke(), Close())
        bell.emit(dossier, Ring(), Ring())
    await send(producer, ask.records)
    await send(producer, bell.records)
    consumer = Consumer(echo)
    async with harness.running(echo, consumer):
        await until(committed(consumer))
        before = await harness.dump("echo")
        for _ in range(2):
            await send(producer, bell.records)
            await send(producer, ask.records)
        await until(committed(consumer))
        assert await harness.dump("echo") == before
    fresh = await harness.node("echo")
    for tp in [TopicPartition(f"motcua.{name.registry.producer}", n) for name in (ask, bell) for n in (0, 1)]:
        await consumer_group_back_to_the_beginning(harness, tp)
    consumer = Consumer(fresh)
    async with harness.running(fresh, consumer):
        await until(committed(consumer))
    assert await harness.dump("echo") == before


async def consumer_group_back_to_the_beginning(harness: Harness, tp: TopicPartition) -> None:
    group = f"motcua-{harness.toys.echo.producer}"
    async with AIOKafkaConsumer(
        bootstrap_servers=harness.stack.addresses.kafka, group_id=group, enable_auto_commit=False
    ) as kafka:
        kafka.assign([tp])
        await kafka.commit({tp: 0})


async def test_an_outage_of_the_database_pauses_and_loses_nothing(
    harness: Harness, echo: Node, ask: Emitter, producer: AIOKafkaProducer
) -> None:
    """Every connection is cut, again and again, while records arrive."""
    for dossier in (uuid7() for _ in range(60)):
        ask.emit(dossier, Ask(), Poke(), Poke())
    consumer = Consumer(echo)
    async with harness.running(echo, consumer):
        await send(producer, ask.records[:90])
        for _ in range(5):
            await cut_connections(harness, "echo")
            await asyncio.sleep(0.05)
        await send(producer, ask.records[90:])
        await until(committed(consumer))
    assert await harness.deferred("echo") == []
    assert await harness.value("echo", "select count(*) from journal") == len(ask.records)


async def cut_connections(harness: Harness, name: str) -> None:
    scratch = await harness.database(name)
    connection = await asyncpg.connect(harness.stack.addresses.superuser_dsn)
    try:
        await connection.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity where datname = $1", scratch.name
        )
    finally:
        await connection.close()
