"""The retrier on a real database: parked lines are tried in their turn, alone in their trouble, and counted first."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from motcua.waiting import until
from shared.kernel.db import Database
from shared.kernel.deferred import Retrier
from shared.kernel.ids import uuid7
from shared.kernel.incoming import EventRecord
from shared.kernel.journal import begin, write
from shared.kernel.node import Node
from shared.kernel.receive import keep_back, park
from tests.support.house import House, without
from tests.support.toy_words import Ask, Close, E, Poke, Ring
from tests.support.voice import Voice


async def look(node: Node) -> None:
    """One look of a retrier that has been running for a while."""
    retrier = Retrier(node)
    retrier._fresh = False
    await retrier._retry_some()


async def is_due(house: House) -> None:
    """The pauses of all parked lines are over."""
    await house.rows("echo", "update deferred set retry_at = now() - interval '1 second'")


async def parked_with_a_bug(node: Node, said: EventRecord) -> None:
    """As the consumer leaves a line that it has tried three times."""
    async with node.database.begin() as tx:
        uow = await begin(tx, node.registry.producer, {said.dossier})
        park(uow, said, "bug", "RuntimeError: a bug")
        await write(tx, uow)


async def asked_and_spoilt(house: House, echo: Node, ask: Voice, dossier: UUID) -> None:
    """A question that was received, and a poke that is a bug."""
    asked, poked = ask.say(dossier, Ask(), Poke(words="bad"))
    house.toys.trouble.bugs.add("bad")
    await house.receive(echo, asked)
    await parked_with_a_bug(echo, poked)


async def test_an_outage_while_lifting_does_not_cost_the_line_its_turn(house: House, echo: Node, ask: Voice) -> None:
    """It was counted before the try, and its next turn by the clock is in ten minutes; but it was not its fault."""
    said, *_ = ask.say(uuid7(), Ask(words="away"))
    await parked_with_a_bug(echo, said)
    await house.rows("echo", "update deferred set attempts = 3, retry_at = now()")
    retrier = Retrier(echo)
    retrier._fresh = False
    house.toys.trouble.raised["away"] = ConnectionRefusedError()
    with pytest.raises(ConnectionRefusedError):
        await retrier._retry_some()
    house.toys.trouble.raised.clear()
    await retrier._retry_some()
    assert await house.deferred("echo") == []


async def test_an_early_event_is_lifted_by_the_move_that_makes_it_possible(
    house: House, echo: Node, ask: Voice, bell: Voice
) -> None:
    dossier = uuid7()
    await house.receive(echo, *bell.say(dossier, Ring(), Ring()))
    assert await house.deferred("echo") == [("bell", 1, "refused"), ("bell", 2, "waiting")]
    await look(echo)
    assert await house.states("echo", "echoes") == {}, "its pause is not over"
    await house.receive(echo, *ask.say(dossier, Ask()))
    await look(echo)
    assert await house.deferred("echo") == []
    assert await house.states("echo", "echoes") == {dossier: E.RINGING}


@pytest.mark.parametrize("first", ["ask", "bell"])
async def test_two_speakers_in_either_order_end_the_same(
    house: House, echo: Node, ask: Voice, bell: Voice, first: str
) -> None:
    dossier = uuid7()
    said = {"ask": ask.say(dossier, Ask(), Poke()), "bell": bell.say(dossier, Ring(), Ring())}
    async with house.running(echo, Retrier(echo)):
        for producer in sorted(said, reverse=first == "bell"):
            await house.receive(echo, *said[producer])
        await house.holds_nothing("echo")
    [row] = await house.rows("echo", "select state, revision, received from echoes")
    assert tuple(row) == (E.RINGING, 4, 4)
    assert await house.value("echo", "select sequence from streams") == 4
    gossip = await house.rows("echo", "select about, words from gossip order by about")
    assert [tuple(row) for row in gossip] == [("Asked", "hello"), ("Poked", "psst"), ("Rung", "ding")]


async def test_lines_that_waited_follow_in_order_once_the_gap_is_filled(house: House, echo: Node, ask: Voice) -> None:
    dossier = uuid7()
    lines = ask.say(dossier, Ask(), *(Poke(words=str(n)) for n in range(20)), Close())
    await house.receive(echo, lines[0], *reversed(lines[2:]))
    async with house.running(echo, Retrier(echo)):
        await house.receive(echo, lines[1])
        await house.holds_nothing("echo")
    causes = await house.rows("echo", "select cause from journal order by sequence")
    assert [row["cause"] for row in causes] == [line.id for line in lines]


async def test_a_bug_is_noted_with_its_line_and_tried_by_the_clock_only(
    house: House, echo: Node, ask: Voice, bell: Voice
) -> None:
    dossier = uuid7()
    await asked_and_spoilt(house, echo, ask, dossier)
    await house.receive(echo, *ask.say(dossier, Close()))
    await is_due(house)
    await look(echo)
    assert await house.deferred("echo") == [("ask", 2, "bug"), ("ask", 3, "waiting")]
    [row] = await house.rows("echo", "select why, attempts, retry_at - now() as pause from deferred where sequence = 2")
    assert (row["why"], row["attempts"]) == ("RuntimeError: a bug about bad", 2)
    assert timedelta(seconds=5) < row["pause"] <= timedelta(seconds=10)
    await house.receive(echo, *bell.say(dossier, Ring()))
    assert await house.value("echo", "select retry_at > now() from deferred where sequence = 2")
    house.toys.trouble.bugs.clear()
    await is_due(house)
    await look(echo)
    assert await house.states("echo", "echoes") == {dossier: E.CALLING}


async def test_a_bug_in_the_midst_of_waiting_lines_parks_it_and_keeps_what_came_before(
    house: House, echo: Node, ask: Voice
) -> None:
    dossier = uuid7()
    lines = ask.say(dossier, Ask(), Poke(), Poke(), Poke(words="bad"), Poke())
    house.toys.trouble.bugs.add("bad")
    await house.receive(echo, *lines[1:])
    await house.receive(echo, lines[0])
    await look(echo)
    assert await house.deferred("echo") == [("ask", 4, "bug"), ("ask", 5, "waiting")]
    assert await house.value("echo", "select received from echoes") == 3


async def test_one_speaker_s_bug_holds_up_no_other(house: House, echo: Node, ask: Voice, bell: Voice) -> None:
    """Both are due at the same moment, again and again."""
    dossier = uuid7()
    house.toys.trouble.refused["ding"] = "not now"
    await asked_and_spoilt(house, echo, ask, dossier)
    await house.receive(echo, *bell.say(dossier, Ring()))
    house.toys.trouble.refused.clear()
    await is_due(house)
    await look(echo)
    assert await house.deferred("echo") == [("ask", 2, "bug")]
    assert await house.states("echo", "echoes") == {dossier: E.RINGING}


async def test_a_held_line_that_cannot_be_read_any_more_stops_no_other(house: House, echo: Node, ask: Voice) -> None:
    spoilt, sound = uuid7(), uuid7()
    for dossier in (spoilt, sound):
        await asked_and_spoilt(house, echo, ask, dossier)
    house.toys.trouble.bugs.clear()
    await is_due(house)
    await house.rows("echo", "update deferred set headers = '[]', retry_at = '-infinity' where dossier = $1", spoilt)
    with pytest.raises(KeyError):
        await look(echo)
    await look(echo)
    assert await house.value("echo", "select dossier from deferred") == spoilt


async def test_hundreds_that_wait_hide_no_other_speaker(house: House, echo: Node, ask: Voice, bell: Voice) -> None:
    dossier = uuid7()
    lines = ask.say(dossier, Ask(), *[Poke()] * 520)
    await house.receive(echo, lines[0], *lines[2:])
    house.toys.trouble.refused["ding"] = "not now"
    await house.receive(echo, *bell.say(dossier, Ring()))
    house.toys.trouble.refused.clear()
    await is_due(house)
    await look(echo)
    assert await house.states("echo", "echoes") == {dossier: E.RINGING}


async def test_a_new_version_tries_everything_at_once(house: House, echo: Node, ask: Voice) -> None:
    dossier = uuid7()
    old = await house.node("echo")
    old.registry = without(old.registry, house.toys.Poked)
    await house.receive(old, *ask.say(dossier, Ask(), Poke(), Close()))
    assert await house.deferred("echo") == [("ask", 2, "unknown"), ("ask", 3, "waiting")]
    await house.rows(
        "echo", "update deferred set attempts = 30, retry_at = now() + interval '1 day' where sequence = 2"
    )
    await look(echo)
    assert len(await house.deferred("echo")) == 2
    await Retrier(echo)._retry_some()
    assert await house.deferred("echo") == []
    assert await house.states("echo", "echoes") == {dossier: E.CALLING}


class Death(BaseException):
    """The process is gone: nobody catches it, nothing is written."""


async def test_a_line_that_kills_the_process_is_counted_before_and_left_to_the_clock(
    house: House, echo: Node, ask: Voice
) -> None:
    """Its dossier's line before is done, other dossiers flow, and a restart does not try it at once again."""
    dossier, other = uuid7(), uuid7()
    lines = [*ask.say(dossier, Ask(), Poke(words="kills"), Poke()), *ask.say(other, Ask(), Poke())]
    house.toys.trouble.raised["kills"] = Death()
    async with echo.database.begin() as tx:
        await keep_back(tx, echo.registry, lines)
    deaths = 0
    for _ in range(6):  # as many starts
        try:
            await Retrier(echo)._retry_some()
        except Death:
            deaths += 1
            await house.rows("echo", "update deferred set retry_at = now() where sequence = 1")
    assert deaths <= 3
    assert await house.deferred("echo") == [("ask", 2, "trying"), ("ask", 3, "waiting")]
    assert await house.states("echo", "echoes") == {dossier: E.WAITING, other: E.WAITING}
    house.toys.trouble.raised.clear()
    await is_due(house)
    await look(echo)
    assert await house.deferred("echo") == []


async def test_while_the_database_is_away_the_lifter_waits(house: House, echo: Node, ask: Voice) -> None:
    """A connection that is refused is no bug of the line."""
    lines = ask.say(uuid7(), Ask(), Poke())
    await house.receive(echo, lines[1])
    await house.receive(echo, lines[0])
    away = await house.node("echo")
    away.database = Database("postgresql://nobody@127.0.0.1:1/none")
    await away.database.open()
    async with house.running(away, Retrier(away)):

        async def waits() -> bool:
            return away.alive.get("retrier") is False

        await until(waits)
    assert await house.deferred("echo") == [("ask", 2, "waiting")]
