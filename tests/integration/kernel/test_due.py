"""Deadlines on a real database: each fires once, and only if nothing has changed since it was set."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from prometheus_client import REGISTRY

from motcua.stack.waiting import until
from shared.kernel.bell import Bell, listen
from shared.kernel.db import connect
from shared.kernel.gauges import Gauges, Waited
from shared.kernel.ids import uuid7
from shared.kernel.node import IDLE, Node
from shared.kernel.settings import Part
from shared.kernel.timers import Timer
from tests.support.emitter import Emitter
from tests.support.harness import Harness
from tests.support.toy_words import Ask, Close, E, Poke, Ring

COUNT = "select count(*) from journal where message = 'Fade'"


@pytest.fixture
async def clock(harness: Harness, echo: Node) -> AsyncIterator[None]:
    """A timer that runs during the test."""
    async with harness.running(echo, Timer(echo)):
        yield


async def ahead(harness: Harness, **by: float) -> None:
    await harness.rows("echo", "update clock set ahead = $1", timedelta(**by))


async def one_look(harness: Harness, node: Node) -> None:
    await Timer(node)._fire_some()


async def test_a_deadline_fires_once(harness: Harness, echo: Node, ask: Emitter) -> None:
    dossier = uuid7()
    await harness.receive(echo, *ask.emit(dossier, Ask(fades=3600)))
    await one_look(harness, echo)
    assert await harness.value("echo", COUNT) == 0
    await ahead(harness, hours=2)
    await one_look(harness, echo)
    await one_look(harness, echo)
    assert await harness.value("echo", COUNT) == 1
    assert await harness.states("echo", "echoes") == {dossier: E.FADED}
    assert await harness.value("echo", "select count(*) from scheduled") == 0


async def test_a_deadline_of_a_state_that_was_left_does_not_fire(harness: Harness, echo: Node, ask: Emitter) -> None:
    dossier = uuid7()
    await harness.receive(echo, *ask.emit(dossier, Ask(fades=3600)))
    await harness.receive(echo, *Emitter(harness.toys.bell).emit(dossier, Ring()))
    assert await harness.value("echo", "select count(*) from scheduled") == 0


async def test_a_stay_keeps_its_deadline_under_the_revision_that_set_it(
    harness: Harness, echo: Node, ask: Emitter
) -> None:
    await harness.receive(echo, *ask.emit(uuid7(), Ask(fades=3600), Poke(), Poke()))
    [row] = await harness.rows("echo", "select revision, name, kind from scheduled")
    assert tuple(row) == (1, "Fade", "timer")


async def test_a_deadline_picked_before_its_entity_moved_does_not_fire(
    harness: Harness, echo: Node, ask: Emitter
) -> None:
    """The race itself: picked, then the state is left, then fired with what was picked."""
    dossier = uuid7()
    await harness.receive(echo, *ask.emit(dossier, Ask(fades=-1)))
    picked = await harness.rows("echo", "select dossier, entity, name, revision from scheduled")
    await harness.receive(echo, *Emitter(harness.toys.bell).emit(dossier, Ring()))
    await Timer(echo)._fire(picked)
    assert await harness.states("echo", "echoes") == {dossier: E.RINGING}
    await harness.rows(
        "echo",
        "insert into scheduled(dossier, entity, name, kind, revision, at) select $1, $1, 'Fade', 'timer', 99, now()",
        dossier,
    )
    await Timer(echo)._fire(picked)
    assert await harness.value("echo", "select revision from scheduled") == 99, "another stay's deadline is not its"


async def test_a_deadline_waits_while_its_dossier_has_deferred_records_but_a_day_at_most(
    harness: Harness, echo: Node, ask: Emitter
) -> None:
    dossier = uuid7()
    asked, _, poked = ask.emit(dossier, Ask(fades=-1), Poke(), Poke())
    await harness.receive(echo, asked, poked)
    await one_look(harness, echo)
    assert await harness.value("echo", COUNT) == 0
    await ahead(harness, hours=25)
    await one_look(harness, echo)
    assert await harness.value("echo", COUNT) == 1


async def test_a_bug_in_one_deadline_does_not_stop_the_others(harness: Harness, echo: Node, ask: Emitter) -> None:
    dossiers = [uuid7() for _ in range(8)]
    bad = dossiers[3]
    harness.toys.trouble.bugs.add(f"fade of {bad}")
    await harness.receive(echo, *(record for dossier in dossiers for record in ask.emit(dossier, Ask(fades=-1))))
    await one_look(harness, echo)
    states = await harness.states("echo", "echoes")
    assert states == {dossier: E.WAITING if dossier == bad else E.FADED for dossier in dossiers}
    assert await harness.value("echo", "select attempts from scheduled where leased_until > now()") == 1
    harness.toys.trouble.bugs.clear()
    await harness.rows("echo", "update scheduled set leased_until = now()")
    await one_look(harness, echo)
    assert await harness.value("echo", COUNT) == len(dossiers)


async def test_a_deadline_that_failed_for_weeks_does_not_stop_the_others(
    harness: Harness, echo: Node, ask: Emitter
) -> None:
    """Its pause is not computed beyond what an interval can hold."""
    bad, good = uuid7(), uuid7()
    harness.toys.trouble.bugs.add(f"fade of {bad}")
    await harness.receive(echo, *ask.emit(bad, Ask(fades=-2)), *ask.emit(good, Ask(fades=-1)))
    await harness.rows("echo", "update scheduled set attempts = 400 where entity = $1", bad)
    await one_look(harness, echo)
    assert await harness.states("echo", "echoes") == {bad: E.WAITING, good: E.FADED}


@pytest.mark.usefixtures("clock")
async def test_two_instances_fire_each_deadline_once(harness: Harness, ask: Emitter) -> None:
    """One runs as the test begins, the other joins; dossiers locked by one are left out by the other."""
    other = await harness.node("echo")
    dossiers = [uuid7() for _ in range(60)]
    async with harness.running(other, Timer(other)):
        for dossier in dossiers:
            await harness.receive(other, *ask.emit(dossier, Ask(fades=0.1)))

        async def all_faded() -> bool:
            return bool(await harness.value("echo", COUNT) == len(dossiers))

        await until(all_faded)
    faded = await harness.value("echo", "select count(distinct entity) from journal where message = 'Fade'")
    assert faded == len(dossiers) == await harness.value("echo", COUNT)


async def test_an_event_and_the_deadline_do_not_both_win(harness: Harness, echo: Node, ask: Emitter) -> None:
    """A deadline and the event that leaves its state, at the same moment, thirty times over."""
    bell, other = Emitter(harness.toys.bell), await harness.node("echo")
    dossiers = [uuid7() for _ in range(30)]
    await harness.receive(echo, *(record for dossier in dossiers for record in ask.emit(dossier, Ask(fades=-1))))
    rings = [record for dossier in dossiers for record in bell.emit(dossier, Ring())]
    await asyncio.gather(one_look(harness, other), *(harness.receive(echo, ring) for ring in rings))
    await one_look(harness, echo)
    both = "select dossier from journal where message in ('Fade', 'Rung') group by dossier having count(*) <> 1"
    assert await harness.rows("echo", both) == []
    assert set((await harness.states("echo", "echoes")).values()) <= {E.FADED, E.RINGING}


async def test_closing_leaves_no_deadline_behind(harness: Harness, echo: Node, ask: Emitter) -> None:
    await harness.receive(echo, *ask.emit(uuid7(), Ask(fades=-1), Close()))
    await one_look(harness, echo)
    assert [tuple(row) for row in await harness.rows("echo", "select name, kind from scheduled")] == [("fetch", "call")]


async def test_what_waits_is_measured(harness: Harness, echo: Node, ask: Emitter) -> None:
    """A timer of a dossier with deferred records waits for them, and is not late; the outbox is as old as was seen."""
    seconds = iter([0.0, 0.0, 90.0, 90.0, 90.0, 90.0])
    gauges, waits = Gauges(echo, Waited(lambda: next(seconds))), uuid7()
    await harness.receive(echo, *ask.emit(uuid7(), Ask(fades=3600)), *ask.emit(waits, Ask(fades=60)))
    ask.emit(waits, Poke())
    await harness.receive(echo, *ask.emit(waits, Poke()))
    await ahead(harness, hours=2)
    await gauges.look()
    await gauges.look()

    def found(name: str, **labels: str) -> float | None:
        return REGISTRY.get_sample_value(f"motcua_{name}", labels)

    assert found("deferred", kind="waiting") == 1
    assert found("outbox") == await harness.value("echo", "select count(*) from outbox") > 0
    assert found("outbox_age_seconds") == 90
    assert found("late_seconds", kind="timer") == pytest.approx(3600, abs=60)
    assert found("late_seconds", kind="call") == 0
    await one_look(harness, echo)
    await gauges.look()
    assert found("late_seconds", kind="timer") == 0


async def test_the_next_look_is_when_the_next_deadline_is_due(harness: Harness, echo: Node, ask: Emitter) -> None:
    assert await Timer(echo)._fire_some() == IDLE
    await harness.receive(echo, *ask.emit(uuid7(), Ask(fades=3600)))
    assert await Timer(echo)._fire_some() == IDLE
    await ahead(harness, seconds=3599.5)
    seconds = await Timer(echo)._fire_some()
    assert seconds <= 0.5 or await harness.value("echo", COUNT) == 1


async def test_a_commit_elsewhere_wakes_parts_here(harness: Harness, echo: Node) -> None:
    """In an api, which has no parts: its bell rings for what is due, and the connection of a worker's relay listens."""
    api = Node(echo.settings.model_copy(update={"roles": frozenset({Part.API})}), echo.registry, echo.database)
    connection = await connect(echo.database.dsn)
    await listen(echo, connection)
    async with harness.running(api, Bell(api)):
        api.wake("relay", "timer")
        async with asyncio.timeout(20):
            await asyncio.gather(*(echo.due[part].wait() for part in ("relay", "timer")))
    assert not echo.due["calls"].is_set()
    connection.terminate()
