"""`receive` on a real database: what is skipped, what waits, what parks, and that the rest flows."""

from __future__ import annotations

from uuid import UUID

import pytest
from msgspec.structs import replace

from shared.kernel.ids import uuid7
from shared.kernel.incoming import EventRecord
from shared.kernel.node import Node
from tests.support.house import House
from tests.support.toy_words import Ask, Close, E, Poke, Ring
from tests.support.voice import Voice, said, unreadable


async def checkpoints(house: House, dossier: UUID) -> dict[str, int]:
    found = await house.rows(
        "echo", "select s.key, s.value -> 0 as line from streams, jsonb_each(checkpoints) s where dossier = $1", dossier
    )
    return {row["key"].split("-")[0]: int(row["sequence"]) for row in found}


async def test_a_duplicate_is_skipped_however_old(house: House, echo: Node, ask: Voice) -> None:
    dossier = uuid7()
    first, *later = ask.say(dossier, Ask(), *[Poke()] * 5)
    await house.receive(echo, first, first, *later)
    before = await house.dump("echo")
    await house.receive(echo, first)
    await house.receive(echo, *reversed(later), first)
    await house.receive(echo, later[-1], retrying=True)
    assert await house.dump("echo") == before


async def test_a_gap_waits_and_what_fills_it_lets_the_rest_follow(house: House, echo: Node, ask: Voice) -> None:
    dossier = uuid7()
    one, two, three, four = ask.say(dossier, Ask(), Poke(), Poke(), Close())
    await house.receive(echo, one, four, three)
    assert await house.deferred("echo") == [("ask", 3, "waiting"), ("ask", 4, "waiting")]
    assert await checkpoints(house, dossier) == {"ask": 1}
    await house.receive(echo, two)
    assert await checkpoints(house, dossier) == {"ask": 2}
    await house.receive(echo, three, four, retrying=True)
    assert await house.deferred("echo") == []
    assert await house.states("echo", "echoes") == {dossier: E.CALLING}


async def test_a_refusal_parks_its_speaker_only(house: House, echo: Node, ask: Voice, bell: Voice) -> None:
    dossier, other = uuid7(), uuid7()
    asked, close, poke = ask.say(dossier, Ask(), Poke(words="no"), Poke())
    house.toys.trouble.refused["no"] = "not this word"
    rest = ask.say(other, Ask(), Poke())
    await house.receive(echo, asked, close, poke, *bell.say(dossier, Ring()), *rest)
    assert await house.deferred("echo") == [("ask", 2, "refused"), ("ask", 3, "waiting")]
    assert await house.states("echo", "echoes") == {dossier: E.RINGING, other: E.WAITING}
    assert await checkpoints(house, dossier) == {"ask": 1, "bell": 1}
    assert await checkpoints(house, other) == {"ask": 2}
    assert await house.rows("echo", "select 1 from gossip where words = 'no'") == []


async def test_a_reason_with_nul_can_be_kept(house: House, echo: Node, ask: Voice) -> None:
    house.toys.trouble.refused["no"] = "not \0 this"
    await house.receive(echo, *ask.say(uuid7(), Ask(words="no")))
    assert "not \N{REPLACEMENT CHARACTER} this" in await house.value("echo", "select why from deferred")


async def test_an_unknown_type_parks(house: House, echo: Node, ask: Voice) -> None:
    asked, poked = ask.say(uuid7(), Ask(), Poke())
    strange = said(ask.record(poked, ce_type=f"motcua.{asked.producer}.Sung"))
    await house.receive(echo, asked, strange)
    assert await house.deferred("echo") == [("ask", 2, "unknown")]


async def test_a_type_of_another_speaker_parks(house: House, echo: Node, ask: Voice, bell: Voice) -> None:
    asked, poked = ask.say(uuid7(), Ask(), Poke())
    await house.receive(echo, asked, said(ask.record(poked, ce_type=house.toys.Rung.kind())))
    assert await house.deferred("echo") == [("ask", 2, "unknown")]


@pytest.mark.parametrize("body", [b"", b"{", b'{"words": 1}', b"\xff", b"[" * 10_000, b"null"])
async def test_a_bad_body_parks(house: House, echo: Node, ask: Voice, body: bytes) -> None:
    asked, poked, rest = *ask.say(uuid7(), Ask(), Poke()), ask.say(uuid7(), Ask())
    await house.receive(echo, asked, replace(poked, value=body), *rest)
    assert await house.deferred("echo") == [("ask", 2, "body")]
    assert len(await house.states("echo", "echoes")) == 2


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
async def test_unreadable_headers_park_under_their_place(
    house: House, echo: Node, ask: Voice, headers: dict[str, str | None]
) -> None:
    asked, poked = ask.say(uuid7(), Ask(), Poke())
    record = unreadable(ask.record(poked, **headers))
    await house.receive(echo, asked, record)
    await house.receive(echo, record)
    [row] = await house.rows("echo", "select * from deferred")
    assert (row["topic"], row["partition"], row["offset"]) == (record.topic, record.partition, record.offset)
    assert (row["dossier"], row["kind"], row["value"]) == (None, "unreadable", poked.value)


async def test_what_is_not_heard_only_moves_the_mark(house: House, echo: Node, ask: Voice, bell: Voice) -> None:
    """`Answered` is listed as not received; an empty dossier gets no entity by it."""
    house.toys.trouble.refused.clear()
    dossier = uuid7()
    ask.say(dossier, Ask())
    answered = ask.say(dossier, house.toys.Echoed())
    await house.receive(echo, *ask.lines[:1])
    moves = await house.value("echo", "select count(*) from journal")
    await house.receive(echo, *answered)
    assert await checkpoints(house, dossier) == {"ask": 2}
    assert await house.value("echo", "select count(*) from journal") == moves


async def test_a_fork_ahead_is_held_and_nothing_follows_it(house: House, echo: Node, ask: Voice) -> None:
    """The next line, but it follows another line than the one we received."""
    dossier, other = uuid7(), Voice(house.toys.ask)
    await house.receive(echo, *ask.say(dossier, Ask()))
    await house.receive(echo, *other.say(dossier, Ask(), Poke(), Poke())[1:])
    assert await house.deferred("echo") == [("ask", 2, "fork"), ("ask", 3, "waiting")]
    await house.receive(echo, *other.lines[1:], retrying=True)
    assert await house.deferred("echo") == [("ask", 2, "fork"), ("ask", 3, "waiting")]
    assert await checkpoints(house, dossier) == {"ask": 1}


async def test_a_fork_behind_is_told_and_changes_nothing(
    house: House, echo: Node, ask: Voice, capsys: pytest.CaptureFixture[str]
) -> None:
    """The very line of the checkpoint, with another digest."""
    dossier, other = uuid7(), Voice(house.toys.ask)
    await house.receive(echo, *ask.say(dossier, Ask()))
    before = await house.dump("echo")
    await house.receive(echo, *other.say(dossier, Ask()))
    assert await house.dump("echo") == before
    assert "fork behind" in capsys.readouterr().out


async def test_a_held_line_is_replaced_by_other_bytes(house: House, echo: Node, ask: Voice) -> None:
    dossier, other = uuid7(), Voice(house.toys.ask)
    lines, changed = ask.say(dossier, Ask(), Poke(), Poke()), other.say(dossier, Ask(), Poke(), Poke(words="later"))
    await house.receive(echo, lines[0], lines[2])
    await house.receive(echo, changed[2])
    [row] = await house.rows("echo", "select digest, value, sequence from deferred")
    assert (row["digest"], row["value"], row["sequence"]) == (changed[2].digest, changed[2].value, 3)
    before = await house.dump("echo")
    await house.receive(echo, changed[2])
    assert await house.dump("echo") == before


async def test_a_body_from_a_newer_version_is_heard(house: House, echo: Node, ask: Voice) -> None:
    [asked] = ask.say(uuid7(), Ask())
    newer: EventRecord = replace(asked, value=b'{"words": "hi", "mood": "merry"}')
    await house.receive(echo, newer)
    assert list((await house.states("echo", "echoes")).values()) == [E.WAITING]
