"""One message that concerns many dossiers: a timer in each, once, whatever happens meanwhile."""

from __future__ import annotations

import asyncio
from uuid import UUID

import pytest

from motcua.stack.waiting import until
from shared.kernel.fanout import AHEAD, FanOuts
from shared.kernel.ids import uuid7
from shared.kernel.node import Node
from shared.kernel.timers import Timer
from shared.web import verbs
from tests.support.emitter import Emitter
from tests.support.harness import Harness
from tests.support.toy_words import Ask, E, Poke, Ring, StirAll

STIRRED = "select dossier, count(*) as times from journal where message = 'Stir' group by dossier"
RUNNING = "select count(*) from fanouts where finished_at is null"


async def waiting(harness: Harness, node: Node, ask: Emitter, count: int) -> list[UUID]:
    """So many echoes that wait."""
    dossiers = [uuid7() for _ in range(count)]
    await harness.receive(node, *(record for dossier in dossiers for record in ask.emit(dossier, Ask())))
    return dossiers


async def stirred(harness: Harness) -> dict[UUID, int]:
    """How often each echo was stirred."""
    return {row["dossier"]: row["times"] for row in await harness.rows("echo", STIRRED)}


async def first_chunk(harness: Harness, node: Node) -> None:
    """The scan takes steps until it has inserted something: other transactions of this server may hold it up."""

    async def inserted() -> bool:
        await FanOuts(node)._step()
        return bool(await harness.value("echo", "select max(inserted) from fanouts"))

    await until(inserted)


async def all_finished(harness: Harness) -> bool:
    return bool(await harness.value("echo", RUNNING) == 0)


async def to_the_end(harness: Harness, *nodes: Node) -> None:
    """Scan and timers run in all of these until every fan-out is finished."""
    for node in nodes:
        node.stopping.clear()
    tasks = [asyncio.create_task(part.run()) for node in nodes for part in (FanOuts(node), Timer(node))]
    try:
        await until(lambda: all_finished(harness))
    finally:
        for node in nodes:
            node.stopping.set()
        await asyncio.gather(*tasks)


@pytest.fixture
async def small(harness: Harness) -> Node:
    """An echo with batches so small that thirty dossiers are several chunks."""
    return await harness.node("echo", batch=2)


async def test_each_dossier_it_concerns_is_moved_once(
    harness: Harness, small: Node, ask: Emitter, bell: Emitter
) -> None:
    dossiers = await waiting(harness, small, ask, 30)
    ended, noted = dossiers[3], dossiers[7]
    await harness.receive(small, *bell.emit(ended, Ring()), *ask.emit(noted, Poke()))
    await harness.emit(small, uuid7(), StirAll(most=1))
    await to_the_end(harness, small)
    assert await stirred(harness) == {dossier: 1 for dossier in dossiers if dossier not in (ended, noted)}
    [row] = await harness.rows("echo", "select name, inserted, scanned_at <= finished_at as ordered from fanouts")
    assert tuple(row) == ("Stir", 28, True)
    assert await harness.value("echo", "select count(*) from scheduled where fanout is not null") == 0


async def test_it_waits_for_those_who_may_have_read_what_was_before(
    harness: Harness, small: Node, ask: Emitter
) -> None:
    """A transaction that locked its dossier before the message writes an entity that the scan must see."""
    await waiting(harness, small, ask, 1)
    late = ask.emit(uuid7(), Ask())
    async with small.database.begin() as tx:
        await tx.do("insert into streams(dossier) values ($1)", uuid7())
        await harness.emit(small, uuid7(), StirAll())
        for _ in range(5):
            await FanOuts(small)._step()
        assert await harness.value("echo", "select count(*) from scheduled") == 0
        await harness.receive(small, *late)
    await to_the_end(harness, small)
    assert len(await stirred(harness)) == 2


async def test_the_scan_stays_a_few_batches_ahead_and_other_deadlines_wait_no_longer(
    harness: Harness, small: Node, ask: Emitter
) -> None:
    dossiers = await waiting(harness, small, ask, 40)
    await harness.emit(small, uuid7(), StirAll())
    await first_chunk(harness, small)
    for _ in range(5):
        await FanOuts(small)._step()
    ahead = await harness.value("echo", "select count(*) from scheduled")
    assert ahead == AHEAD * 2
    await harness.receive(small, *ask.emit(uuid7(), Ask(fades=0.001)))
    for _ in range(AHEAD + 1):
        await Timer(small)._fire_some()
    assert await harness.value("echo", "select count(*) from journal where message = 'Fade'") == 1
    assert 0 < len(await stirred(harness)) < len(dossiers)


async def test_a_second_one_of_the_same_tick_while_the_first_runs(harness: Harness, small: Node, ask: Emitter) -> None:
    """A timer that has not fired serves both; what the first is done with is moved again."""
    dossiers = await waiting(harness, small, ask, 30)
    await harness.emit(small, uuid7(), StirAll())
    await first_chunk(harness, small)
    await Timer(small)._fire_some()
    first = set(await stirred(harness))
    assert len(first) == 2
    await harness.emit(small, uuid7(), StirAll())
    await to_the_end(harness, small)
    times = await stirred(harness)
    assert times.keys() == set(dossiers)
    assert all(times[dossier] == 2 for dossier in first)
    assert set(times.values()) <= {1, 2}
    assert await harness.value("echo", "select count(*) from fanouts where finished_at is not null") == 2


async def test_two_processes_share_it(harness: Harness, small: Node, ask: Emitter) -> None:
    other = await harness.node("echo", batch=2)
    dossiers = await waiting(harness, small, ask, 60)
    await harness.emit(small, uuid7(), StirAll())
    await to_the_end(harness, small, other)
    assert await stirred(harness) == dict.fromkeys(dossiers, 1)


async def test_a_dossier_with_deferred_records_waits_and_holds_up_no_other(
    harness: Harness, small: Node, ask: Emitter
) -> None:
    dossiers = await waiting(harness, small, ask, 30)
    gaps = {dossier: ask.emit(dossier, Poke(), Poke()) for dossier in dossiers[:12]}
    for _, poked in gaps.values():
        await harness.receive(small, poked)
    await harness.emit(small, uuid7(), StirAll())
    async with harness.running(small, FanOuts(small), Timer(small)):
        await until(lambda: _as_many(harness, 18))
    assert set(await stirred(harness)) == set(dossiers[12:])
    for lost, _ in gaps.values():
        await harness.receive(small, lost)
    await harness.rows("echo", "delete from deferred")
    await to_the_end(harness, small)
    assert await stirred(harness) == dict.fromkeys(dossiers, 1)


async def _as_many(harness: Harness, count: int) -> bool:
    return len(await stirred(harness)) == count


async def test_an_entity_that_has_moved_on_meanwhile_is_left_alone(
    harness: Harness, small: Node, ask: Emitter, bell: Emitter
) -> None:
    [dossier] = await waiting(harness, small, ask, 1)
    await harness.emit(small, uuid7(), StirAll())
    await first_chunk(harness, small)
    await harness.receive(small, *bell.emit(dossier, Ring()))
    await to_the_end(harness, small)
    assert (await stirred(harness), await harness.states("echo", "echoes")) == ({}, {dossier: E.RINGING})


async def test_a_bug_keeps_it_unfinished_and_operators_see_it(harness: Harness, small: Node, ask: Emitter) -> None:
    dossiers = await waiting(harness, small, ask, 5)
    harness.toys.trouble.bugs.add(f"fade of {dossiers[2]}")
    await harness.emit(small, uuid7(), StirAll())
    async with harness.running(small, FanOuts(small), Timer(small)):
        await until(lambda: _as_many(harness, 4))
    async with small.database.begin() as tx:
        [seen] = await verbs.fanouts(tx)
        assert (await verbs.lag(tx, None)).fanouts == 1
    assert (seen.name, seen.about, seen.inserted, seen.left, seen.finished_at) == ("Stir", {"most": 1000}, 5, 1, None)
    harness.toys.trouble.bugs.clear()
    await harness.rows("echo", "update scheduled set leased_until = now()")
    await to_the_end(harness, small)
    assert await stirred(harness) == dict.fromkeys(dossiers, 1)
