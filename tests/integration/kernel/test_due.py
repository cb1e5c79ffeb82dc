"""Deadlines on a real database: each fires once, and only if nothing has changed since it was set."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from motcua.waiting import until
from shared.kernel.ids import uuid7
from shared.kernel.node import Node
from shared.kernel.timers import Timer
from tests.support.house import House
from tests.support.toy_words import Ask, Close, E, Poke, Ring
from tests.support.voice import Voice

COUNT = "select count(*) from journal where message = 'Fade'"


@pytest.fixture
async def clock(house: House, echo: Node) -> AsyncIterator[None]:
    """A timer that runs during the test."""
    async with house.running(echo, Timer(echo)):
        yield


async def ahead(house: House, **by: float) -> None:
    await house.rows("echo", "update clock set ahead = $1", timedelta(**by))


async def one_look(house: House, node: Node) -> None:
    await Timer(node)._fire_some()


async def test_a_deadline_fires_once(house: House, echo: Node, ask: Voice) -> None:
    dossier = uuid7()
    await house.receive(echo, *ask.say(dossier, Ask(fades=3600)))
    await one_look(house, echo)
    assert await house.value("echo", COUNT) == 0
    await ahead(house, hours=2)
    await one_look(house, echo)
    await one_look(house, echo)
    assert await house.value("echo", COUNT) == 1
    assert await house.states("echo", "echoes") == {dossier: E.FADED}
    assert await house.value("echo", "select count(*) from scheduled") == 0


async def test_a_deadline_of_a_state_that_was_left_does_not_fire(house: House, echo: Node, ask: Voice) -> None:
    dossier = uuid7()
    await house.receive(echo, *ask.say(dossier, Ask(fades=3600)))
    await house.receive(echo, *Voice(house.toys.bell).say(dossier, Ring()))
    assert await house.value("echo", "select count(*) from scheduled") == 0


async def test_a_stay_keeps_its_deadline_under_the_line_that_set_it(house: House, echo: Node, ask: Voice) -> None:
    await house.receive(echo, *ask.say(uuid7(), Ask(fades=3600), Poke(), Poke()))
    [row] = await house.rows("echo", "select revision, name, kind from scheduled")
    assert tuple(row) == (1, "Fade", "deadline")


async def test_a_deadline_picked_before_its_subject_moved_does_not_fire(house: House, echo: Node, ask: Voice) -> None:
    """The race itself: picked, then the state is left, then fired with what was picked."""
    dossier = uuid7()
    await house.receive(echo, *ask.say(dossier, Ask(fades=-1)))
    picked = await house.rows("echo", "select dossier, entity, name, revision from scheduled")
    await house.receive(echo, *Voice(house.toys.bell).say(dossier, Ring()))
    await Timer(echo)._fire(picked)
    assert await house.states("echo", "echoes") == {dossier: E.RINGING}
    await house.rows(
        "echo",
        "insert into scheduled(dossier, entity, name, kind, revision, at) select $1, $1, 'Fade', 'deadline', 99, now()",
        dossier,
    )
    await Timer(echo)._fire(picked)
    assert await house.value("echo", "select revision from scheduled") == 99, "another stay's deadline is not its"


async def test_a_deadline_waits_while_its_dossier_has_held_lines_but_a_day_at_most(
    house: House, echo: Node, ask: Voice
) -> None:
    dossier = uuid7()
    asked, _, poked = ask.say(dossier, Ask(fades=-1), Poke(), Poke())
    await house.receive(echo, asked, poked)
    await one_look(house, echo)
    assert await house.value("echo", COUNT) == 0
    await ahead(house, hours=25)
    await one_look(house, echo)
    assert await house.value("echo", COUNT) == 1


async def test_a_bug_in_one_deadline_does_not_stop_the_others(house: House, echo: Node, ask: Voice) -> None:
    dossiers = [uuid7() for _ in range(8)]
    bad = dossiers[3]
    house.toys.trouble.bugs.add(f"fade of {bad}")
    await house.receive(echo, *(line for dossier in dossiers for line in ask.say(dossier, Ask(fades=-1))))
    await one_look(house, echo)
    states = await house.states("echo", "echoes")
    assert states == {dossier: E.WAITING if dossier == bad else E.FADED for dossier in dossiers}
    assert await house.value("echo", "select attempts from scheduled where leased_until > now()") == 1
    house.toys.trouble.bugs.clear()
    await house.rows("echo", "update scheduled set leased_until = now()")
    await one_look(house, echo)
    assert await house.value("echo", COUNT) == len(dossiers)


async def test_a_deadline_that_failed_for_weeks_does_not_stop_the_others(house: House, echo: Node, ask: Voice) -> None:
    """Its pause is not computed beyond what an interval can hold."""
    bad, good = uuid7(), uuid7()
    house.toys.trouble.bugs.add(f"fade of {bad}")
    await house.receive(echo, *ask.say(bad, Ask(fades=-2)), *ask.say(good, Ask(fades=-1)))
    await house.rows("echo", "update scheduled set attempts = 400 where entity = $1", bad)
    await one_look(house, echo)
    assert await house.states("echo", "echoes") == {bad: E.WAITING, good: E.FADED}


@pytest.mark.usefixtures("clock")
async def test_two_instances_fire_each_deadline_once(house: House, ask: Voice) -> None:
    """One runs as the test begins, the other joins; dossiers locked by one are left out by the other."""
    other = await house.node("echo")
    dossiers = [uuid7() for _ in range(60)]
    async with house.running(other, Timer(other)):
        for dossier in dossiers:
            await house.receive(other, *ask.say(dossier, Ask(fades=0.1)))

        async def all_faded() -> bool:
            return bool(await house.value("echo", COUNT) == len(dossiers))

        await until(all_faded)
    faded = await house.value("echo", "select count(distinct entity) from journal where message = 'Fade'")
    assert faded == len(dossiers) == await house.value("echo", COUNT)


async def test_what_is_said_meanwhile_and_the_deadline_do_not_both_win(house: House, echo: Node, ask: Voice) -> None:
    """A deadline and the event that leaves its state, at the same moment, thirty times over."""
    bell, other = Voice(house.toys.bell), await house.node("echo")
    dossiers = [uuid7() for _ in range(30)]
    await house.receive(echo, *(line for dossier in dossiers for line in ask.say(dossier, Ask(fades=-1))))
    rings = [line for dossier in dossiers for line in bell.say(dossier, Ring())]
    await asyncio.gather(one_look(house, other), *(house.receive(echo, ring) for ring in rings))
    await one_look(house, echo)
    both = "select dossier from journal where message in ('Fade', 'Rung') group by dossier having count(*) <> 1"
    assert await house.rows("echo", both) == []
    assert set((await house.states("echo", "echoes")).values()) <= {E.FADED, E.RINGING}


async def test_closing_leaves_no_deadline_behind(house: House, echo: Node, ask: Voice) -> None:
    await house.receive(echo, *ask.say(uuid7(), Ask(fades=-1), Close()))
    await one_look(house, echo)
    assert [tuple(row) for row in await house.rows("echo", "select name, kind from scheduled")] == [("fetch", "call")]
