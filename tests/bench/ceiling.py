"""The bare database: the same rows as the kernel's, written by asyncpg arrays, 500 moves a transaction.

Nothing is decoded, decided or read: the rows of a case's moves are made before the clock starts. Several databases are
written at the same time over one connection each. This is the upper bound for any program on this server.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain, islice
from typing import Any
from uuid import UUID

import asyncpg

from motcua.stack.addresses import Scratch
from shared.kernel.db import Part, as_one
from shared.kernel.entity import EntityType, values
from shared.kernel.entry import Entry
from shared.kernel.ids import uuid7
from shared.kernel.incoming import EventRecord
from shared.kernel.journal import journal, streams_of
from shared.kernel.streams import INSERT, Stream
from tests.bench.case import HELPS, MOVES, Bench, Submit
from tests.support.emitter import Emitter

Statement = tuple[str, tuple[Any, ...]]
Batches = list[list[Statement]]


async def both_services(databases: Mapping[str, Scratch], bench: Bench, cases: int, batch: int) -> float:
    """Cases a second: all rows of both services."""
    batches = {name: written(bench, name, cases, batch) for name in databases}
    return cases / await seconds(databases, batches)


async def desk_alone(databases: Mapping[str, Scratch], bench: Bench, cases: int, batch: int) -> float:
    """Moves a second of one service, one connection."""
    batches = written(bench, "desk", cases, batch)
    return cases * MOVES / await seconds({"desk": databases["desk"]}, {"desk": batches})


async def seconds(databases: Mapping[str, Scratch], batches: Mapping[str, Batches]) -> float:
    """Seconds to write all of it."""
    connections = {name: await asyncpg.connect(databases[name].writer_dsn) for name in batches}
    try:
        for one in connections.values():
            await one.execute("select 1")
        began = time.monotonic()
        await asyncio.gather(*(write(connections[name], batches[name]) for name in batches))
        return time.monotonic() - began
    finally:
        for one in connections.values():
            await one.close()


async def write(connection: Any, batches: Batches) -> None:
    for batch in batches:
        async with connection.transaction():
            for sql, columns in batch:
                await connection.execute(sql, *columns)


def written(bench: Bench, name: str, cases: int, batch: int) -> Batches:
    """The statements and columns that one service writes for so many cases, move by move."""
    entity_type, steps = bench.entity_types[name], MOVES if name == "desk" else HELPS
    emitter, streams = Emitter(bench.registries[name]), {uuid7(): Stream() for _ in range(cases)}
    counter = Emitter(bench.registries["counter"])
    told = {dossier: counter.emit(dossier, Submit())[0] for dossier in streams}
    about = dict(step=1, procedure="2.000004", agency="H99.03", route="r/7", due_at=emitter.context.now)
    other = bench.Helped(**about) if name == "desk" else bench.Asked(**about)
    batches: Batches = []
    for step in range(steps):
        first = step == 0
        message = bench.Submitted(**about) if first and name == "desk" else other
        for some in _chunks(streams, batch):
            for dossier in some:
                emitter.emit(dossier, message)
            batches.append(_statements(entity_type, emitter, some, told, first=first))
    return batches


def _statements(
    entity_type: EntityType[Any],
    emitter: Emitter,
    some: Sequence[UUID],
    told: Mapping[UUID, EventRecord],
    *,
    first: bool,
) -> list[Statement]:
    entries: list[Entry] = emitter.entries[-len(some) :]
    entities = [emitter.context.rows[dossier] for dossier in some]
    checkpoints = [Stream(checkpoints={"counter": (1, told[dossier].digest)}).encoded() for dossier in some]
    turned = [(e.dossier, e.sequence, e.digest, incoming) for e, incoming in zip(entries, checkpoints, strict=True)]
    parts: list[Part] = [
        ("moved", entity_type.insert if first else entity_type.update, values(entity_type.columns, entities)),
        *journal(entries),
        *streams_of(turned),
    ]
    whole = as_one(tuple((name, sql, len(given)) for name, sql, given in parts))
    return [
        *([(INSERT, (list(some),))] if first else []),
        (whole, tuple(chain.from_iterable(given for _, _, given in parts))),
    ]


def _chunks(items: Iterable[UUID], size: int) -> Iterable[list[UUID]]:
    rest = iter(items)
    while some := list(islice(rest, size)):
        yield some
