"""`receive`: the one way in for what other services have said.

Kafka feeds it batches and the retrier feeds it deferred lines; skipping, holding, receiving, forks and parking
exist once, here. One call is one transaction's worth: lock, decide in memory, write the unit of work. The caller
commits, and owns what happens when this raises (anything but a refusal, which is parked right here).
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
from shared.kernel.incoming import EventRecord, Incoming, Unreadable
from shared.kernel.journal import begin, clean, write
from shared.kernel.registry import Registry
from shared.kernel.telemetry import FORKS, PARKED, RECEIVED
from shared.kernel.unit_of_work import UnitOfWork

log = structlog.get_logger()


class Place(Enum):
    """Where a line stands against the checkpoint of its dossier and producer."""

    OLD = "old"  # done with: a duplicate, however late
    FORK_BEHIND = "fork behind"  # the very line of the checkpoint, but with another digest
    DEFERRED = "held"  # already deferred; the retrier tries it, not Kafka
    CHANGED = "changed"  # already deferred, but these are other bytes
    GAP = "gap"  # something before it is missing
    FORK = "fork"  # the next line, but it follows another line than the one received
    NEXT = "next"


def place_of(uow: UnitOfWork, said: EventRecord, *, retrying: bool) -> Place:
    """Compares one line with the checkpoint and the deferred lines. Pure."""
    line, digest = uow.streams[said.dossier].checkpoint(said.producer)
    if said.line <= line:
        return Place.FORK_BEHIND if said.line == line and said.digest != digest else Place.OLD
    known = None if retrying else uow.deferred.get(said.key)
    if known is not None:
        return Place.DEFERRED if known == said.digest else Place.CHANGED
    if said.line > line + 1:
        return Place.DEFERRED if said.key in uow.deferred else Place.GAP
    return Place.NEXT if said.previous == digest else Place.FORK


async def receive(
    tx: Tx, registry: Registry[Any], batch: Sequence[EventRecord | Unreadable], *, retrying: bool = False
) -> UnitOfWork:
    """Receives a batch in order and writes the unit of work. Raises whatever a handler or the database raises."""
    lines = [said for said in batch if isinstance(said, EventRecord)]
    uow = await begin(tx, registry.producer, {said.dossier for said in lines})
    decoded = decode(uow, registry, lines)
    concerned = [incoming for incoming in decoded.values() if isinstance(incoming, Incoming)]
    context = await registry.load(tx, uow, concerned) if concerned else None
    places = Counter(
        (said.producer, _receive_one(uow, registry, context, said, decoded, retrying=retrying)) for said in lines
    )
    for (producer, place), count in places.items():
        RECEIVED.labels(producer, place.value).inc(count)
    await write(tx, uow)
    await _park_unreadable(tx, [record for record in batch if isinstance(record, Unreadable)])
    return uow


async def keep_back(tx: Tx, registry: Registry[Any], batch: Sequence[EventRecord | Unreadable]) -> UnitOfWork:
    """Holds a batch without trying any of it: something in there may be killing the process.

    The retrier then tries it little by little, and counts before it tries.
    """
    lines = [said for said in batch if isinstance(said, EventRecord)]
    uow = await begin(tx, registry.producer, {said.dossier for said in lines})
    for said in lines:
        if place_of(uow, said, retrying=False) not in (Place.OLD, Place.FORK_BEHIND, Place.DEFERRED):
            uow.defer(said, "waiting", "the process has died near this line; it is tried apart")
    await write(tx, uow)
    await _park_unreadable(tx, [record for record in batch if isinstance(record, Unreadable)])
    return uow


Decoded = dict[tuple[Any, ...], Incoming[Event] | str | None]


def decode(uow: UnitOfWork, registry: Registry[Any], lines: Sequence[EventRecord]) -> Decoded:
    """One decode per line above its checkpoint: a message, None where it does not concern us, or why it cannot be."""
    events, decoded = registry.events, Decoded()
    for said in lines:
        if said.line <= uow.streams[said.dossier].checkpoint(said.producer)[0]:
            continue
        event = events.get(said.kind)
        key = (*said.key, said.digest)
        if event is None or said.kind.split(".")[1] != said.producer:
            decoded[key] = f"unknown: {said.kind} from {said.producer}"
        elif event in registry.unhandled:
            decoded[key] = None
        else:
            decoded[key] = _decoded(said, event)
    return decoded


def _decoded(said: EventRecord, event: type[Event]) -> Incoming[Event] | str:
    try:
        return said.incoming(msgspec.json.decode(said.value, type=event))
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        return f"body: {error}"


def _receive_one(
    uow: UnitOfWork, registry: Registry[Any], context: Any, said: EventRecord, decoded: Decoded, *, retrying: bool
) -> Place:
    place = place_of(uow, said, retrying=retrying)
    if place is Place.NEXT:
        _try(uow, registry, context, said, decoded[*said.key, said.digest])
    elif place is Place.GAP:
        uow.defer(said, "waiting", f"line {uow.streams[said.dossier].checkpoint(said.producer)[0] + 1} has not come")
    elif place in (Place.FORK, Place.FORK_BEHIND, Place.CHANGED):
        _tell_fork(uow, said, place)
    return place


def _try(
    uow: UnitOfWork, registry: Registry[Any], context: Any, said: EventRecord, incoming: Incoming[Event] | str | None
) -> None:
    """The next line of its stream: received, or parked with the reason. Either way the batch goes on."""
    try:
        if isinstance(incoming, str):
            return park(uow, said, incoming.partition(":")[0], incoming)
        if incoming is not None:
            with uow.atomic(said.dossier):
                registry.handlers[type(incoming.message)](context, uow, incoming)
        return uow.checkpoint(said)
    except Refused as refusal:
        return park(uow, said, "refused", str(refusal))


def park(uow: UnitOfWork, said: EventRecord, kind: str, why: str) -> None:
    """Holds the line right after the checkpoint: it was tried. Its producer's later lines will wait behind it."""
    PARKED.labels(said.producer, kind).inc()
    log.warning("parked", dossier=str(said.dossier), producer=said.producer, line=said.line, kind=kind, why=why)
    uow.defer(said, kind, why)


def _tell_fork(uow: UnitOfWork, said: EventRecord, place: Place) -> None:
    """A line that contradicts what was received or deferred before: kept for an operator, and said loudly."""
    line, digest = uow.streams[said.dossier].checkpoint(said.producer)
    FORKS.labels(said.producer).inc()
    log.error(
        "fork", dossier=str(said.dossier), producer=said.producer, line=said.line, checkpoint=line, place=place.value
    )
    if place is Place.FORK:
        uow.defer(said, "fork", f"follows {said.previous}, but line {line} received here is {digest}")
    elif place is Place.CHANGED:
        uow.defer(said, "waiting", "other bytes than those held before; these are the later ones")


UNREADABLE = """
insert into deferred(topic, partition, "offset", headers, value, kind, why, attempts, retry_at)
select t, p, o, h, v, 'unreadable', w, 1, 'infinity'
from unnest($1::text[], $2::int[], $3::bigint[], $4::text[], $5::bytea[], $6::text[]) u(t, p, o, h, v, w)
on conflict (topic, partition, "offset") where dossier is null do nothing
"""


async def _park_unreadable(tx: Tx, records: Sequence[Unreadable]) -> None:
    """Nobody knows whose line it is: parked under its place in the topic, for an operator."""
    if not records:
        return
    log.error("unreadable", count=len(records), topic=records[0].topic, offset=records[0].offset)
    rows = [(r.topic, r.partition, r.offset, r.headers, r.value, clean(r.why)) for r in records]
    await tx.do(UNREADABLE, *map(list, zip(*rows, strict=True)))
