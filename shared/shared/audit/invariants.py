"""The invariants: what is true of the whole system while nothing moves. Checked from outside, in what is stored.

1 replaying a journal gives the rows · 2 a journal has no gap, and each digest follows from the one before ·
3 everything emitted was sent · 4 no message moved an entity twice · 5 nothing is deferred · 7 every accepted request
is in the journal · 8 what was received is what was emitted · 11 a code names one dossier. Invariants 6 (money) and
9 (anchors) are checked elsewhere. Reads databases and topics, and changes nothing.
"""

from __future__ import annotations

import asyncio
import json
from collections import defaultdict
from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, NamedTuple
from uuid import UUID

import asyncpg

from shared.audit import codes
from shared.audit.replay import Replay
from shared.kernel.brokers import Kafka
from shared.kernel.entry import Entry
from shared.kernel.incoming import EventRecord
from shared.kernel.keys import EventKeys
from shared.kernel.registry import Registry
from shared.kernel.topics import records_on

ENTRIES = f"select {', '.join(Entry._fields)} from journal order by dossier, sequence"
STREAMS = "select dossier, sequence, digest, checkpoints from streams"
TWICE = """
select dossier, cause, entity, message from journal group by dossier, cause, entity, message having count(*) > 1
"""
DEFERRED = "select dossier, producer, sequence, kind, why from deferred"
ACCEPTED = """
select r.request || ' was answered, but is not in the journal' as what from replies r
where r.entity is not null and not exists (
    select from journal j where (j.entity, j.sequence, j.entity_type) = (r.entity, r.sequence, r.entity_type))
union all
select count(*) || ' answers to ' || command || ' do not say what has moved' from replies
where command is not null and (entity is null or sequence is null or entity_type is null) group by command
"""
WAITING = """
select (select count(*) from outbox) as outbox, (select count(*) from deferred
    where dossier is null or dossier <> all($1::uuid[])) as deferred
"""


class Broken(NamedTuple):
    """One violation: the invariant, the service, and what was found."""

    invariant: int
    service: str
    what: str


@dataclass(frozen=True)
class Place:
    """One service to be checked: its registry, and where its database is."""

    registry: Registry[Any]
    dsn: str

    @property
    def name(self) -> str:
        return self.registry.producer


@dataclass(frozen=True)
class Open(Place):
    """A place with a connection to its database."""

    connection: Any

    async def rows(self, sql: str) -> Sequence[Any]:
        return list(await self.connection.fetch(sql))

    async def streams(self) -> dict[UUID, Any]:
        return {row["dossier"]: row for row in await self.rows(STREAMS)}

    async def entries(self) -> AsyncIterator[Entry]:
        """The journal in order of dossier and sequence; never all of it in memory."""
        async with self.connection.transaction():
            async for row in self.connection.cursor(ENTRIES, prefetch=1000):
                yield Entry(*row)


@asynccontextmanager
async def opened(places: Sequence[Place]) -> AsyncIterator[list[Open]]:
    """These services with a connection each, closed afterwards."""
    async with AsyncExitStack() as stack:
        found = []
        for place in places:
            connection = await asyncpg.connect(place.dsn)
            stack.push_async_callback(connection.close)
            found.append(Open(place.registry, place.dsn, connection))
        yield found


async def check(places: Sequence[Place], kafka: Kafka, keys: EventKeys | None = None) -> list[Broken]:
    """Checks all invariants over these services; empty if all hold. To be called when nothing moves (`settle`)."""
    async with opened(places) as found:
        sent = [broken for place in found for broken in await _sent(place, kafka, keys)]
        return [*await check_stored(found), *sent]


async def check_stored(places: Sequence[Open]) -> list[Broken]:
    """Checks the invariants that need no topic: what is stored shows by itself if it was altered."""
    streams = {place.name: await place.streams() for place in places}
    found: list[Broken] = []
    for place in places:
        found += [broken async for broken in _journal(place, dict(streams[place.name]))]
        found += await _stored(place)
        found += _incoming(place, streams)
    return found + await _named_twice(places)


async def settle(places: Sequence[Place], timeout: float = 60, aside: Collection[UUID] = ()) -> bool:
    """Waits until no outbox has a row, nothing is deferred and all is received; False after `timeout` seconds.

    What concerns the dossiers `aside` need not come to rest.
    """
    try:
        async with asyncio.timeout(timeout), opened(places) as found:
            while not await _quiet(found, list(aside)):  # noqa: ASYNC110 - other processes' work has no event here
                await asyncio.sleep(0.2)
    except TimeoutError:
        return False
    return True


async def _quiet(places: Sequence[Open], aside: list[UUID]) -> bool:
    streams = {}
    for place in places:
        row = await place.connection.fetchrow(WAITING, aside)
        if row["outbox"] or row["deferred"]:
            return False
        streams[place.name] = await place.streams()
    names = [str(dossier) for dossier in aside]
    return not any(
        all(name not in broken.what for name in names) for place in places for broken in _incoming(place, streams)
    )


# ---- invariants 1 and 2: the journal, read once


async def _journal(place: Open, streams: dict[UUID, Any]) -> AsyncIterator[Broken]:
    """Follows every chain, replays every entity, and compares the result with the rows."""
    replay = Replay(place.registry, streams)
    async for entry in place.entries():
        for invariant, what in replay.step(entry):
            yield Broken(invariant, place.name, what)
    for what in replay.end():
        yield Broken(2, place.name, what)
    for entity_type in place.registry.entity_types:
        stored = [entity_type.of(record) for record in await place.rows(f"select * from {entity_type.table}")]
        for what in replay.compare(entity_type, stored):
            yield Broken(1, place.name, what)


# ---- invariants 3, 4, 5, 7, 8


async def _sent(place: Open, kafka: Kafka, keys: EventKeys | None) -> list[Broken]:
    """Every entry of the journal is on the topic, each copy with its digest and body, and nothing else is there."""
    sent, found = defaultdict[Any, set[Any]](set), []
    for record in await records_on(kafka, place.name, keys):
        if isinstance(record, EventRecord):
            sent[record.dossier, record.sequence].add((record.digest, sha256(record.value).digest()))
        elif record.kind == "forged":
            found.append(f"offset {record.offset} of partition {record.partition} on its topic is forged: {record.why}")
    async for entry in place.entries():
        where = f"dossier {entry.dossier} sequence {entry.sequence}"
        copies = sent.pop((entry.dossier, entry.sequence), set())
        if not copies:
            found.append(f"{where} is not on the topic")
        elif copies != {(entry.digest.hex(), sha256(entry.body.encode()).digest())}:
            found.append(f"{where} is on the topic with another digest or body")
    found += [f"dossier {dossier} sequence {n} was sent, but is not in the journal" for dossier, n in sorted(sent)]
    return [Broken(3, place.name, what) for what in found]


async def _stored(place: Open) -> list[Broken]:
    twice = [f"message {row['cause']} moved {row['entity']} twice" for row in await place.rows(TWICE)]
    deferred = [f"{dict(row)}" for row in await place.rows(DEFERRED)]
    lost = [row["what"] for row in await place.rows(ACCEPTED)]
    return [
        Broken(invariant, place.name, what)
        for invariant, found in ((4, twice), (5, deferred), (7, lost))
        for what in found
    ]


async def _named_twice(places: Sequence[Open]) -> list[Broken]:
    known, found = codes.Codes(), []
    for place in places:
        async for named in codes.codes(place.registry, place.connection):
            if what := known.doubled(named):
                found.append(Broken(codes.INVARIANT, place.name, what))
    return found


def _incoming(place: Place, streams: dict[str, dict[UUID, Any]]) -> list[Broken]:
    """Compares one subscriber's checkpoints with the ends of its producers' streams, both ways."""
    producers = set(place.registry.producers) & streams.keys()
    ends = {
        (dossier, producer, row["sequence"], row["digest"].hex())
        for producer in producers
        for dossier, row in streams[producer].items()
        if row["sequence"]
    }
    known = [(dossier, json.loads(row["checkpoints"])) for dossier, row in streams[place.name].items()]
    checkpoints = {
        (dossier, producer, *each[producer]) for dossier, each in known for producer in each.keys() & producers
    }
    found = [
        *(f"dossier {d}: {p} has emitted {n} events, the last was not received" for d, p, n, _ in ends - checkpoints),
        *(f"dossier {d}: sequence {n} of {p} was received, but is not its last" for d, p, n, _ in checkpoints - ends),
    ]
    return [Broken(8, place.name, what) for what in sorted(found)]
