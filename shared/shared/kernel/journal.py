"""The journal: one row per move, in the order the moves were made.

A row is the audit entry, the event and what the relay sends: its body is the bytes of the record, and its digest covers
the digest of the row before. `advance` is the only code that changes a state. `begin` opens a unit of work under the
lock rule, `write` writes it set by set. The caller commits.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import timedelta
from functools import cache
from operator import attrgetter
from typing import Any
from uuid import UUID

from shared.contracts.message import Event
from shared.kernel import streams
from shared.kernel.db import Part, Read, Records, Tx
from shared.kernel.entity import NOW, Entity, EntityType, Projection, arrays, columns_of, values
from shared.kernel.entry import Entry
from shared.kernel.incoming import Incoming, kept
from shared.kernel.unit_of_work import Deferred, UnitOfWork

FIRST_RETRY = timedelta(seconds=1)


def advance(
    uow: UnitOfWork, entity_type: EntityType[Any], entity: Entity, facts: Any, incoming: Incoming[Any]
) -> Event | None:
    """Moves `entity` as the message demands and emits the event. None: the message is listed under `ignore`.

    Raises Refused (also UnlistedMove) and leaves the unit of work as it was. The caller has locked the dossier.
    """
    step = entity_type.machine.decide(entity.state, facts, incoming.message)
    if step is None:
        return None
    uow.move(entity_type, entity, step, incoming)
    return step.event


COLUMNS = ", ".join(Entry._fields)
WRITE = f"""
insert into journal({COLUMNS}) select {COLUMNS}
from unnest($1::uuid[], $2::bigint[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::text[], $8::uuid[],
            $9::uuid[], $10::text[], $11::text[], $12::text[], $13::text[], $14::text[], $15::timestamptz[],
            $16::uuid[], $17::text[], $18::bytea[], $19::bytea[]) with ordinality u({COLUMNS}, place)
order by place returning position
"""
QUEUE = "insert into outbox(position) select position from written order by position"
STREAMS = """
update streams s set sequence = u.sequence, digest = u.digest, checkpoints = u.checkpoints
from unnest($1::uuid[], $2::bigint[], $3::bytea[], $4::jsonb[]) u(dossier, sequence, digest, checkpoints)
where s.dossier = u.dossier
"""
DEFERRED_NOW = "select dossier, producer, sequence, digest from deferred where dossier = any($1::uuid[])"
DEFER = """
insert into deferred as h (dossier, producer, sequence, digest, topic, partition, "offset", headers, value, kind, why,
                       attempts, retry_at)
select dossier, producer, sequence, digest, topic, partition, place, headers, value, kind, why, attempts, now() + delay
from unnest($1::uuid[], $2::text[], $3::bigint[], $4::text[], $5::text[], $6::int[], $7::bigint[],
            $8::text[], $9::bytea[], $10::text[], $11::text[], $12::int[], $13::interval[])
     u(dossier, producer, sequence, digest, topic, partition, place, headers, value, kind, why, attempts, delay)
on conflict (dossier, producer, sequence) do update set
    kind = excluded.kind, why = excluded.why, digest = excluded.digest, headers = excluded.headers,
    value = excluded.value, topic = excluded.topic, partition = excluded.partition, "offset" = excluded."offset",
    retry_at = case when h.digest = excluded.digest then h.retry_at else excluded.retry_at end
"""
RELEASE = """
delete from deferred h using unnest($1::uuid[], $2::text[], $3::bigint[]) u(dossier, producer, sequence)
where h.dossier = u.dossier and h.producer = u.producer and h.sequence = u.sequence
"""
TRY_AGAIN = "update deferred set retry_at = now() where dossier = any($1::uuid[]) and kind = 'refused'"
UNSCHEDULE = """
delete from scheduled d using unnest($1::uuid[], $2::text[]) u(entity, name)
where d.entity = u.entity and d.name = u.name
"""
SCHEDULE = """
insert into scheduled(dossier, entity, name, kind, revision, at)
select * from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::bigint[], $6::timestamptz[])
on conflict (entity, name) do update set
    kind = excluded.kind, revision = excluded.revision, at = excluded.at, attempts = 0, leased_until = null
"""
FAN_OUT = "insert into fanouts(name, about) select * from unnest($1::text[], $2::jsonb[])"


async def begin(tx: Tx, producer: str, dossiers: Collection[UUID], *, free: bool = False) -> UnitOfWork:
    """An empty unit of work over these dossiers, locked by the lock rule, with the keys of their deferred records."""
    return (await begin_reading(tx, producer, dossiers, free=free))[0]


async def begin_reading(
    tx: Tx, producer: str, dossiers: Collection[UUID], *reads: Read, free: bool = False
) -> tuple[UnitOfWork, Sequence[Records]]:
    """As `begin`, with further reads under the lock in the same round trip."""
    locked, now = await streams.lock(tx, dossiers, free=free)
    deferred, *found = await tx.fetch_all((DEFERRED_NOW, [list(locked)]), *reads)
    digests = (((row["dossier"], row["producer"], row["sequence"]), row["digest"]) for row in deferred)
    return UnitOfWork(producer, locked, now, digests), found


async def write(tx: Tx, uow: UnitOfWork, *more: Part) -> None:
    """Writes the unit of work and what the caller adds, set by set, in one round trip."""
    await _write_deferred(tx, uow)
    kinds = _kinds(uow)
    turned = [(d, s.sequence, s.digest, s.encoded()) for d, s in uow.streams.items() if d in uow.turned]
    await tx.do_all(
        [
            *entities(uow),
            *journal(uow.moves),
            *_scheduled(uow),
            *_projected(uow, kinds),
            *_part("fanned_out", FAN_OUT, uow.fanouts),
            *streams_of(turned),
            *more,
        ]
    )
    await tx.do_all([part for kind in kinds.items() for part in _shown(uow, *kind, moved=True)])


def _part(name: str, sql: str, rows: Collection[tuple[Any, ...]]) -> list[Part]:
    """One statement for all rows, given as arrays; none for no rows."""
    return [(name, sql, [list(column) for column in zip(*rows, strict=True)])] if rows else []


def journal(moves: Collection[Entry]) -> list[Part]:
    """Journal rows and their outbox rows."""
    return [*_part("written", WRITE, moves), ("queued", QUEUE, ())] if moves else []


def streams_of(turned: Collection[tuple[UUID, int, bytes, str]]) -> list[Part]:
    """Streams to update: dossier, sequence and digest of the last event, checkpoints."""
    return _part("turned", STREAMS, turned)


def entities(uow: UnitOfWork) -> list[Part]:
    """Each entity is written once, however often it moved."""
    sets: dict[tuple[str, str], tuple[EntityType[Any], list[Entity]]] = {}
    for key, (entity_type, entity) in uow.entities.items():
        verb = "insert" if key in uow.created else "update"
        sets.setdefault((entity_type.name, verb), (entity_type, []))[1].append(entity)
    return [
        (
            f"{verb}_{entity_type.table}",
            entity_type.insert if verb == "insert" else entity_type.update,
            values(entity_type.columns, rows),
        )
        for (_, verb), (entity_type, rows) in sets.items()
    ]


def _scheduled(uow: UnitOfWork) -> list[Part]:
    dropped = [key for key, scheduled in uow.scheduled.items() if scheduled is None]
    set_ = [scheduled for scheduled in uow.scheduled.values() if scheduled is not None]
    return [*_part("dropped", UNSCHEDULE, dropped), *_part("due_now", SCHEDULE, set_)]


def _kinds(uow: UnitOfWork) -> dict[Any, list[Projection]]:
    kinds: dict[Any, list[Projection]] = {}
    for (kind, _), record in uow.projected.items():
        kinds.setdefault(kind, []).append(record)
    return kinds


def _projected(uow: UnitOfWork, kinds: dict[Any, list[Projection]]) -> list[Part]:
    return [*map(_learned, kinds.items()), *(part for kind in kinds.items() for part in _shown(uow, *kind))]


def _learned(kind: tuple[Any, list[Projection]]) -> Part:
    return f"learned_{kind[0].table}", _upsert(kind[0]), values(columns_of(kind[0]), kind[1])


def _shown(uow: UnitOfWork, kind: Any, records: list[Any], *, moved: bool = False) -> list[Part]:
    """Entities that are shown with these rows have changed. One that has `moved` too is written twice, one by one."""
    if not kind.shown_in:
        return []
    taken = ("dossier", *kind.shown_as.values())
    rows = [attrgetter(*taken)(record) for record in records if (record.dossier in uow.entities) is moved]
    return _part(f"shown_in_{kind.shown_in}", _show(kind), [row if isinstance(row, tuple) else (row,) for row in rows])


@cache
def _show(kind: Any) -> str:
    types = {column.name: column for column in columns_of(kind)}
    given = arrays([types[name] for name in ("dossier", *kind.shown_as.values())])
    sets = "".join(f", {name} = u.{name}" for name in kind.shown_as)
    return (
        f"update {kind.shown_in} t set changed_at = {NOW}{sets} "
        f"from unnest({given}) u({', '.join(('id', *kind.shown_as))}) where t.id = u.id"
    )


@cache
def _upsert(kind: Any) -> str:
    columns = columns_of(kind)
    names = ", ".join(c.name for c in columns)
    sets = ", ".join(f"{c.name} = excluded.{c.name}" for c in columns)
    latest = "" if kind.append else f" on conflict ({', '.join(kind.key)}) do update set {sets}"
    return f"insert into {kind.table} ({names}) select * from unnest({arrays(columns)}){latest}"


async def _write_deferred(tx: Tx, uow: UnitOfWork) -> None:
    deferring = [_deferred_row(deferred) for deferred in uow.deferring.values()]
    await tx.do_all([*_part("released", RELEASE, uow.released), *_part("holding", DEFER, deferring)])
    moved = {entry.dossier for entry in uow.moves}
    poked = [dossier for dossier, _, _ in uow.deferred if dossier in moved]
    if poked:
        await tx.do(TRY_AGAIN, poked)


def _deferred_row(deferred: Deferred) -> tuple[Any, ...]:
    """A row of `deferred`. A record that was tried is due in FIRST_RETRY; one that waits, as soon as it is next."""
    record, tried = deferred.record, deferred.kind not in ("waiting", "fork")
    return (
        *(*record.key, record.digest, record.topic, record.partition, record.offset, kept(record.raw), record.value),
        *(deferred.kind, clean(deferred.why), int(tried), FIRST_RETRY if tried else timedelta()),
    )


def clean(why: str) -> str:
    """A reason that PostgreSQL can store: without NUL, at most 4,000 characters."""
    return why.replace("\0", "\N{REPLACEMENT CHARACTER}")[:4000]
