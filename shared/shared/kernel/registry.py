"""The registry of a service: its entity types, its handlers, and how their context is loaded.

The kernel knows nothing else of a service. `C` is the type of its context.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any, Generic, Protocol, TypeVar
from uuid import UUID

from shared.contracts.message import Answer, Event, Tick
from shared.kernel.db import Tx
from shared.kernel.entity import Entity, EntityType
from shared.kernel.incoming import Incoming
from shared.kernel.unit_of_work import UnitOfWork

C = TypeVar("C")
C_co = TypeVar("C_co", covariant=True)


@dataclass(frozen=True)
class Caller:
    """How one kind of call is made. `prepare` reads, set-based, what the questions need; `ask` makes one call.

    `ask(question, key, tries)`: `tries` > 1 means that an earlier try may have been done on the other
    side. It raises whatever it likes when there is no answer; the call is made again later. NotYet says that
    the other side is well and has no news so far: that is how something is polled. `peer` names the other side, or
    says which it is for one question; an outage of one peer does not stop the calls to others.
    """

    peer: str | Callable[[Any], str]
    prepare: Callable[[Tx, Sequence[UUID]], Awaitable[Mapping[UUID, Any]]]
    ask: Callable[[Any, str, int], Awaitable[Answer]]

    def asks(self, question: Any) -> str:
        """The peer of this question."""
        if isinstance(self.peer, str):
            return self.peer
        return self.peer(question) if question is not None else ""


class Load(Protocol[C_co]):
    """Loads, set-based, what the handlers of these messages need."""

    async def __call__(self, tx: Tx, uow: UnitOfWork, incoming: Sequence[Incoming[Any]]) -> C_co: ...


class Counters(Protocol):
    """Numbers of codes that events give out."""

    async def raise_above(self, tx: Tx, codes: Sequence[str], now: datetime) -> list[str]:
        """No number of these codes is given out again, nor one that may have been; what each counter is raised to."""


#: Lets a message move entities of the context. Pure but for the unit of work.
Handler = Callable[[C, UnitOfWork, Incoming[Any]], None]


@dataclass(frozen=True, kw_only=True)
class Registry(Generic[C]):
    """A service's name, entity types, loader and handlers, one per message type.

    `unhandled` lists the event types of its producers that do not concern it. With `handlers` they are all (a test).
    `fanouts`: for each tick that is fanned out, the select of its entities (see `fanout`). `numbered`: for each event
    that gives out a code, the field with the code and its counters. `codes`: the select of every code and the dossier
    that it names here. `outside`: the events that say what a counterpart has done, and their field with its reference.
    """

    producer: str
    entity_types: tuple[EntityType[Any], ...]
    load: Load[C]
    handlers: Mapping[type[Any], Handler[C]]
    unhandled: AbstractSet[type[Event]] = frozenset()
    calls: Mapping[str, Caller] = field(default_factory=dict)
    fanouts: Mapping[type[Tick], str] = field(default_factory=dict)
    numbered: Mapping[type[Event], tuple[str, Counters]] = field(default_factory=dict)
    codes: str = ""
    outside: Mapping[type[Event], str | None] = field(default_factory=dict)

    def type_of(self, entity: Entity) -> EntityType[Any]:
        """The entity type of a row."""
        return next(each for each in self.entity_types if type(entity) is each.row)

    @cached_property
    def events(self) -> dict[str, type[Event]]:
        """Every event type it knows, by CloudEvents type."""
        incoming = {kind for kind in self.handlers if isinstance(kind, type) and issubclass(kind, Event)}
        return {kind.kind(): kind for kind in incoming | self.unhandled}

    @cached_property
    def producers(self) -> tuple[str, ...]:
        """The services whose events it receives."""
        return tuple(sorted({kind.producer for kind in self.events.values()}))
