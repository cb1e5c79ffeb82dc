"""Another service that only emits: its records are chained as its journal would chain them, and handed over as read."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from shared.contracts.message import Event
from shared.kernel.entry import Entry, digest_of
from shared.kernel.ids import uuid7
from shared.kernel.incoming import EventRecord
from shared.kernel.streams import Stream
from shared.kernel.unit_of_work import encode
from tests.support.emitter import recorded, said


class Neighbour:
    """What one service would have emitted. `actor` acts, for an agency or for none."""

    def __init__(self, producer: str) -> None:
        self.producer = producer
        self.actor, self.agency = "person", None  # type: str, str | None
        self._streams: dict[UUID, Stream] = {}

    def emits(self, dossier: UUID, *events: Event) -> list[EventRecord]:
        """These events about a dossier, in order."""
        return [self._line(dossier, event) for event in events]

    def _line(self, dossier: UUID, event: Event) -> EventRecord:
        assert event.producer == self.producer
        stream = self._streams.setdefault(dossier, Stream())
        entry = Entry(
            dossier=dossier,
            sequence=stream.sequence + 1,
            entity=dossier,
            entity_type="anything",
            before=None,
            after="said",
            message="Something",
            cause=uuid7(),
            id=uuid7(),
            event=type(event).__name__,
            body=encode(event).decode(),
            actor=self.actor,
            role="officer",
            agency=self.agency,
            at=datetime.now(UTC),
            correlation=uuid7(),
            traceparent=None,
            previous=stream.digest,
            digest=b"",
        )
        entry = entry._replace(digest=digest_of(entry))
        stream.sequence, stream.digest = entry.sequence, entry.digest
        return said(recorded(self.producer, entry, entry.sequence))
