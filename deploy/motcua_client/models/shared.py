"""Bodies that several services share. Written by `make map` from docs/openapi."""

from __future__ import annotations

from typing import Any, Literal, NotRequired, TypedDict


class Ahead(TypedDict):
    """How far the domain clock is ahead of real time, in seconds."""
    seconds: float


class Anchor(TypedDict):
    """The last line but one of a file, which is signed."""
    speaker: str
    number: int
    previous: NotRequired[str]
    digest: NotRequired[str]
    position: NotRequired[int]
    heads: NotRequired[int]
    at: str


class Behind(TypedDict):
    """How many settled events of a producer are not here; None, and `why`, if it does not answer."""
    producer: str
    events: int | None
    why: str | None


class DeferredEvent(TypedDict):
    """One deferred event."""
    id: int
    dossier: str | None
    producer: str | None
    sequence: int | None
    kind: str
    why: str
    attempts: int
    retry_at: str | None
    since: str


class DeferredRecord(TypedDict):
    """One deferred event with its Kafka record."""
    id: int
    dossier: str | None
    producer: str | None
    sequence: int | None
    kind: str
    why: str
    attempts: int
    retry_at: str | None
    since: str
    topic: str
    partition: int
    offset: int
    headers: dict[str, str]
    body: str


class Done(TypedDict):
    """It was done."""
    done: NotRequired[bool]


class FanOut(TypedDict):
    """One message that concerns many dossiers: how many timers it has inserted, and how many have not fired yet."""
    id: int
    name: str
    about: dict[str, Any]
    begun_at: str
    inserted: int
    left: int
    scanned_at: str | None
    finished_at: str | None


class Fixed(TypedDict):
    """This agency, whatever the dossier."""
    fixed: str


class Head(TypedDict):
    """The last settled sequence of one dossier, and the number of sequences emitted by now."""
    dossier: str
    sequence: int
    digest: str
    latest: int


class Heads(TypedDict):
    """One page of heads; `position` is where the next page begins, None at the end."""
    heads: list[Head]
    position: int | None


class Known(TypedDict):
    """One version of a reference document."""
    kind: str
    code: str
    version: int


class Lag(TypedDict):
    """How many rows wait in one service."""
    outbox: int
    deferred: int
    parked: int
    scheduled: int
    fanouts: int
    standing_still: str | None


class Listed(TypedDict):
    """A document and its version in force."""
    code: str
    version: int


class Me(TypedDict):
    """A caller: an opaque subject, one role, an agency or none; and what that role may call here."""
    actor: str
    role: Literal['applicant', 'officer', 'supervisor', 'operator', 'service']
    agency: OwnAgency | None
    operations: list[Operation]


class Move(TypedDict):
    """A command asked of this entity that its state lists for the caller's role."""
    move: str
    possible: bool | None
    why: WhyNot | None
    path: str
    fields: list[MoveField] | None


class MoveField(TypedDict):
    """One field of a command's body, as JSON Schema names it; `items` is the type of what an array holds."""
    name: str
    required: bool
    type: str
    enum: list[str] | None
    format: str | None
    pattern: str | None
    items: str | None


class Operation(TypedDict):
    """One operation that a role may call."""
    operation: str
    method: str
    path: str
    relations: list[Relation]


class OwnAgency(TypedDict):
    """The agency a caller acts for."""
    id: str
    title: Text | None


class ReceivedEvent(TypedDict):
    """One event that a subscriber has received: the last that was handled of a dossier, or a deferred one."""
    dossier: str
    sequence: int
    digest: str


class ReceivedEvents(TypedDict):
    """One page of what was received from one producer; `after` is where the next page begins, None at the end."""
    events: list[ReceivedEvent]
    after: str | None


class Receiving(TypedDict):
    """The agency whose desk received the dossier."""
    rule: Literal['receiving']


Relation = Literal['owner', 'counter', 'receiving', 'deciding', 'queue', 'holder', 'operating']


class Republished(TypedDict):
    """The journal position up to which events are republished; None if there are none after the one given."""
    after: int | None


class Text(TypedDict):
    """What a person reads, in both languages: 1 to 500 characters each."""
    vi: str
    en: str


class Version(TypedDict):
    """One version of one document."""
    code: str
    version: int
    content: dict[str, Any]


class Wanted(TypedDict):
    """Events of one dossier that a subscriber asks to be republished."""
    dossier: str
    sequences: list[int]


class Why(TypedDict):
    """The reason an operator gives; recorded with what was closed."""
    why: str


class WhyNot(TypedDict):
    """Why a move is not possible: what the command would be refused with."""
    vi: str
    en: str
