"""Bodies that several services share. Written by `make map` from docs/openapi."""

from __future__ import annotations

from typing import Any, Literal, NotRequired, TypedDict


class AcceptedLoss(TypedDict):
    """What a subscriber no longer waits for, and why."""
    why: str
    gaps: list[LostGap]


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


class Arrow(TypedDict):
    """One transition; `before` is null where the entity begins."""
    before: str | None
    on: str
    after: str


class Behind(TypedDict):
    """How many events of a producer are not here, those on their way too; None, and `why`, if it does not answer."""
    producer: str
    events: int | None
    why: str | None


class Called(TypedDict):
    """A code and what it is called, in both languages."""
    code: str
    vi: str
    en: str


class ClosedGaps(TypedDict):
    """How many checkpoints and deferred records were given up."""
    closed: int


class Counterpart(TypedDict):
    """How a counterpart answered when it was called last."""
    peer: str
    answered_at: str | None
    failed_at: str | None
    failures: int
    why: str | None
    open: bool


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


class Gap(TypedDict):
    """What closing a gap would do."""
    checkpoint: int
    deferred: int | None
    head: int | None
    becomes: int | None


class Granted(TypedDict):
    """An access token of ours (RFC 8693 section 2.2.1)."""
    access_token: str
    issued_token_type: NotRequired[Literal['urn:ietf:params:oauth:token-type:access_token']]
    token_type: NotRequired[Literal['Bearer']]
    expires_in: NotRequired[int]
    scope: str


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


class Item(TypedDict):
    """One timer or call; `at` by the domain clock."""
    dossier: str
    entity: str
    kind: str
    name: str
    at: str
    attempts: int
    leased_until: str | None


class Known(TypedDict):
    """One version of a reference document."""
    kind: str
    code: str
    version: int


class KnownCodes(TypedDict):
    """The codes by which this service knows dossiers."""
    codes: dict[str, str]


class KnownLoss(TypedDict):
    """A lost event as it is stored: who knows it, and the last sequence of its dossier that is not lost."""
    dossier: str
    sequence: int
    digest: str
    event: str | None
    entity: str | None
    at: str | None
    code: str | None
    outside: str | None
    id: int
    known_by: list[str]
    kept: int


class Lag(TypedDict):
    """How many rows wait in one service."""
    outbox: int
    deferred: int
    parked: int
    scheduled: int
    fanouts: int
    oldest_parked: NotRequired[str | None]
    standing_still: str | None


class Limit(TypedDict):
    """amount: of units; none for what is done at once or the same day."""
    unit: LimitUnit
    amount: NotRequired[int]
    after: NotRequired[str | None]
    source: NotRequired[str]


LimitUnit = Literal['working_hours', 'working_days', 'calendar_days', 'at_once', 'same_day']


class Listed(TypedDict):
    """A document and its version in force."""
    code: str
    version: int


class Loss(TypedDict):
    """One loss."""
    id: int
    actor: str
    why: str
    begun_at: str
    raised: list[str] | None
    renewed_at: str | None
    finished_at: str | None


class Losses(TypedDict):
    """Why this process stands still, if it does; and the losses of this service, the newest first."""
    standing_still: str | None
    losses: list[Loss]


class LostEvent(TypedDict):
    """A lost event."""
    dossier: str
    sequence: int
    digest: str
    event: str | None
    entity: str | None
    at: str | None
    code: str | None
    outside: str | None


class LostGap(TypedDict):
    """What a subscriber no longer waits for: its checkpoint of a dossier, or with `dropped` records it has deferred."""
    dossier: str
    sequence: int
    digest: str | None
    lost: list[str]


class MachineView(TypedDict):
    """The machine of one noun."""
    noun: Called
    states: list[Called]
    final: list[str]
    moves: list[Called]
    arrows: list[Arrow]


class Me(TypedDict):
    """A caller: an opaque subject, one role, an agency or none; and what that role may call here."""
    actor: str
    role: Literal['applicant', 'officer', 'supervisor', 'clerk', 'cashier', 'editor', 'inspector', 'operator', 'service']
    agency: OwnAgency | None
    operations: list[Operation]


class MissingEvent(TypedDict):
    """An event that the journal does not contain; `kept`: its dossier's last sequence there, 0 if there is none."""
    dossier: str
    sequence: int
    digest: str
    kept: int
    kept_digest: str | None


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
    values: list[MoveValue] | None


class MoveValue(TypedDict):
    """One code that a field may have, and what it is called."""
    code: str
    vi: str
    en: str


class NotedEvents(TypedDict):
    """Lost events that the topic or a subscriber (`known_by`) knows."""
    known_by: str
    events: list[LostEvent]


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


class Schedule(TypedDict):
    """What is scheduled, by name, and what is due first."""
    names: list[Waiting]
    soonest: list[Item]


class SentEvent(TypedDict):
    """One event, as its topic or a subscriber knows it."""
    dossier: str
    sequence: int
    digest: str


class Setting(TypedDict):
    """A setting in force."""
    variable: str
    what: str
    value: str | None
    secret: bool
    given: bool
    usual: bool


class Text(TypedDict):
    """What a person reads, in both languages: 1 to 500 characters each."""
    vi: str
    en: str


class Version(TypedDict):
    """One version of one document."""
    code: str
    version: int
    content: dict[str, Any]


class Waiting(TypedDict):
    """Timers or calls of one name, of the 10,000 that are due first."""
    kind: str
    name: str
    waiting: int
    due: int
    tried: int
    next_at: str


class Wanted(TypedDict):
    """Events of one dossier that a subscriber asks to be republished."""
    dossier: str
    sequences: list[int]


class Why(TypedDict):
    """The reason an operator gives; recorded with what was closed."""
    why: str


class WhyNot(TypedDict):
    """Why a move is not possible: what the command would be refused with, at which fields where that is known."""
    vi: str
    en: str
    errors: NotRequired[list[WrongField]]


class WrongField(TypedDict):
    """One wrong field: see `shared.kernel.errors.FieldError`."""
    pointer: str
    code: str
    vi: str
    en: str
