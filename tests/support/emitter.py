"""A producer without a database: the records it would emit, as Kafka would deliver them. For tests of subscribers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from typing import Any
from uuid import UUID

from motcua.stack.services import event_keys
from shared.kernel.entry import Entry
from shared.kernel.envelope import headers_and_value, read, topic_of
from shared.kernel.incoming import EventRecord, Incoming, Rejected
from shared.kernel.keys import EventKeys, Key, Names
from shared.kernel.registry import Registry
from shared.kernel.streams import Stream
from shared.kernel.unit_of_work import UnitOfWork
from tests.support.toy_words import Context


@dataclass
class Record:
    """A record as a consumer hands it over."""

    topic: str
    partition: int
    offset: int
    value: bytes | None
    headers: Sequence[Any]


def incoming(message: Any, dossier: UUID, **more: Any) -> Incoming[Any]:
    """A message as someone's doing."""
    return Incoming(**{"message": message, "dossier": dossier, "actor": "person", "role": "applicant", **more})


def recorded(producer: str, entry: Entry, offset: int = 0, **headers: str | None) -> Record:
    """A journal entry as a record; `headers` replaces some of its headers, None removes one. Signed after that."""
    sent, body = headers_and_value(producer, Row(entry))
    values = {name: value for name, value in sent if name not in headers}
    values |= {name: value.encode() for name, value in headers.items() if value is not None}
    given = values.pop("ce_mac", None)
    mac = key_of(producer).mac(Names(*values), b"\0".join((*values.values(), body)))
    return Record(topic_of(producer), 0, offset, body, [*values.items(), ("ce_mac", mac if given is None else given)])


@cache
def key_of(producer: str) -> Key:
    """What a producer signs with on a local stack."""
    return EventKeys(event_keys([producer])).own(producer)


def said(record: Record) -> EventRecord:
    """A record that can be read."""
    found = read(record)
    assert isinstance(found, EventRecord), found
    return found


def unreadable(record: Record) -> Rejected:
    """A record that cannot."""
    found = read(record)
    assert isinstance(found, Rejected), found
    return found


class Row(dict[str, Any]):
    """A journal row as the database gives it."""

    def __init__(self, entry: Entry) -> None:
        super().__init__(entry._asdict())


@dataclass
class Emitter:
    """Emits events in memory; `records` are all of them, oldest first."""

    registry: Registry[Any]
    streams: dict[UUID, Stream] = field(default_factory=dict)
    context: Context = field(default_factory=lambda: Context({}, datetime.now(UTC)))
    entries: list[Entry] = field(default_factory=list)
    records: list[EventRecord] = field(default_factory=list)

    def emit(self, dossier: UUID, *messages: Any) -> list[EventRecord]:
        """The records it emits about a dossier on these messages."""
        self.streams.setdefault(dossier, Stream())
        before = len(self.records)
        for message in messages:
            uow = UnitOfWork(self.registry.producer, self.streams, datetime.now(UTC))
            self.registry.handlers[type(message)](self.context, uow, incoming(message, dossier))
            self._remember(uow.moves)
        return self.records[before:]

    def _remember(self, entries: Iterable[Entry]) -> None:
        for entry in entries:
            self.entries.append(entry)
            self.records.append(said(recorded(self.registry.producer, entry, len(self.records))))

    def record(self, record: EventRecord, **headers: str | None) -> Record:
        """The Kafka record of one of them, with some headers replaced."""
        return recorded(self.registry.producer, self.entries[record.offset], record.offset, **headers)
