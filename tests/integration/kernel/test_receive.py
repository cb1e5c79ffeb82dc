"""`receive` on a real database: what is skipped, deferred and parked, and that the rest is received."""

from __future__ import annotations

from uuid import UUID

import pytest
from msgspec.structs import replace

from shared.kernel.ids import uuid7
from shared.kernel.incoming import EventRecord
from shared.kernel.node import Node
from tests.support.emitter import Emitter, said, unreadable
from tests.support.harness import Harness
from tests.support.toy_words import Ask, Close, E, Poke, Ring


async def checkpoints(harness: Harness, dossier: UUID) -> dict[str, int]:
    found = await harness.rows(
        "echo",
        "select s.key, s.value -> 0 as sequence from streams, jsonb_each(checkpoints) s where dossier = $1",
        dossier,
    )
    return {row["key"].split("-")[0]: int(row["sequence"]) for row in found}


async def test_a_duplicate_is_skipped_however_old(harness: Harness, echo: Node, ask: Emitter) -> None:
    dossier = uuid7()
    first, *later = ask.emit(dossier, Ask(), *[Poke()] * 5)
    await harness.receive(echo, first, first, *later)
    before = await harness.dump("echo")
    await harness.receive(echo, first)
    await harness.receive(echo, *reversed(later), first)
    await harness.receive(echo, later[-1], retrying=True)
    assert await harness.dump("echo") == before


async def test_records_after_a_gap_wait_and_follow_once_it_is_filled(
    harness: Harness, echo: Node, ask: Emitter
) -> None:
    dossier = uuid7()
    one, two, three, four = ask.emit(dossier, Ask(), Poke(), Poke(), Close())
    await harness.receive(echo, one, four, three)
    assert await harness.deferred("echo") == [("ask", 3, "waiting"), ("ask", 4, "waiting")]
    assert await checkpoints(harness, dossier) == {"ask": 1}
    await harness.receive(echo, two)
    assert await checkpoints(harness, dossier) == {"ask": 2}
    await harness.receive(echo, three, four, retrying=True)
    assert await harness.deferred("echo") == []
    assert await harness.states("echo", "echoes") == {dossier: E.CALLING}


async def test_a_refusal_parks_its_producer_only(harness: Harness, echo: Node, ask: Emitter, bell: Emitter) -> None:
    dossier, other = uuid7(), uuid7()
    asked, close, poke = ask.emit(dossier, Ask(), Poke(words="no"), Poke())
    harness.toys.trouble.refused["no"] = "not this word"
    rest = ask.emit(other, Ask(), Poke())
    await harness.receive(echo, asked, close, poke, *bell.emit(dossier, Ring()), *rest)
    assert await harness.deferred("echo") == [("ask", 2, "refused"), ("ask", 3, "waiting")]
    assert await harness.states("echo", "echoes") == {dossier: E.RINGING, other: E.WAITING}
    assert await checkpoints(harness, dossier) == {"ask": 1, "bell": 1}
    assert await checkpoints(harness, other) == {"ask": 2}
    assert await harness.rows("echo", "select 1 from gossip where words = 'no'") == []


async def test_a_reason_with_nul_is_stored(harness: Harness, echo: Node, ask: Emitter) -> None:
    harness.toys.trouble.refused["no"] = "not \0 this"
    await harness.receive(echo, *ask.emit(uuid7(), Ask(words="no")))
    assert "not \N{REPLACEMENT CHARACTER} this" in await harness.value("echo", "select why from deferred")


async def test_an_unknown_type_parks(harness: Harness, echo: Node, ask: Emitter) -> None:
    asked, poked = ask.emit(uuid7(), Ask(), Poke())
    strange = said(ask.record(poked, ce_type=f"motcua.{asked.producer}.Sung"))
    await harness.receive(echo, asked, strange)
    assert await harness.deferred("echo") == [("ask", 2, "unknown")]


async def test_a_type_of_another_producer_parks(harness: Harness, echo: Node, ask: Emitter, bell: Emitter) -> None:
    asked, poked = ask.emit(uuid7(), Ask(), Poke())
    await harness.receive(echo, asked, said(ask.record(poked, ce_type=harness.toys.Rung.kind())))
    assert await harness.deferred("echo") == [("ask", 2, "unknown")]


@pytest.mark.parametrize("body", [b"", b"{", b'{"words": 1}', b"\xff", b"[" * 10_000, b"null"])
async def test_a_bad_body_parks(harness: Harness, echo: Node, ask: Emitter, body: bytes) -> None:
    asked, poked, rest = *ask.emit(uuid7(), Ask(), Poke()), ask.emit(uuid7(), Ask())
    await harness.receive(echo, asked, replace(poked, value=body), *rest)
    assert await harness.deferred("echo") == [("ask", 2, "body")]
    assert len(await harness.states("echo", "echoes")) == 2


@pytest.mark.parametrize(
    "headers",
    [
        {"ce_dossier": None},
        {"ce_sequence": "0"},
        {"ce_sequence": "9" * 30},
        {"ce_subject": "\0"},
        {"ce_source": "/ask\0"},
        {"ce_actor": "so\0mebody"},
        {"ce_specversion": "0.3"},
        {"ce_digest": None},
    ],
    ids=str,
)
async def test_unreadable_headers_park_under_their_offset(
    harness: Harness, echo: Node, ask: Emitter, headers: dict[str, str | None]
) -> None:
    asked, poked = ask.emit(uuid7(), Ask(), Poke())
    record = unreadable(ask.record(poked, **headers))
    await harness.receive(echo, asked, record)
    await harness.receive(echo, record)
    [row] = await harness.rows("echo", "select * from deferred")
    assert (row["topic"], row["partition"], row["offset"]) == (record.topic, record.partition, record.offset)
    assert (row["dossier"], row["kind"], row["value"]) == (None, "unreadable", poked.value)


async def test_an_unhandled_type_only_moves_the_checkpoint(
    harness: Harness, echo: Node, ask: Emitter, bell: Emitter
) -> None:
    """`Answered` is listed as unhandled: it creates no entity."""
    harness.toys.trouble.refused.clear()
    dossier = uuid7()
    ask.emit(dossier, Ask())
    answered = ask.emit(dossier, harness.toys.Echoed())
    await harness.receive(echo, *ask.records[:1])
    moves = await harness.value("echo", "select count(*) from journal")
    await harness.receive(echo, *answered)
    assert await checkpoints(harness, dossier) == {"ask": 2}
    assert await harness.value("echo", "select count(*) from journal") == moves


async def test_a_fork_ahead_is_deferred_and_nothing_follows_it(harness: Harness, echo: Node, ask: Emitter) -> None:
    """The next record, whose `previous` is not the checkpoint's digest."""
    dossier, other = uuid7(), Emitter(harness.toys.ask)
    await harness.receive(echo, *ask.emit(dossier, Ask()))
    await harness.receive(echo, *other.emit(dossier, Ask(), Poke(), Poke())[1:])
    assert await harness.deferred("echo") == [("ask", 2, "fork"), ("ask", 3, "waiting")]
    await harness.receive(echo, *other.records[1:], retrying=True)
    assert await harness.deferred("echo") == [("ask", 2, "fork"), ("ask", 3, "waiting")]
    assert await checkpoints(harness, dossier) == {"ask": 1}


async def test_a_fork_behind_is_logged_and_changes_nothing(
    harness: Harness, echo: Node, ask: Emitter, capsys: pytest.CaptureFixture[str]
) -> None:
    """The record of the checkpoint, with another digest."""
    dossier, other = uuid7(), Emitter(harness.toys.ask)
    await harness.receive(echo, *ask.emit(dossier, Ask()))
    before = await harness.dump("echo")
    await harness.receive(echo, *other.emit(dossier, Ask()))
    assert await harness.dump("echo") == before
    assert "fork behind" in capsys.readouterr().out


async def test_a_deferred_record_is_replaced_by_other_bytes(harness: Harness, echo: Node, ask: Emitter) -> None:
    dossier, other = uuid7(), Emitter(harness.toys.ask)
    records, changed = ask.emit(dossier, Ask(), Poke(), Poke()), other.emit(dossier, Ask(), Poke(), Poke(words="later"))
    await harness.receive(echo, records[0], records[2])
    await harness.receive(echo, changed[2])
    [row] = await harness.rows("echo", "select digest, value, sequence from deferred")
    assert (row["digest"], row["value"], row["sequence"]) == (changed[2].digest, changed[2].value, 3)
    before = await harness.dump("echo")
    await harness.receive(echo, changed[2])
    assert await harness.dump("echo") == before


async def test_a_body_from_a_newer_version_is_received(harness: Harness, echo: Node, ask: Emitter) -> None:
    [asked] = ask.emit(uuid7(), Ask())
    newer: EventRecord = replace(asked, value=b'{"words": "hi", "mood": "merry"}')
    await harness.receive(echo, newer)
    assert list((await harness.states("echo", "echoes")).values()) == [E.WAITING]
