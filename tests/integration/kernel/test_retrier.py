"""The retrier on a real database: parked records are tried in order, alone when they fail, and counted first."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from motcua.stack.waiting import until
from shared.kernel.db import Database
from shared.kernel.deferred import Retrier
from shared.kernel.ids import uuid7
from shared.kernel.incoming import EventRecord
from shared.kernel.journal import begin, write
from shared.kernel.node import Node
from shared.kernel.receive import keep_back, park
from tests.support.emitter import Emitter
from tests.support.harness import Harness, without
from tests.support.toy_words import Ask, Close, E, Poke, Ring


async def look(node: Node) -> None:
    """One step of a retrier that has been running for a while."""
    retrier = Retrier(node)
    retrier._fresh = False
    await retrier._retry_some()


async def is_due(harness: Harness) -> None:
    """Ends the pauses of all parked records."""
    await harness.rows("echo", "update deferred set retry_at = now() - interval '1 second'")


async def parked_with_a_bug(node: Node, said: EventRecord) -> None:
    """Parks a record as the consumer does after three tries."""
    async with node.database.begin() as tx:
        uow = await begin(tx, node.registry.producer, {said.dossier})
        park(uow, said, "bug", "RuntimeError: a bug")
        await write(tx, uow)


async def asked_and_spoilt(harness: Harness, echo: Node, ask: Emitter, dossier: UUID) -> None:
    """A question that was received, and a poke whose handler fails."""
    asked, poked = ask.emit(dossier, Ask(), Poke(words="bad"))
    harness.toys.trouble.bugs.add("bad")
    await harness.receive(echo, asked)
    await parked_with_a_bug(echo, poked)


async def test_an_outage_during_a_retry_does_not_delay_the_record(harness: Harness, echo: Node, ask: Emitter) -> None:
    """The try was counted and the next one is due in ten minutes, but the record was not at fault."""
    said, *_ = ask.emit(uuid7(), Ask(words="away"))
    await parked_with_a_bug(echo, said)
    await harness.rows("echo", "update deferred set attempts = 3, retry_at = now()")
    retrier = Retrier(echo)
    retrier._fresh = False
    harness.toys.trouble.raised["away"] = ConnectionRefusedError()
    with pytest.raises(ConnectionRefusedError):
        await retrier._retry_some()
    harness.toys.trouble.raised.clear()
    await retrier._retry_some()
    assert await harness.deferred("echo") == []


async def test_an_early_event_is_retried_by_the_move_that_makes_it_possible(
    harness: Harness, echo: Node, ask: Emitter, bell: Emitter
) -> None:
    dossier = uuid7()
    await harness.receive(echo, *bell.emit(dossier, Ring(), Ring()))
    assert await harness.deferred("echo") == [("bell", 1, "refused"), ("bell", 2, "waiting")]
    await look(echo)
    assert await harness.states("echo", "echoes") == {}, "its pause is not over"
    await harness.receive(echo, *ask.emit(dossier, Ask()))
    await look(echo)
    assert await harness.deferred("echo") == []
    assert await harness.states("echo", "echoes") == {dossier: E.RINGING}


@pytest.mark.parametrize("first", ["ask", "bell"])
async def test_two_producers_in_either_order_end_the_same(
    harness: Harness, echo: Node, ask: Emitter, bell: Emitter, first: str
) -> None:
    dossier = uuid7()
    said = {"ask": ask.emit(dossier, Ask(), Poke()), "bell": bell.emit(dossier, Ring(), Ring())}
    async with harness.running(echo, Retrier(echo)):
        for producer in sorted(said, reverse=first == "bell"):
            await harness.receive(echo, *said[producer])
        await harness.holds_nothing("echo")
    [row] = await harness.rows("echo", "select state, revision, received from echoes")
    assert tuple(row) == (E.RINGING, 4, 4)
    assert await harness.value("echo", "select sequence from streams") == 4
    gossip = await harness.rows("echo", "select about, words from gossip order by about")
    assert [tuple(row) for row in gossip] == [("Asked", "hello"), ("Poked", "psst"), ("Rung", "ding")]


async def test_waiting_records_follow_in_order_once_the_gap_is_filled(
    harness: Harness, echo: Node, ask: Emitter
) -> None:
    dossier = uuid7()
    records = ask.emit(dossier, Ask(), *(Poke(words=str(n)) for n in range(20)), Close())
    await harness.receive(echo, records[0], *reversed(records[2:]))
    async with harness.running(echo, Retrier(echo)):
        await harness.receive(echo, records[1])
        await harness.holds_nothing("echo")
    causes = await harness.rows("echo", "select cause from journal order by sequence")
    assert [row["cause"] for row in causes] == [record.id for record in records]


async def test_a_bug_is_noted_with_its_record_and_retried_by_time_only(
    harness: Harness, echo: Node, ask: Emitter, bell: Emitter
) -> None:
    dossier = uuid7()
    await asked_and_spoilt(harness, echo, ask, dossier)
    await harness.receive(echo, *ask.emit(dossier, Close()))
    await is_due(harness)
    await look(echo)
    assert await harness.deferred("echo") == [("ask", 2, "bug"), ("ask", 3, "waiting")]
    [row] = await harness.rows(
        "echo", "select why, attempts, retry_at - now() as pause from deferred where sequence = 2"
    )
    assert (row["why"], row["attempts"]) == ("RuntimeError: a bug about bad", 2)
    assert timedelta(seconds=5) < row["pause"] <= timedelta(seconds=10)
    await harness.receive(echo, *bell.emit(dossier, Ring()))
    assert await harness.value("echo", "select retry_at > now() from deferred where sequence = 2")
    harness.toys.trouble.bugs.clear()
    await is_due(harness)
    await look(echo)
    assert await harness.states("echo", "echoes") == {dossier: E.CALLING}


async def test_a_bug_among_waiting_records_parks_one_and_keeps_what_came_before(
    harness: Harness, echo: Node, ask: Emitter
) -> None:
    dossier = uuid7()
    records = ask.emit(dossier, Ask(), Poke(), Poke(), Poke(words="bad"), Poke())
    harness.toys.trouble.bugs.add("bad")
    await harness.receive(echo, *records[1:])
    await harness.receive(echo, records[0])
    await look(echo)
    assert await harness.deferred("echo") == [("ask", 4, "bug"), ("ask", 5, "waiting")]
    assert await harness.value("echo", "select received from echoes") == 3


async def test_one_producer_s_bug_delays_no_other(harness: Harness, echo: Node, ask: Emitter, bell: Emitter) -> None:
    """Both are due at the same moment, again and again."""
    dossier = uuid7()
    harness.toys.trouble.refused["ding"] = "not now"
    await asked_and_spoilt(harness, echo, ask, dossier)
    await harness.receive(echo, *bell.emit(dossier, Ring()))
    harness.toys.trouble.refused.clear()
    await is_due(harness)
    await look(echo)
    assert await harness.deferred("echo") == [("ask", 2, "bug")]
    assert await harness.states("echo", "echoes") == {dossier: E.RINGING}


async def test_a_deferred_record_that_cannot_be_read_any_more_stops_no_other(
    harness: Harness, echo: Node, ask: Emitter
) -> None:
    spoilt, sound = uuid7(), uuid7()
    for dossier in (spoilt, sound):
        await asked_and_spoilt(harness, echo, ask, dossier)
    harness.toys.trouble.bugs.clear()
    await is_due(harness)
    await harness.rows("echo", "update deferred set headers = '[]', retry_at = '-infinity' where dossier = $1", spoilt)
    with pytest.raises(ValueError, match="headers cannot be read"):
        await look(echo)
    await look(echo)
    assert await harness.value("echo", "select dossier from deferred") == spoilt


async def test_hundreds_that_wait_hide_no_other_producer(
    harness: Harness, echo: Node, ask: Emitter, bell: Emitter
) -> None:
    dossier = uuid7()
    records = ask.emit(dossier, Ask(), *[Poke()] * 520)
    await harness.receive(echo, records[0], *records[2:])
    harness.toys.trouble.refused["ding"] = "not now"
    await harness.receive(echo, *bell.emit(dossier, Ring()))
    harness.toys.trouble.refused.clear()
    await is_due(harness)
    await look(echo)
    assert await harness.states("echo", "echoes") == {dossier: E.RINGING}


async def test_a_new_version_tries_everything_at_once(harness: Harness, echo: Node, ask: Emitter) -> None:
    dossier = uuid7()
    old = await harness.node("echo")
    old.registry = without(old.registry, harness.toys.Poked)
    await harness.receive(old, *ask.emit(dossier, Ask(), Poke(), Close()))
    assert await harness.deferred("echo") == [("ask", 2, "unknown"), ("ask", 3, "waiting")]
    await harness.rows(
        "echo", "update deferred set attempts = 30, retry_at = now() + interval '1 day' where sequence = 2"
    )
    await look(echo)
    assert len(await harness.deferred("echo")) == 2
    await Retrier(echo)._retry_some()
    assert await harness.deferred("echo") == []
    assert await harness.states("echo", "echoes") == {dossier: E.CALLING}


class Death(BaseException):
    """Ends the process: not caught, nothing is written."""


async def test_a_record_that_kills_the_process_is_counted_before_and_retried_by_time_only(
    harness: Harness, echo: Node, ask: Emitter
) -> None:
    """The record before it is handled, other dossiers go on, and a restart does not retry it at once."""
    dossier, other = uuid7(), uuid7()
    records = [*ask.emit(dossier, Ask(), Poke(words="kills"), Poke()), *ask.emit(other, Ask(), Poke())]
    harness.toys.trouble.raised["kills"] = Death()
    async with echo.database.begin() as tx:
        await keep_back(tx, echo.registry, records)
    deaths = 0
    for _ in range(6):  # as many starts
        try:
            await Retrier(echo)._retry_some()
        except Death:
            deaths += 1
            later = "update deferred set retry_at = retry_at + interval '1 hour' where kind = 'trying'"
            await harness.rows("echo", later)
            await harness.rows("echo", "update deferred set retry_at = now() where sequence = 1")
    assert deaths <= 3
    assert await harness.deferred("echo") == [("ask", 2, "trying"), ("ask", 3, "waiting")]
    assert await harness.states("echo", "echoes") == {dossier: E.WAITING, other: E.WAITING}
    harness.toys.trouble.raised.clear()
    await is_due(harness)
    await look(echo)
    assert await harness.deferred("echo") == []


async def test_while_the_database_is_away_the_retrier_waits(harness: Harness, echo: Node, ask: Emitter) -> None:
    """A refused connection is not a bug of the record."""
    records = ask.emit(uuid7(), Ask(), Poke())
    await harness.receive(echo, records[1])
    await harness.receive(echo, records[0])
    away = await harness.node("echo")
    away.database = Database("postgresql://no-one@127.0.0.1:1/none")
    await away.database.open()
    async with harness.running(away, Retrier(away)):

        async def waits() -> bool:
            return away.alive.get("retrier") is False

        await until(waits)
    assert await harness.deferred("echo") == [("ask", 2, "waiting")]
