"""Exchanges as they move, and what the other services have told of their dossiers. No person is kept here.

`dossiers`, `submissions` and `lines` are projected; `troubles` hold the portal's own words of its last refusal, which
never travel.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

import sqlalchemy as sa

from shared.contracts.relation import Relation, those
from shared.kernel.entity import Entity, Projection
from shared.kernel.ids import named
from shared.kernel.incoming import Incoming
from shared.web.reading import table_of


@dataclass(slots=True, kw_only=True)
class Exchange(Entity):
    """One dossier's conversation with the portal. Every column is decided by events.

    news: number of the latest news; recorded: up to which the portal has acknowledged the record; told: the
    same for progress lines. status: ours; told_status: the last one the portal has acknowledged.
    declines: refusals since the portal last took something; retry_at: when the next try begins.
    """

    code: str = ""
    status: int = 0
    news: int = 0
    recorded: int = 0
    told: int = 0
    told_status: int = 0
    declines: int = 0
    retry_at: datetime | None = None


def exchange_of(dossier: UUID) -> UUID:
    """The id of a dossier's exchange: there is one."""
    return named("exchange", str(dossier))


@dataclass(slots=True, kw_only=True, frozen=True)
class Dossier(Projection):
    """What the record tells of the dossier, besides its status.

    paid_by: the provider of the last settled charge. last_at: the time of the last line; none is earlier.
    """

    table: ClassVar[str] = "dossiers"
    key: ClassVar[tuple[str, ...]] = ("dossier",)

    dossier: UUID
    code: str
    procedure: str
    version: int
    desk: str
    agency: str
    channel: str
    returns: str
    accepted_at: datetime
    due_at: datetime
    last_at: datetime
    fees: bool = False
    paid_by: str | None = None
    finished_at: datetime | None = None
    refused_at: datetime | None = None
    returned_at: datetime | None = None
    returned_by: str | None = None


@dataclass(slots=True, kw_only=True, frozen=True)
class Submission(Projection):
    """What is known from before acceptance: when it was handed in, and whether with papers in digital form."""

    table: ClassVar[str] = "submissions"
    key: ClassVar[tuple[str, ...]] = ("dossier",)

    dossier: UUID
    submitted_at: datetime
    digitised: bool


@dataclass(slots=True, kw_only=True, frozen=True)
class Line(Projection):
    """One line of progress for the portal, numbered by its news. `act` is the event's name; `agency` did it."""

    table: ClassVar[str] = "lines"
    key: ClassVar[tuple[str, ...]] = ("dossier", "number")

    dossier: UUID
    number: int
    status: int
    act: str
    agency: str
    at: datetime
    due_at: datetime


@dataclass(slots=True, kw_only=True, frozen=True)
class Trouble(Projection):
    """How the portal refused last, in its own words."""

    table: ClassVar[str] = "troubles"
    key: ClassVar[tuple[str, ...]] = ("dossier",)

    dossier: UUID
    code: str
    message: str
    at: datetime


def relations(incoming: Incoming[Any]) -> frozenset[Relation]:
    """How who asks stands to an exchange: it is nobody's business but the operators'."""
    return those({Relation.OPERATING: incoming.role == "operator"})


metadata = sa.MetaData()
exchanges = table_of(metadata, "exchanges", Exchange)
lines = table_of(metadata, Line.table, Line, Line.key)
troubles = table_of(metadata, Trouble.table, Trouble, Trouble.key)

FIND = "select dossier from exchanges where id = $1"
ATTEMPTS = sa.text("select attempts, leased_until from scheduled where entity = :exchange and kind = 'call'")


def exchanges_of(where: Collection[sa.ColumnElement[bool]], limit: int) -> sa.Select[Any]:
    """Exchanges, by id."""
    return sa.select(exchanges).where(*where).order_by(exchanges.c.id).limit(limit)


def lines_of(dossier: UUID) -> sa.Select[Any]:
    """All lines of progress of one dossier, oldest first."""
    return sa.select(lines).where(lines.c.dossier == dossier).order_by(lines.c.number)


def trouble_of(dossier: UUID) -> sa.Select[Any]:
    """How the portal refused last; no row if it never did."""
    return sa.select(troubles).where(troubles.c.dossier == dossier)
