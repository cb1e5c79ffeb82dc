"""What the toy producers are made of: commands, states, rows and tables. `toy` puts them together."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

from shared.contracts.message import Answer, Command, Tick
from shared.contracts.relation import Relation
from shared.kernel.entity import Entity, Projection

TABLES = """
create table questions (id uuid primary key, dossier uuid not null, state text not null, revision bigint not null,
    words text not null, pokes bigint not null, tags jsonb not null);
create table rings (id uuid primary key, dossier uuid not null, state text not null, revision bigint not null);
create table echoes (id uuid primary key, dossier uuid not null, state text not null, revision bigint not null,
    received bigint not null, fades_at timestamptz);
create table numbers (whose text not null, day text not null, last bigint not null, primary key (whose, day));
create table gossip (dossier uuid not null, about text not null, words text not null, primary key (dossier, about));
"""


#: Entities of a fan-out of `Stir`.
STIRRED = """
select id as entity, dossier, revision from echoes
where id > $1 and state = 'waiting' and received <= ($2::jsonb ->> 'most')::bigint order by id limit $3
"""


class Ask(Command):
    by: ClassVar = {"applicant": (Relation.OWNER,)}
    words: str = "hello"
    fades: float | None = None


class Poke(Command):
    by: ClassVar = {"applicant": (Relation.OWNER,), "officer": (Relation.RECEIVING,)}
    words: str = "psst"


class StirAll(Command):
    """Concerns every echo that waits and has received no more than so much."""

    by: ClassVar = {"officer": (Relation.RECEIVING,)}
    most: int = 1000


class Close(Command):
    by: ClassVar = {"applicant": (Relation.OWNER,)}


class Ring(Command):
    by: ClassVar = {"officer": (Relation.RECEIVING,)}
    words: str = "ding"


class Nudge(Command):
    by: ClassVar = {"officer": (Relation.RECEIVING,)}


class Fade(Tick):
    """No one rang in time."""


class Stir(Tick):
    """Sent by a fan-out to all that wait."""


class Fetched(Answer, frozen=True, kw_only=True):
    what: str


class Q(StrEnum):
    OPEN = "open"
    ANSWERED = "answered"
    CLOSED = "closed"


class R(StrEnum):
    RUNG = "rung"


class E(StrEnum):
    WAITING = "waiting"
    RINGING = "ringing"
    CALLING = "calling"
    DONE = "done"
    FADED = "faded"


@dataclass(slots=True, kw_only=True)
class Question(Entity):
    words: str = ""
    pokes: int = 0
    tags: list[str] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class Echo(Entity):
    received: int = 0
    fades_at: datetime | None = None


@dataclass(slots=True, kw_only=True, frozen=True)
class Gossip(Projection):
    table: ClassVar[str] = "gossip"
    key: ClassVar[tuple[str, ...]] = ("dossier", "about")
    dossier: UUID
    about: str
    words: str


@dataclass(slots=True)
class Context:
    """The entities of one noun, by id; `now` is the unit of work's time."""

    rows: dict[UUID, Any]
    now: datetime

    def find(self, entity: UUID) -> Entity | None:
        return self.rows.get(entity)

    def relations(self, _incoming: Any) -> frozenset[Relation]:
        """Every caller may see every toy."""
        return frozenset(Relation)

    def concerns(self, _kind: Any, _incoming: Any, _now: datetime) -> tuple[()]:
        """Nothing but its state decides what may be asked of a toy."""
        return ()


def fold_question(row: Question, event: Any) -> None:
    if type(event).__name__ == "Poked":
        row.pokes, row.tags = row.pokes + 1, [*row.tags, event.words]
    elif type(event).__name__ == "Asked":
        row.words = event.words


def fold_echo(row: Echo, event: Any) -> None:
    row.received += 1
    if type(event).__name__ == "Began":
        row.fades_at = event.fades_at
