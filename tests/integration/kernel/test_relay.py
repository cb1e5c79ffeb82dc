"""The relay on real Kafka and PostgreSQL: what the journal holds is sent, by one leader, in order."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from uuid import UUID

import asyncpg
import pytest

from motcua.stack.waiting import until
from shared.kernel.ids import uuid7
from shared.kernel.incoming import EventRecord
from shared.kernel.node import Node
from shared.kernel.relay import Relay
from shared.kernel.topics import records_on
from tests.support.harness import Harness
from tests.support.toy_words import Ask, Poke


@pytest.fixture
async def ask(harness: Harness) -> Node:
    await harness.topics()
    return await harness.node("ask")


def nothing_unsent(harness: Harness, but: int = 0) -> Callable[[], Awaitable[bool]]:
    async def is_so() -> bool:
        return bool(await harness.value("ask", "select count(*) from outbox") == but)

    return is_so


async def sent(harness: Harness) -> dict[UUID, list[int]]:
    """The sequences on the topic, per dossier, in the topic's order."""
    found: dict[UUID, list[int]] = {}
    for said in await records_on(harness.stack.addresses.kafka, harness.producer("ask")):
        assert isinstance(said, EventRecord)
        found.setdefault(said.dossier, []).append(said.sequence)
    return found


async def test_everything_is_sent_in_the_order_of_each_dossier(harness: Harness, ask: Node) -> None:
    dossiers = [uuid7() for _ in range(40)]
    async with harness.running(ask, Relay(ask)):
        await asyncio.gather(*(harness.emit(ask, dossier, Ask(), *[Poke()] * 9) for dossier in dossiers))
        await until(nothing_unsent(harness))
    assert await sent(harness) == {dossier: list(range(1, 11)) for dossier in dossiers}


async def test_what_was_emitted_while_no_relay_ran_is_sent_by_the_next(harness: Harness, ask: Node) -> None:
    dossier = uuid7()
    await harness.emit(ask, dossier, Ask(), Poke())
    assert await sent(harness) == {}
    async with harness.running(ask, Relay(ask)):
        await until(nothing_unsent(harness))
    assert await sent(harness) == {dossier: [1, 2]}


class Frozen(Relay):
    """A leader whose process is stopped: its connection stays open, and nothing comes from it."""

    async def _lead(self, connection: object) -> None:
        await self._node.stopping.wait()


async def test_a_second_relay_takes_over_from_a_leader_that_is_frozen(harness: Harness, ask: Node) -> None:
    frozen, other = await harness.node("ask"), Relay(ask)
    async with harness.running(frozen, Frozen(frozen, silent="1s")):
        await leading(harness)
        async with harness.running(ask, other):
            await harness.emit(ask, uuid7(), Ask())
            await until(nothing_unsent(harness))


async def test_a_second_relay_stands_by_and_takes_over_when_the_leader_s_connection_is_gone(
    harness: Harness, ask: Node
) -> None:
    other, dossier = await harness.node("ask"), uuid7()
    first, second = Relay(ask), Relay(other)
    async with harness.running(ask, first):
        await harness.emit(ask, dossier, Ask())
        await until(nothing_unsent(harness))
        leader = await leading(harness)
        async with harness.running(other, second):
            await harness.emit(ask, dossier, *[Poke()] * 20)
            await cut(harness, leader)
            await harness.emit(ask, dossier, *[Poke()] * 20)
            await until(nothing_unsent(harness))
            assert await leading(harness) != leader
    lines = (await sent(harness))[dossier]
    assert sorted(set(lines)) == list(range(1, 42))


async def leading(harness: Harness) -> int:
    """The connection that holds the lock."""
    here = "(select oid from pg_database where datname = current_database())"
    locks = f"select pid from pg_locks where locktype = 'advisory' and granted and database = {here}"

    async def new_applicant() -> int | None:
        rows = await harness.rows("ask", locks)
        return rows[0]["pid"] if rows else None

    pid: int = await until(new_applicant)
    return pid


async def cut(harness: Harness, pid: int) -> None:
    connection = await asyncpg.connect(harness.stack.addresses.superuser_dsn)
    try:
        await connection.execute("select pg_terminate_backend($1)", pid)
    finally:
        await connection.close()


async def test_a_record_the_broker_refuses_for_good_holds_its_own_dossier_only(harness: Harness) -> None:
    """Others travel in its batch and in its partition; they are sent, and so is what comes later."""
    await harness.topics(1, {"max.message.bytes": "8000"})
    ask, big, others = await harness.node("ask"), uuid7(), [uuid7() for _ in range(8)]
    for dossier in others[:4]:
        await harness.emit(ask, dossier, Ask())
    await harness.emit(ask, big, Ask(), Poke(words="x" * 20_000), Poke())
    for dossier in others[4:]:
        await harness.emit(ask, dossier, Ask())
    async with harness.running(ask, Relay(ask)):
        await until(nothing_unsent(harness, but=2))
        for dossier in others:
            await harness.emit(ask, dossier, Poke())
        await until(nothing_unsent(harness, but=2))
    found = await sent(harness)
    assert {dossier: sorted(set(lines)) for dossier, lines in found.items()} == {
        big: [1],
        **{dossier: [1, 2] for dossier in others},
    }


async def test_an_entry_republished_twice_has_one_outbox_row(harness: Harness, ask: Node) -> None:
    dossier = uuid7()
    await harness.emit(ask, dossier, Ask(), Poke())
    async with harness.running(ask, Relay(ask)):
        await until(nothing_unsent(harness))
    peers = await harness.peers("echo")
    wanted = [{"dossier": str(dossier), "sequences": [1, 2, 3]}, {"dossier": str(dossier), "sequences": [2]}]
    await peers.post(harness.producer("ask"), "/v1/republish", wanted)
    await peers.post(harness.producer("ask"), "/v1/republish", wanted)
    assert await harness.value("ask", "select count(*) from outbox") == 2
    async with harness.running(ask, Relay(ask)):
        await until(nothing_unsent(harness))
    assert await sent(harness) == {dossier: [1, 2, 1, 2]}
    await peers.close()
