"""The laws: what must be true of the whole system once it is quiet. Checked from outside, from what is stored.

1 replaying a journal gives the rows · 2 no gap, and each digest follows from the one before · 3 everything
said was sent · 4 no message moved a subject twice · 5 nothing is held · 7 every accepted request is in the
journal · 8 what is heard is what was said. (6, money, joins with payment.) Reads databases and topics; changes nothing.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

import asyncpg
import msgspec

from shared.contracts.message import Event
from shared.entry import Entry, digest_of
from shared.hearing import Hearing
from shared.streams import GENESIS
from shared.subject import Noun, Subject
from shared.topics import said_on

ENTRIES = f"select {', '.join(Entry._fields)} from journal order by dossier, line"
STREAMS = "select dossier, said, digest, heard from streams"
TWICE = """
select dossier, cause, subject, heard from journal group by dossier, cause, subject, heard having count(*) > 1
"""
HELD = "select dossier, speaker, line, kind, why from held"
ACCEPTED = """
with accepted as (
    select path, case when position('"line":' in convert_from(body, 'UTF8')) > 0
                      then convert_from(body, 'UTF8')::jsonb end as body
    from answers)
select path from accepted a
where body ? 'id' and not exists (
    select from journal j where j.subject = (a.body ->> 'id')::uuid and j.line = (a.body ->> 'line')::bigint)
"""
WAITING = "select (select count(*) from unsent) as unsent, (select count(*) from held) as held"


class Broken(NamedTuple):
    """One breach: which law, in which service, and what was found."""

    law: int
    service: str
    what: str


@dataclass(frozen=True)
class Place:
    """One service to be checked: what it hears and says, and where its database is."""

    hearing: Hearing[Any]
    dsn: str

    @property
    def name(self) -> str:
        return self.hearing.speaker


async def check(places: Sequence[Place], kafka: str) -> list[Broken]:
    """All laws over these services; empty if all hold. Call it when nothing moves (`settle`)."""
    said = {place.name: await _streams(place) for place in places}
    found: list[Broken] = []
    for place in places:
        found += [broken async for broken in _journal(place, dict(said[place.name]))]
        found += await _sent(place, kafka)
        found += await _stored(place)
        found += _heard(place, said)
    return found


async def settle(places: Sequence[Place], patience: float = 60) -> bool:
    """Waits until nothing is unsent or held and everybody has heard everything; False if it does not come to that."""
    try:
        async with asyncio.timeout(patience):
            while not await _quiet(places):  # noqa: ASYNC110 - other processes' work has no event here
                await asyncio.sleep(0.2)
    except TimeoutError:
        return False
    return True


async def _quiet(places: Sequence[Place]) -> bool:
    said = {}
    for place in places:
        row = (await _rows(place, WAITING))[0]
        if row["unsent"] or row["held"]:
            return False
        said[place.name] = await _streams(place)
    return not any(_heard(place, said) for place in places)


# ---- laws 1 and 2: the journal, read once


async def _journal(place: Place, streams: dict[UUID, Any]) -> AsyncIterator[Broken]:
    """Follows every chain, folds every subject, and compares with the rows."""
    walk = _Walk(place.hearing, streams)
    async for entry in _entries(place):
        for law, what in walk.step(entry):
            yield Broken(law, place.name, what)
    for what in walk.end():
        yield Broken(2, place.name, what)
    for noun in place.hearing.nouns:
        stored = [noun.of(record) for record in await _rows(place, f"select * from {noun.table}")]
        for what in _compared(noun, walk.rows[noun.name], stored):
            yield Broken(1, place.name, what)


class _Walk:
    """One walk along a journal, dossier by dossier: the chain so far, and every subject as replayed."""

    def __init__(self, hearing: Hearing[Any], streams: dict[UUID, Any]) -> None:
        self._nouns = {noun.name: noun for noun in hearing.nouns}
        self._events = _events(hearing.speaker)
        self._streams = streams
        self._last: Entry | None = None
        self.rows: dict[str, dict[UUID, Subject]] = {name: {} for name in self._nouns}

    def step(self, entry: Entry) -> Iterator[tuple[int, str]]:
        """What is wrong with the next line."""
        before = self._last if self._last is not None and self._last.dossier == entry.dossier else None
        if before is None:
            yield from ((2, what) for what in self._ends())
        yield from ((2, what) for what in _chained(before, entry))
        yield from ((1, what) for what in _replay(self._nouns[entry.noun], self.rows[entry.noun], entry, self._events))
        self._last = entry

    def end(self) -> Iterator[str]:
        """What is wrong with the last chain, and streams that have no journal at all."""
        yield from self._ends()
        lost = [dossier for dossier, stream in self._streams.items() if stream["said"]]
        yield from (f"dossier {dossier}: lines were said, but there is no journal" for dossier in lost)

    def _ends(self) -> Iterator[str]:
        """The stream row must know the end of the chain just walked; it is taken out, what stays has no journal."""
        if self._last is None:
            return
        stream = self._streams.pop(self._last.dossier, None)
        if stream is None or (stream["said"], stream["digest"]) != (self._last.line, self._last.digest):
            yield f"dossier {self._last.dossier}: the journal ends at line {self._last.line}, the stream says otherwise"


def _events(speaker: str) -> dict[str, type[Event]]:
    known: list[type[Event]] = [Event]
    for kind in known:
        known += kind.__subclasses__()
    return {kind.__name__: kind for kind in known if getattr(kind, "speaker", None) == speaker}


def _chained(before: Entry | None, entry: Entry) -> Iterator[str]:
    where = f"dossier {entry.dossier} line {entry.line}"
    if entry.line != (before.line + 1 if before else 1):
        yield f"{where}: follows line {before.line if before else 0}"
    if entry.previous != (before.digest if before else GENESIS):
        yield f"{where}: does not follow the digest before it"
    if entry.digest != digest_of(entry):
        yield f"{where}: was altered"


def _replay(noun: Noun[Any], rows: dict[UUID, Subject], entry: Entry, events: dict[str, type[Event]]) -> Iterator[str]:
    """Folds one move into its subject, as the page did."""
    row = rows.get(entry.subject)
    if row is None:
        row = rows[entry.subject] = noun.row(id=entry.subject, dossier=entry.dossier)
    if row.state != entry.before:
        yield f"{noun.name} {entry.subject} line {entry.line}: moved from {entry.before}, but was {row.state}"
    noun.restore(row, noun.moved(row, entry.after, entry.line))
    noun.apply(row, msgspec.json.decode(entry.body, type=events[entry.said]))


def _compared(noun: Noun[Any], replayed: dict[UUID, Subject], stored: Sequence[Subject]) -> Iterator[str]:
    for row in stored:
        expected = replayed.pop(row.id, None)
        if expected is None or noun.snapshot(expected) != noun.snapshot(row):
            yield f"{noun.name} {row.id}: the row is not what its journal gives"
    yield from (f"{noun.name} {lost}: has a journal, but no row" for lost in replayed)


# ---- laws 3, 4, 5, 7, 8


async def _sent(place: Place, kafka: str) -> list[Broken]:
    """Every line of the journal is on the topic, with its digest."""
    sent = {(said.dossier, said.line): said.digest for said in await said_on(kafka, place.name)}
    found = []
    async for entry in _entries(place):
        if sent.get((entry.dossier, entry.line)) != entry.digest.hex():
            found.append(Broken(3, place.name, f"dossier {entry.dossier} line {entry.line} is not on the topic"))
    return found


async def _stored(place: Place) -> list[Broken]:
    twice = [f"message {row['cause']} moved {row['subject']} twice" for row in await _rows(place, TWICE)]
    held = [f"{dict(row)}" for row in await _rows(place, HELD)]
    lost = [f"{row['path']} was answered, but is not in the journal" for row in await _rows(place, ACCEPTED)]
    return [Broken(law, place.name, what) for law, found in ((4, twice), (5, held), (7, lost)) for what in found]


def _heard(place: Place, said: dict[str, dict[UUID, Any]]) -> list[Broken]:
    """The marks of one hearer against what each speaker has said."""
    marks = {dossier: json.loads(row["heard"]) for dossier, row in said[place.name].items()}
    found = []
    for speaker in place.hearing.speakers:
        for dossier, row in said.get(speaker, {}).items():
            line, digest = marks.get(dossier, {}).get(speaker, (0, ""))
            if row["said"] and (line, digest) != (row["said"], row["digest"].hex()):
                what = f"dossier {dossier}: {speaker} has said {row['said']} lines, line {line} is the last heard"
                found.append(Broken(8, place.name, what))
    return found


# ---- reading


async def _streams(place: Place) -> dict[UUID, Any]:
    return {row["dossier"]: row for row in await _rows(place, STREAMS)}


async def _rows(place: Place, sql: str) -> Sequence[Any]:
    connection = await asyncpg.connect(place.dsn)
    try:
        rows: Sequence[Any] = await connection.fetch(sql)
        return rows
    finally:
        await connection.close()


async def _entries(place: Place) -> AsyncIterator[Entry]:
    """The journal, dossier by dossier, line by line; never all of it in memory."""
    connection = await asyncpg.connect(place.dsn)
    try:
        async with connection.transaction():
            async for row in connection.cursor(ENTRIES, prefetch=1000):
                yield Entry(*row)
    finally:
        await connection.close()
