"""A message in the ear: what was received, about which dossier, and who is behind it.

The four ways of receiving (HTTP, Kafka, the clock, an answer) all become a `Incoming` before anything is
decided. `EventRecord` is the one that came over Kafka, with its place in its producer's stream. This module
only describes.
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
from shared.kernel.ids import uuid7

M = TypeVar("M")

Raw = Sequence[tuple[str, bytes | None]]


def kept(headers: Raw) -> str:
    """Headers as text that loses nothing, for `deferred`. Made only for what is deferred: it costs as much as
    reading them.
    """
    return json.dumps([[name, (value or b"").decode("latin-1")] for name, value in headers])


class Incoming(Struct, Generic[M], frozen=True, kw_only=True):
    """One message. `id` names it for the journal's `cause`; actor, role and agency say who acts.

    `at` is when another service emitted it, by its clock; None for what is asked or happens now.
    """

    message: M
    dossier: UUID
    entity: UUID | None = None
    id: UUID = field(default_factory=uuid7)
    actor: str
    role: str
    agency: str | None = None
    correlation: UUID = field(default_factory=uuid7)
    traceparent: str | None = None
    at: datetime | None = None

    def instead(self, message: Any, **changes: Any) -> Incoming[Any]:
        """Another message that comes of this one: of the same dossier, by the same actor."""
        return replace(self, message=message, **changes)


class EventRecord(Struct, frozen=True, kw_only=True):
    """One record from a topic whose headers could be read. The body is decoded when its turn comes."""

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
        """This record with its body decoded."""
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
