"""Calls on a real database: made once per stay, answered like any message, never guessed."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

import pytest

from motcua.stack.waiting import until
from shared.kernel.calls import Calls, Pace
from shared.kernel.counterparts import OPEN_FOR, OPENS_AFTER
from shared.kernel.db import Tx
from shared.kernel.errors import NotYet
from shared.kernel.ids import uuid7
from shared.kernel.node import Node
from shared.kernel.registry import Caller
from tests.support.emitter import Emitter
from tests.support.harness import Harness
from tests.support.toy_words import Ask, Close, E, Fetched, Ring


async def due_now(harness: Harness) -> None:
    """Ends the pause before the next try."""
    await harness.rows("echo", "update scheduled set leased_until = now()")


async def test_a_call_is_made_once_and_its_answer_is_handled(harness: Harness, echo: Node, ask: Emitter) -> None:
    dossier = uuid7()
    await harness.receive(echo, *ask.emit(dossier, Ask(), Close()), *Emitter(harness.toys.bell).emit(dossier, Ring()))
    job = Calls(echo)
    await job._call_some()
    await job._call_some()
    assert harness.toys.asked == [(f"{dossier}.fetch.2", 1)]
    assert await harness.states("echo", "echoes") == {dossier: E.DONE}
    [row] = await harness.rows("echo", "select message, actor, body from journal where after = 'done'")
    assert (row["message"], row["actor"], row["body"]) == ("Fetched", harness.toys.echo.producer, '{"what":"water"}')


async def test_an_unknown_outcome_is_asked_again_with_the_same_key(harness: Harness, echo: Node, ask: Emitter) -> None:
    dossier = uuid7()
    harness.toys.answers += [TimeoutError("no answer"), Fetched(what="wine")]
    await harness.receive(echo, *ask.emit(dossier, Ask(), Close()))
    job = Calls(echo)
    await job._call_some()
    assert await harness.states("echo", "echoes") == {dossier: E.CALLING}
    await job._call_some()
    assert len(harness.toys.asked) == 1, "not before its pause is over"
    await due_now(harness)
    await job._call_some()
    assert harness.toys.asked == [(f"{dossier}.fetch.2", 1), (f"{dossier}.fetch.2", 2)]
    assert await harness.states("echo", "echoes") == {dossier: E.DONE}


async def test_no_answer_yet_is_no_failure(harness: Harness, echo: Node, ask: Emitter) -> None:
    """A peer that is polled works: its breaker stays closed, and it is asked again."""
    dossier = uuid7()
    harness.toys.answers += [NotYet("nothing yet", "chưa có")] * (OPENS_AFTER + 1) + [Fetched(what="wine")]
    await harness.receive(echo, *ask.emit(dossier, Ask(), Close()))
    job = Calls(echo)
    for _ in range(OPENS_AFTER + 2):
        await job._call_some()
        await due_now(harness)
    assert [tries for _, tries in harness.toys.asked] == list(range(1, OPENS_AFTER + 3))
    assert await harness.states("echo", "echoes") == {dossier: E.DONE}


async def test_a_late_answer_finds_no_scheduled_item(harness: Harness, echo: Node, ask: Emitter) -> None:
    await harness.receive(echo, *ask.emit(uuid7(), Ask(), Close()))
    [row] = await harness.rows("echo", "select dossier, entity, name, revision, attempts from scheduled")
    job = Calls(echo)
    await job._receive(row, Fetched(what="first"))
    before = await harness.dump("echo")
    await job._receive(row, Fetched(what="second"))
    assert await harness.dump("echo") == before


async def test_an_answer_to_an_earlier_stay_is_not_received_in_a_later_one(
    harness: Harness, echo: Node, ask: Emitter
) -> None:
    """The state is the same again, but the question is another: only the scheduled item tells them apart."""
    await harness.receive(echo, *ask.emit(uuid7(), Ask(), Close()))
    [row] = await harness.rows("echo", "select dossier, entity, name, 1::bigint as revision, attempts from scheduled")
    before = await harness.dump("echo")
    await Calls(echo)._receive(row, Fetched(what="old news"))
    assert await harness.dump("echo") == before


async def test_two_instances_make_each_call_once(harness: Harness, echo: Node, ask: Emitter) -> None:
    other, dossiers = await harness.node("echo"), [uuid7() for _ in range(40)]
    await harness.receive(echo, *(record for dossier in dossiers for record in ask.emit(dossier, Ask(), Close())))
    async with harness.running(echo, Calls(echo)), harness.running(other, Calls(other)):

        async def all_done() -> bool:
            return set((await harness.states("echo", "echoes")).values()) == {E.DONE}

        await until(all_done)
    assert sorted(key for key, _ in harness.toys.asked) == sorted(f"{dossier}.fetch.2" for dossier in dossiers)


async def test_a_call_that_is_out_keeps_its_lease_and_a_dead_process_loses_it(
    harness: Harness, echo: Node, ask: Emitter
) -> None:
    hanging = asyncio.Event()
    harness.toys.answers += [hanging, Fetched(what="wine")]
    await harness.receive(echo, *ask.emit(uuid7(), Ask(), Close()))
    scenario = asyncio.create_task(Calls(echo, Pace(renew_every=0.05))._call_some())

    async def left(least: float) -> bool:
        sql = "select extract(epoch from coalesce(leased_until, now()) - now())::float as left from scheduled"
        return any(row["left"] > least for row in await harness.rows("echo", sql))

    await until(lambda: left(10))
    await harness.rows("echo", "update scheduled set leased_until = now() + interval '1 second'")
    await until(lambda: left(10))
    scenario.cancel()  # and with it what renews the lease
    await asyncio.wait([scenario])
    await harness.rows("echo", "update scheduled set leased_until = now()")
    await Calls(echo)._call_some()
    assert [tries for _, tries in harness.toys.asked] == [1, 2]
    assert set((await harness.states("echo", "echoes")).values()) == {E.DONE}


async def test_a_failing_peer_is_not_called_while_its_breaker_is_open(
    harness: Harness, echo: Node, ask: Emitter
) -> None:
    clock = [0.0]
    harness.toys.answers += [ConnectionError("away")] * OPENS_AFTER
    await harness.receive(echo, *(record for _ in range(OPENS_AFTER) for record in ask.emit(uuid7(), Ask(), Close())))
    job = Calls(echo, Pace(now=lambda: clock[0]))
    await job._call_some()
    assert len(harness.toys.asked) == OPENS_AFTER
    await due_now(harness)
    await job._call_some()
    assert len(harness.toys.asked) == OPENS_AFTER, "the breaker is open"
    sql = "select failures, why, open_until > now() as open, answered_at is null as silent from counterparts"
    assert [tuple(row) for row in await harness.rows("echo", sql)] == [
        (OPENS_AFTER, "builtins.ConnectionError", True, True)
    ]
    clock[0] += OPEN_FOR
    await job._call_some()
    assert set((await harness.states("echo", "echoes")).values()) == {E.DONE}
    assert len(harness.toys.asked) == 2 * OPENS_AFTER
    assert [tuple(row) for row in await harness.rows("echo", sql)] == [(0, "builtins.ConnectionError", None, False)]


async def test_an_outage_of_one_peer_does_not_stop_the_calls_to_another(
    harness: Harness, echo: Node, ask: Emitter
) -> None:
    """The peer of a call may depend on its question. What is put off for its peer was not tried, and does not count."""
    clock, away, well = [0.0], {uuid7() for _ in range(OPENS_AFTER)}, {uuid7() for _ in range(OPENS_AFTER)}
    tried: Counter[UUID] = Counter()

    async def questions(_tx: Tx, entities: Sequence[UUID]) -> dict[UUID, UUID]:
        return {entity: entity for entity in entities}

    async def fetch(entity: UUID, _key: str, _tries: int) -> Fetched:
        tried[entity] += 1
        if entity in away and clock[0] < OPEN_FOR:
            raise ConnectionError("away")
        return Fetched(what="water")

    caller = Caller(lambda entity: "away" if entity in away else "well", questions, fetch)
    echo.registry = replace(echo.registry, calls={"fetch": caller})
    job = Calls(echo, Pace(now=lambda: clock[0]))
    await harness.receive(echo, *(line for dossier in away for line in ask.emit(dossier, Ask(), Close())))
    await job._call_some()
    await harness.receive(echo, *(line for dossier in well for line in ask.emit(dossier, Ask(), Close())))
    await due_now(harness)
    await job._call_some()
    assert await harness.states("echo", "echoes") == dict.fromkeys(away, E.CALLING) | dict.fromkeys(well, E.DONE)
    assert tried == dict.fromkeys(away | well, 1)
    assert {row["attempts"] for row in await harness.rows("echo", "select attempts from scheduled")} == {1}
    clock[0] += OPEN_FOR
    await due_now(harness)
    await job._call_some()
    assert set((await harness.states("echo", "echoes")).values()) == {E.DONE}


async def test_a_peer_that_was_away_for_days_is_still_asked(harness: Harness, echo: Node, ask: Emitter) -> None:
    """The pause is not computed beyond what an interval can hold."""
    harness.toys.answers += [ConnectionError("away")]
    await harness.receive(echo, *ask.emit(uuid7(), Ask(), Close()))
    await harness.rows("echo", "update scheduled set attempts = 400")
    job = Calls(echo)
    await job._call_some()
    await due_now(harness)
    await job._call_some()
    assert set((await harness.states("echo", "echoes")).values()) == {E.DONE}


async def test_a_bug_in_one_answer_does_not_stop_the_others(harness: Harness, echo: Node, ask: Emitter) -> None:
    harness.toys.answers += [Fetched(what="bad")]
    harness.toys.trouble.bugs.add("answer bad")
    dossiers = [uuid7() for _ in range(4)]
    await harness.receive(echo, *(record for dossier in dossiers for record in ask.emit(dossier, Ask(), Close())))
    job = Calls(echo)
    with pytest.raises(RuntimeError):
        await job._call_some()
    states = list((await harness.states("echo", "echoes")).values())
    assert sorted(states) == [E.CALLING, E.DONE, E.DONE, E.DONE]
    harness.toys.trouble.bugs.clear()
    await due_now(harness)
    await job._call_some()
    assert set((await harness.states("echo", "echoes")).values()) == {E.DONE}


async def test_a_call_that_hangs_is_given_up_and_delays_no_other(harness: Harness, echo: Node, ask: Emitter) -> None:
    harness.toys.answers += [asyncio.Event()]
    await harness.receive(echo, *ask.emit(uuid7(), Ask(), Close()))
    async with harness.running(echo, Calls(echo, Pace(timeout=0.5))):

        async def is_made() -> bool:
            return bool(harness.toys.asked)

        await until(is_made)
        await harness.receive(echo, *ask.emit(uuid7(), Ask(), Close()))

        async def all_done() -> bool:
            return set((await harness.states("echo", "echoes")).values()) == {E.DONE}

        await until(all_done)
    assert len(harness.toys.asked) == 3
