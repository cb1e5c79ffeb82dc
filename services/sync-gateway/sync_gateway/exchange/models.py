"""Exchanges, and what of their dossiers is projected. No person is kept here; knows no SQL.

`troubles` hold the text of the portal's last refusal, which is never published.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from shared.kernel.entity import Entity, Projection
from shared.kernel.ids import named
from shared.kernel.sealing import place_of
from shared.reference.dossier import Dossier as PlainDossier


@dataclass(slots=True, kw_only=True)
class Exchange(Entity):
    """The synchronisation of one dossier with the portal. Every column is decided by events.

    news: number of the latest news; recorded: up to which the portal has acknowledged the record; told: the
    same for progress. status: ours; told_status: the last one the portal has acknowledged.
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
class Dossier(PlainDossier):
    """What the record tells of the dossier, besides its status.

    paid_by: the provider of the last settled charge. last_at: the time of the last progress entry; none is earlier.
    """

    procedure: str
    version: int
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
    """What is known from before acceptance: when it was handed in, and whether with documents in digital form."""

    table: ClassVar[str] = "submissions"
    key: ClassVar[tuple[str, ...]] = ("dossier",)

    dossier: UUID
    submitted_at: datetime
    digitised: bool


@dataclass(slots=True, kw_only=True, frozen=True)
class Line(Projection):
    """One progress entry for the portal, numbered by its news. `act` is the event's name; `agency` did it.

    `actor`: its officer, by subject; None if it was nobody of this agency, and of entries of before.
    """

    table: ClassVar[str] = "lines"
    key: ClassVar[tuple[str, ...]] = ("dossier", "number")

    dossier: UUID
    number: int
    status: int
    act: str
    agency: str
    at: datetime
    due_at: datetime
    actor: str | None = None


@dataclass(slots=True, kw_only=True, frozen=True)
class Trouble(Projection):
    """The portal's last refusal: its code and its own words, which may name a person, sealed for the dossier."""

    table: ClassVar[str] = "troubles"
    key: ClassVar[tuple[str, ...]] = ("dossier",)

    dossier: UUID
    sealed: bytes
    at: datetime

    @classmethod
    def place(cls, dossier: UUID) -> bytes:
        """What the words are bound to."""
        return place_of(cls.table, dossier)
