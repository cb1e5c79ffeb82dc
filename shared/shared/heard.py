"""A message in the ear: what was heard, about which dossier, and who is behind it.

The four ways of hearing (HTTP, Kafka, the clock, an answer) all become a `Heard` before anything is
decided. `Said` is the one that came over Kafka, with its place in its speaker's stream. This module
only describes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar
from uuid import UUID

from shared.contracts.message import Event
from shared.ids import uuid7

if TYPE_CHECKING:
    from shared.calls import Caller
    from shared.db import Tx
    from shared.page import Page
    from shared.subject import Noun

M = TypeVar("M")
W = TypeVar("W", covariant=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard(Generic[M]):
    """One message. `id` names it for the journal's `cause`; actor, role and agency say who acts."""

    message: M
    dossier: UUID
    subject: UUID | None = None
    id: UUID = field(default_factory=uuid7)
    actor: str
    role: str
    agency: str | None = None
    correlation: UUID = field(default_factory=uuid7)
    traceparent: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One record from a topic whose headers could be read. The body is decoded when its turn comes."""

    dossier: UUID
    subject: UUID
    speaker: str
    line: int
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
    headers: str
    value: bytes

    @property
    def key(self) -> tuple[UUID, str, int]:
        """Its place: dossier, speaker, line."""
        return self.dossier, self.speaker, self.line

    def heard(self, message: Event) -> Heard[Event]:
        """This record with its body decoded."""
        return Heard(
            message=message,
            dossier=self.dossier,
            subject=self.subject,
            id=self.id,
            actor=self.actor,
            role=self.role,
            agency=self.agency,
            correlation=self.correlation,
            traceparent=self.traceparent,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreadable:
    """A record whose headers could not be read: nobody knows whose line it is."""

    topic: str
    partition: int
    offset: int
    headers: str
    value: bytes
    why: str


class Load(Protocol[W]):
    """Loads, set-based, all that the handlers of these messages will need."""

    async def __call__(self, tx: Tx, page: Page, heard: Sequence[Heard[Any]]) -> W: ...


Handler = Callable[[Any, "Page", Heard[Any]], None]


@dataclass(frozen=True, kw_only=True)
class Hearing(Generic[W]):
    """What one service listens to: its name, its nouns, how its world is loaded, and a handler per message.

    A handler is `(world, page, heard) -> None`: pure but for the page. `unheard` lists the event types
    of the speakers it hears that do not concern it; the two together are total (a test holds it).
    """

    speaker: str
    nouns: tuple[Noun[Any], ...]
    load: Load[W]
    handlers: Mapping[type[Any], Handler]
    unheard: AbstractSet[type[Event]] = frozenset()
    calls: Mapping[str, Caller] = field(default_factory=dict)

    @cached_property
    def events(self) -> dict[str, type[Event]]:
        """Every event type it knows, by CloudEvents type; what is not here is unknown."""
        heard = {kind for kind in self.handlers if isinstance(kind, type) and issubclass(kind, Event)}
        return {kind.kind(): kind for kind in heard | self.unheard}

    @cached_property
    def speakers(self) -> tuple[str, ...]:
        """Whom it hears."""
        return tuple(sorted({kind.speaker for kind in self.events.values()}))
