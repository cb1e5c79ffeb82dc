"""Whatever is done to a journal or a stream behind the services' back is found, and named: service, dossier, sequence.

Three toys play a few dossiers to the end and are anchored. Then every row is changed, deleted and doubled,
every dossier removed, one chain written anew: on the real tables, and byte by byte in memory.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from motcua.stack.issuer import Issuer
from motcua.stack.stack import Stack
from shared.audit import anchors, invariants
from shared.kernel.entry import Entry, digest_of
from shared.kernel.streams import GENESIS
from tests.integration.kernel.played import TOYS, Played, play
from tests.support.harness import Harness
from tests.support.pool import Pool

TABLES = {"ask": "questions", "bell": "rings", "echo": "echoes"}


@pytest.fixture(scope="module")
async def played(stack: Stack, issuer: Issuer, pool: Pool) -> AsyncIterator[Played]:
    """Four dossiers: answered, called to the end, faded, only asked; and anchored."""
    async with Harness(stack, issuer, pool) as harness:
        await harness.topics()
        await play(harness)
        assert await harness.breaches(*TOYS) == []
        for name in TOYS:
            await anchors.write(await harness.node(name))
        async with invariants.opened(await harness.places(*TOYS)) as places:
            played = Played(harness, places)
            assert await played.found(*TOYS) == []
            yield played
            assert await played.found(*TOYS) == [], "nothing was left of all this"


def tables(name: str) -> tuple[str, ...]:
    return ("journal", "streams", TABLES[name])


def where(entry: Entry) -> str:
    return f"dossier = '{entry.dossier}' and sequence = {entry.sequence}"


# ---- byte by byte, in memory


def bytewise(value: Any) -> Iterator[Any]:
    """This value with each of its bytes changed in turn."""
    if isinstance(value, str):
        yield from (value[:n] + chr(ord(value[n]) ^ 1) + value[n + 1 :] for n in range(len(value)))
    elif isinstance(value, UUID):
        yield from (UUID(bytes=changed) for changed in bytewise(value.bytes))
    elif isinstance(value, bytes):
        yield from (value[:n] + bytes([value[n] ^ 1]) + value[n + 1 :] for n in range(len(value)))
    elif isinstance(value, datetime):
        yield from (value + timedelta(microseconds=256**n) for n in range(6))
    elif isinstance(value, int):
        yield from (value + 256**n for n in range(6))


@pytest.mark.parametrize("name", TOYS)
async def test_every_byte_of_every_row_counts(played: Played, name: str) -> None:
    for entry in await played.entries(name):
        for column in Entry._fields:
            for value in bytewise(getattr(entry, column)):
                changed = entry._replace(**{column: value})
                assert digest_of(changed) != changed.digest, (column, value)


# ---- row by row, on the tables

CHANGES = {
    "uuid": "overlay({c}::text placing to_hex(15 - ('x0' || left({c}::text, 1))::bit(8)::int) from 1 for 1)::uuid",
    "bigint": "{c} + 1000",
    "text": "case when {c} is null then '' when {c} = '' then 'x' else overlay({c} placing '~' from 1 for 1) end",
    "timestamp with time zone": "{c} + interval '1 microsecond'",
    "bytea": "set_byte({c}, 0, get_byte({c}, 0) # 1)",
    "jsonb": "replace({c}::text, '[', '[1')::jsonb",
}
TYPES = "select attname, format_type(atttypid, null) from pg_attribute where attrelid = $1::regclass and attnum > 0"


async def changes(played: Played, name: str, table: str) -> list[str]:
    """For each column what changes one byte of it. A position is no part of the event."""
    rows = await played.places[name].connection.fetch(TYPES, table)
    return [f"{row[0]} = {CHANGES[row[1]].format(c=row[0])}" for row in rows if row[0] != "position"]


@pytest.mark.parametrize("name", TOYS)
async def test_a_changed_row_is_named(played: Played, name: str) -> None:
    """Each row in each of its columns."""
    every = await changes(played, name, "journal")
    assert len(every) == len(Entry._fields)
    for entry in await played.entries(name):
        for change in every:
            statement = f"update journal set {change} where {where(entry)}"
            assert played.told(name, entry) in await played.named({name: [statement]}), change


@pytest.mark.parametrize("name", TOYS)
async def test_a_deleted_row_is_named(played: Played, name: str) -> None:
    for entry in await played.entries(name):
        statement = f"delete from journal where {where(entry)}"
        assert played.told(name, entry) in await played.named({name: [statement]})


@pytest.mark.parametrize("name", TOYS)
async def test_a_twin_is_named(played: Played, name: str) -> None:
    """At the end of its own chain, or as the beginning of another's."""
    ends = {dossier: row["sequence"] for dossier, row in (await played.places[name].streams()).items()}
    for n, entry in enumerate(await played.entries(name)):
        twin = (
            entry._replace(sequence=ends[entry.dossier] + 1) if n % 2 else entry._replace(dossier=uuid4(), sequence=1)
        )
        columns = ", ".join(column for column in Entry._fields if column not in ("dossier", "sequence"))
        insert = (
            f"insert into journal(dossier, sequence, {columns}) select '{twin.dossier}', {twin.sequence}, {columns}"
        )
        statement = f"{insert} from journal where {where(entry)}"
        assert played.told(name, twin) in await played.named({name: [statement]})


@pytest.mark.parametrize("name", TOYS)
async def test_a_stream_that_is_changed_doubled_or_gone_is_named(played: Played, name: str) -> None:
    every = await changes(played, name, "streams")
    for dossier, row in (await played.places[name].streams()).items():
        of = f"where dossier = '{dossier}'"
        statements = [f"update streams set {change} {of}" for change in every]
        statements.append(f"delete from streams {of}")
        if row["checkpoints"] == "{}":  # there is nothing in it to be changed
            statements = [each for each in statements if "set checkpoints" not in each]
        for statement in statements:
            assert str(dossier) in str(await played.named({name: [statement]}, *TOYS)), statement
        twin = f"insert into streams select '{uuid4()}', sequence, digest, checkpoints from streams {of}"
        assert await played.named({name: [twin]}, *TOYS), twin


# ---- dossier by dossier


def gone(name: str, dossier: UUID) -> list[str]:
    return [f"delete from {table} where dossier = '{dossier}'" for table in tables(name)]


@pytest.mark.parametrize("name", TOYS)
async def test_a_whole_dossier_removed_from_one_service_is_named(played: Played, name: str) -> None:
    """By its anchors alone, and by those who have received of it."""
    last = {entry.dossier: entry for entry in await played.entries(name)}
    for dossier, entry in last.items():
        assert played.told(name, entry) in await played.named({name: gone(name, dossier)})
        subscriber = played.harness.producer("ask" if name == "echo" else "echo")
        assert (subscriber, f"dossier {dossier}") in await played.named({name: gone(name, dossier)}, *TOYS)


async def test_a_whole_dossier_removed_from_everywhere_is_named(played: Played) -> None:
    last = {name: {entry.dossier: entry for entry in await played.entries(name)} for name in TOYS}
    for dossier in last["ask"]:
        knowing = [name for name in TOYS if dossier in last[name]]
        lost = {played.told(name, last[name][dossier]) for name in knowing}
        assert lost == await played.named({name: gone(name, dossier) for name in knowing})


async def test_a_chain_cut_at_its_end_is_named(played: Played) -> None:
    """Its stream then agrees with its journal; only the anchor knows more."""
    last = {entry.dossier: entry for entry in await played.entries("bell")}.values()
    for entry in last:
        shorter = f"sequence = {entry.sequence - 1}, digest = '\\x{entry.previous.hex()}'"
        cut = [
            f"delete from journal where {where(entry)}",
            f"update streams set {shorter} where dossier = '{entry.dossier}'",
        ]
        assert played.told("bell", entry) in await played.named({"bell": cut})


async def test_a_chain_written_anew_is_named(played: Played) -> None:
    """Other words from the first entry on, every digest made to fit: the chain is sound, and not the anchored one."""
    lines = [entry for entry in await played.entries("bell")]
    first = lines[0].dossier
    forged, previous = [], GENESIS
    for entry in (each for each in lines if each.dossier == first):
        other = entry._replace(actor="no-one", previous=previous)
        previous = digest_of(other)
        change = f"actor = 'no-one', previous = '\\x{other.previous.hex()}', digest = '\\x{previous.hex()}'"
        forged.append(f"update journal set {change} where {where(entry)}")
    forged.append(f"update streams set digest = '\\x{previous.hex()}' where dossier = '{first}'")
    async with played.mutated({"bell": forged}):
        assert {each.invariant for each in await played.found("bell")} == {9}
        assert {8, 9} == {each.invariant for each in await played.found(*TOYS)}
