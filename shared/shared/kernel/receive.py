"""Receives records of other services: from Kafka in batches, from the retrier those that were deferred.

Skipping, deferring, parking and forks exist only here. One call is one transaction's work: lock, decide in memory,
write the unit of work. The caller commits, and handles what is raised; a refusal is not: its record is parked.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from enum import Enum
from typing import Any

import msgspec
import structlog

from shared.contracts.message import Event
from shared.kernel.db import Tx
from shared.kernel.errors import Refused
from shared.kernel.handling import decide
from shared.kernel.incoming import EventRecord, Incoming, Rejected
from shared.kernel.journal import begin, clean, write
from shared.kernel.metrics import FORKS, PARKED, RECEIVED
from shared.kernel.registry import Registry
from shared.kernel.unit_of_work import UnitOfWork

log = structlog.get_logger()

KILLING = "the process died near this record; it is retried alone"


class Place(Enum):
    """Where a record stands against the checkpoint of its dossier and producer."""

    OLD = "old"  # at or below the checkpoint: a duplicate
    FORK_BEHIND = "fork behind"  # the record of the checkpoint, with another digest
    DEFERRED = "deferred"  # already deferred; only the retrier tries it
    CHANGED = "changed"  # already deferred, with other bytes
    GAP = "gap"  # an earlier record is missing
    FORK = "fork"  # the next record, but its `previous` is not the checkpoint's digest
    NEXT = "next"


def place_of(uow: UnitOfWork, record: EventRecord, *, retrying: bool) -> Place:
    """Compares one record with the checkpoint and the deferred records. Pure."""
    sequence, digest = uow.streams[record.dossier].checkpoint(record.producer)
    if record.sequence <= sequence:
        return Place.FORK_BEHIND if record.sequence == sequence and record.digest != digest else Place.OLD
    known = None if retrying else uow.deferred.get(record.key)
    if known is not None:
        return Place.DEFERRED if known == record.digest else Place.CHANGED
    if record.sequence > sequence + 1:
        return Place.DEFERRED if record.key in uow.deferred else Place.GAP
    return Place.NEXT if record.previous == digest else Place.FORK


async def receive(
    tx: Tx, registry: Registry[Any], batch: Sequence[EventRecord | Rejected], *, retrying: bool = False
) -> UnitOfWork:
    """Receives a batch in order and writes the unit of work. Raises what a handler or the database raises."""
    records = [record for record in batch if isinstance(record, EventRecord)]
    uow = await begin(tx, registry.producer, {record.dossier for record in records})
    decoded = decode(uow, registry, records)
    concerned = [incoming for incoming in decoded.values() if isinstance(incoming, Incoming)]
    context = await registry.load(tx, uow, concerned) if concerned else None
    places = Counter(
        (record.producer, _receive_one(uow, registry, context, record, decoded, retrying=retrying))
        for record in records
    )
    for (producer, place), count in places.items():
        RECEIVED.labels(producer, place.value).inc(count)
    await write(tx, uow)
    await _park_rejected(tx, batch)
    return uow


async def keep_back(
    tx: Tx, registry: Registry[Any], batch: Sequence[EventRecord | Rejected], why: str = KILLING
) -> UnitOfWork:
    """Defers a batch without trying any of it: the retrier tries it little by little, and counts before it tries."""
    records = [record for record in batch if isinstance(record, EventRecord)]
    uow = await begin(tx, registry.producer, {record.dossier for record in records})
    for record in records:
        if place_of(uow, record, retrying=False) not in (Place.OLD, Place.FORK_BEHIND, Place.DEFERRED):
            uow.defer(record, "waiting", why)
    await write(tx, uow)
    await _park_rejected(tx, batch)
    return uow


Decoded = dict[tuple[Any, ...], Incoming[Event] | str | None]


def decode(uow: UnitOfWork, registry: Registry[Any], records: Sequence[EventRecord]) -> Decoded:
    """For each record above its checkpoint: its message, None if the type is unhandled, or why it cannot be decoded."""
    events, decoded = registry.events, Decoded()
    for record in records:
        if record.sequence <= uow.streams[record.dossier].checkpoint(record.producer)[0]:
            continue
        event = events.get(record.kind)
        key = (*record.key, record.digest)
        if event is None or record.kind.split(".")[1] != record.producer:
            decoded[key] = f"unknown: {record.kind} from {record.producer}"
        elif event in registry.unhandled:
            decoded[key] = None
        else:
            decoded[key] = _decoded(record, event)
    return decoded


def _decoded(record: EventRecord, event: type[Event]) -> Incoming[Event] | str:
    try:
        return record.incoming(msgspec.json.decode(record.value, type=event))
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        return f"body: {error}"


def _receive_one(
    uow: UnitOfWork, registry: Registry[Any], context: Any, record: EventRecord, decoded: Decoded, *, retrying: bool
) -> Place:
    place = place_of(uow, record, retrying=retrying)
    if place is Place.NEXT:
        _try(uow, registry, context, record, decoded[*record.key, record.digest])
    elif place is Place.GAP:
        checkpoint, _ = uow.streams[record.dossier].checkpoint(record.producer)
        uow.defer(record, "waiting", f"sequence {checkpoint + 1} has not come")
    elif place in (Place.FORK, Place.FORK_BEHIND, Place.CHANGED):
        _report_fork(uow, record, place)
    return place


def _try(
    uow: UnitOfWork, registry: Registry[Any], context: Any, record: EventRecord, incoming: Incoming[Event] | str | None
) -> None:
    """Handles the next record of its stream, or parks it with the reason; the batch goes on."""
    if isinstance(incoming, str):
        return park(uow, record, incoming.partition(":")[0], incoming)

    def parked(_incoming: Incoming[Any], refusal: Refused) -> None:
        park(uow, record, "refused", str(refusal))

    if incoming is None or decide(registry, context, uow, incoming, parked):
        uow.checkpoint(record)
    return None


def park(uow: UnitOfWork, record: EventRecord, kind: str, why: str) -> None:
    """Defers a record that was tried; later records of its producer and dossier wait behind it."""
    PARKED.labels(record.producer, kind).inc()
    log.warning("parked", **_named(record), kind=kind, why=why)
    uow.defer(record, kind, why)


def _named(record: EventRecord) -> dict[str, Any]:
    return {"dossier": str(record.dossier), "producer": record.producer, "sequence": record.sequence}


def _report_fork(uow: UnitOfWork, record: EventRecord, place: Place) -> None:
    """Keeps a record that contradicts an earlier one for an operator, and logs an error."""
    sequence, digest = uow.streams[record.dossier].checkpoint(record.producer)
    FORKS.labels(record.producer).inc()
    log.error("fork", **_named(record), checkpoint=sequence, place=place.value)
    if place is Place.FORK:
        uow.defer(record, "fork", f"follows {record.previous}, but sequence {sequence} received here is {digest}")
    elif place is Place.CHANGED:
        uow.defer(record, "waiting", "other bytes than those deferred before; these are the later ones")


REJECTED = """
insert into deferred(topic, partition, "offset", headers, value, why, kind, digest, attempts, retry_at)
select t, p, o, h, v, w, k, d, 1, 'infinity'
from unnest($1::text[], $2::int[], $3::bigint[], $4::text[], $5::bytea[], $6::text[], $7::text[], $8::text[])
     u(t, p, o, h, v, w, k, d)
on conflict (topic, partition, "offset") where dossier is null do nothing
"""


async def _park_rejected(tx: Tx, batch: Sequence[EventRecord | Rejected]) -> None:
    """Parked under its place in the topic, for an operator: what it says of itself counts for nothing."""
    records = [record for record in batch if isinstance(record, Rejected)]
    if not records:
        return
    for record in records:
        PARKED.labels(record.topic.partition(".")[2], record.kind).inc()
    first = records[0]
    log.error(first.kind, count=len(records), topic=first.topic, offset=first.offset, why=clean(first.why))
    rows = [(r.topic, r.partition, r.offset, r.headers, r.value, clean(r.why), r.kind, r.digest) for r in records]
    await tx.do(REJECTED, *map(list, zip(*rows, strict=True)))
