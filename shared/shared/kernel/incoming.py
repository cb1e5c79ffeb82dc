"""Messages as they are handled: content, dossier, and who acts.

Requests, records, timers, answers and callbacks all become an `Incoming` before anything is decided. An `EventRecord`
comes from Kafka and has a place in its producer's stream.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

from msgspec import Struct, field
from msgspec.structs import replace

from shared.contracts.message import Event
from shared.contracts.relation import Parties
from shared.kernel.ids import uuid7

M = TypeVar("M")

Raw = Sequence[tuple[str, bytes | None]]


def kept(headers: Raw) -> str:
    """Headers as lossless text, for `deferred`."""
    return json.dumps([[name, (value or b"").decode("latin-1")] for name, value in headers])


class Incoming(Struct, Generic[M], frozen=True, kw_only=True):
    """One message. The journal keeps `id` as the cause of its moves.

    `at` is when another service emitted it, by that service's clock; None for all other messages. `level` is the
    caller's level of assurance, 0 without one, and `parties` are the ids it applies under; the journal keeps neither.
    """

    message: M
    dossier: UUID
    entity: UUID | None = None
    id: UUID = field(default_factory=uuid7)
    actor: str
    role: str
    agency: str | None = None
    level: int = 0
    parties: Parties = Parties()
    correlation: UUID = field(default_factory=uuid7)
    traceparent: str | None = None
    at: datetime | None = None

    def instead(self, message: Any, **changes: Any) -> Incoming[Any]:
        """A message that follows from this one: same dossier, same actor."""
        return replace(self, message=message, **changes)


class EventRecord(Struct, frozen=True, kw_only=True):
    """One record from a topic. Its headers are read, its body is not decoded yet."""

    dossier: UUID
    entity: UUID
    producer: str
    sequence: int
    id: UUID
    kind: str
    digest: str
    previous: str
    actor: str
    role: str
    agency: str | None
    correlation: UUID
    traceparent: str | None
    topic: str
    partition: int
    offset: int
    raw: Raw
    value: bytes
    at: datetime | None = None

    @property
    def key(self) -> tuple[UUID, str, int]:
        """Its place: dossier, producer, sequence."""
        return self.dossier, self.producer, self.sequence

    def incoming(self, message: Event) -> Incoming[Event]:
        """This record with its decoded body."""
        return Incoming(
            message=message,
            dossier=self.dossier,
            entity=self.entity,
            id=self.id,
            actor=self.actor,
            role=self.role,
            agency=self.agency,
            correlation=self.correlation,
            traceparent=self.traceparent,
            at=self.at,
        )


@dataclass(frozen=True, slots=True)
class Rejected:
    """A record that is not taken for what it says it is. `digest` is its claim, if it can be read.

    `kind` is unreadable (of its headers), or forged (read, and not proved).
    """

    topic: str
    partition: int
    offset: int
    headers: str
    value: bytes
    why: str
    kind: str = "unreadable"
    digest: str | None = None
