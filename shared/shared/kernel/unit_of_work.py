"""The unit of work: what one transaction will write, decided in memory. It does no I/O; the journal writes it.

`move` is the only code that assigns a state. The moves of one message are kept all or none (`atomic`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import msgspec

from shared.contracts.message import Tick
from shared.kernel.entity import Entity, EntityType, Projection
from shared.kernel.entry import Entry, digest_of
from shared.kernel.errors import TooLarge
from shared.kernel.ids import uuid7
from shared.kernel.incoming import EventRecord, Incoming
from shared.kernel.machine import Step
from shared.kernel.streams import Stream

BODY_LIMIT = 256 * 1024

encode = msgspec.json.Encoder().encode

#: Where a record stands: dossier, producer, sequence.
RecordKey = tuple[UUID, str, int]


class Scheduled(NamedTuple):
    """A timer to fire or a call to make, for an entity's stay in a state."""

    dossier: UUID
    entity: UUID
    name: str
    kind: str
    revision: int
    at: datetime


class Deferred(NamedTuple):
    """A record to defer, and why."""

    record: EventRecord
    kind: str
    why: str


class UnitOfWork:
    """What one transaction writes. `now` is the domain clock's time, `streams` are the locked rows.

    Only its methods write into it (a test holds this), so that a refused message leaves nothing behind.
    """

    def __init__(
        self,
        producer: str,
        streams: dict[UUID, Stream],
        now: datetime,
        deferred: Iterable[tuple[RecordKey, str]] = (),
    ) -> None:
        self.producer = producer
        self.streams = streams
        self.now = now
        self.moves: list[Entry] = []
        self.entities: dict[UUID, tuple[EntityType[Any], Entity]] = {}
        self.created: dict[UUID, None] = {}
        self.scheduled: dict[tuple[UUID, str], Scheduled | None] = {}
        self.projected: dict[tuple[type[Projection], tuple[Any, ...]], Projection] = {}
        self.fanouts: dict[tuple[str, str], None] = {}
        self.turned: set[UUID] = set()
        self.deferred = dict(deferred)
        self.deferring: dict[RecordKey, Deferred] = {}
        self.released: set[RecordKey] = set()
        self._undo: list[tuple[Any, ...]] = []

    def locked(self, streams: dict[UUID, Stream]) -> None:
        """Other streams that its transaction has locked."""
        self.streams |= streams

    # ---- moving

    def move(self, entity_type: EntityType[Any], entity: Entity, step: Step[Any], incoming: Incoming[Any]) -> None:
        """Adds one move: the entity gets its new state, the journal an entry."""
        stream = self.streams[entity.dossier]
        entry = self._entry(entity_type, entity, step, incoming, stream)
        self._undo.append((entity_type.restore, entity, entity_type.snapshot(entity)))
        self.moves.append(entry)
        self.turned.add(entity.dossier)
        stream.sequence, stream.digest = entry.sequence, entry.digest
        if entity.state is None:
            self._put(self.created, entity.id, None)
        self._put(self.entities, entity.id, (entity_type, entity))
        entity.state, entity.revision = entry.after, entry.sequence
        entity_type.apply(entity, step.event)
        self._schedule(entity_type, entity, step)

    def _entry(
        self, entity_type: EntityType[Any], entity: Entity, step: Step[Any], incoming: Incoming[Any], stream: Stream
    ) -> Entry:
        body = encode(step.event)
        if len(body) > BODY_LIMIT:
            raise TooLarge(f"{type(step.event).__name__} has {len(body)} bytes, at most {BODY_LIMIT} are emitted.")
        entry = Entry(
            dossier=entity.dossier,
            sequence=stream.sequence + 1,
            entity=entity.id,
            entity_type=entity_type.name,
            before=step.before and str(step.before),
            after=str(step.after),
            message=type(incoming.message).__name__,
            cause=incoming.id,
            id=uuid7(),
            event=type(step.event).__name__,
            body=body.decode(),
            actor=incoming.actor,
            role=incoming.role,
            agency=incoming.agency or None,
            at=self.now,
            correlation=incoming.correlation,
            traceparent=incoming.traceparent or None,
            previous=stream.digest,
            digest=b"",
        )
        return Entry(*entry[:-1], digest_of(entry))

    def _schedule(self, entity_type: EntityType[Any], entity: Entity, step: Step[Any]) -> None:
        """Leaving a state drops its scheduled items, entering one sets them; staying keeps all but those in `renew`."""
        machine = entity_type.machine
        stays = step.before is step.after
        for name in machine.scheduled(step.before):
            if not stays:
                self._put(self.scheduled, (entity.id, name), None)
        for limit in machine.within.get(step.after, ()):
            if not stays or limit.tick in step.renew:
                self._schedule_one(entity, limit.tick.__name__, "timer", limit.at(entity))
        for name in machine.calling.get(step.after, ()):
            if not stays:
                self.call(entity, name, self.now)

    def call(self, entity: Entity, name: str, at: datetime) -> None:
        """The call of this stay is due then; it replaces the one that was planned, and one under way counts no more."""
        self._schedule_one(entity, name, "call", at)

    def _schedule_one(self, entity: Entity, name: str, kind: str, at: datetime | None) -> None:
        scheduled = None if at is None else Scheduled(entity.dossier, entity.id, name, kind, entity.revision, at)
        self._put(self.scheduled, (entity.id, name), scheduled)

    def project(self, record: Projection) -> None:
        """Keeps what another service has emitted; a later record with the same key replaces it."""
        self._put(self.projected, (type(record), tuple(getattr(record, name) for name in record.key)), record)

    def fan_out(self, tick: type[Tick], about: dict[str, Any]) -> None:
        """Has this tick fire in many dossiers: in all that the registry's select finds with `about`, soon after."""
        self._put(self.fanouts, (tick.__name__, encode(about).decode()), None)

    # ---- receiving

    def checkpoint(self, record: EventRecord) -> None:
        """Moves the checkpoint onto a record that is done with; it is deferred no longer."""
        self.streams[record.dossier].checkpoints[record.producer] = (record.sequence, record.digest)
        self.turned.add(record.dossier)
        if self.deferred.pop(record.key, None) is not None:
            self.deferring.pop(record.key, None)
            self.released.add(record.key)

    def defer(self, record: EventRecord, kind: str, why: str) -> None:
        """Defers a record. `kind`: waiting, fork, or why it is parked: refused, unknown, body, bug.

        (While it is retried it is `trying`.)
        """
        self.deferred[record.key] = record.digest
        self.deferring[record.key] = Deferred(record, kind, why)

    @contextmanager
    def atomic(self, dossier: UUID) -> Iterator[None]:
        """Keeps everything one message writes, or nothing: an exception restores the unit of work."""
        stream, moves = self.streams[dossier], len(self.moves)
        sequence, digest = stream.sequence, stream.digest
        self._undo.clear()
        try:
            yield
        except BaseException:
            for restore, *old in reversed(self._undo):
                restore(*old)
            del self.moves[moves:]
            stream.sequence, stream.digest = sequence, digest
            raise

    def _put(self, where: dict[Any, Any], key: Any, value: Any) -> None:
        """`where[key] = value`, and how to undo it."""
        if key in where:
            self._undo.append((where.__setitem__, key, where[key]))
        else:
            self._undo.append((where.pop, key))
        where[key] = value
