"""The consignment as it moves, and what postal has projected: whose dossier it is, what the carrier knows.

No name and no address of anybody is kept here.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

import sqlalchemy as sa

from shared.contracts import postal as events
from shared.kernel.entity import Entity, Projection
from shared.web.reading import table_of


@dataclass(slots=True, kw_only=True)
class Consignment(Entity):
    """A parcel with the result of one dossier. Its id follows from the dossier's: there is one at most."""

    carrier: str | None = None
    waybill: str | None = None
    attempts: int = 0
    proof: str | None = None
    ended_at: datetime | None = None


def apply(row: Consignment, event: Any) -> None:
    """Folds an event into the consignment's own columns."""
    match event:
        case events.ConsignmentCreated():
            row.carrier, row.waybill = event.carrier, event.waybill
        case events.DeliveryAttempted():
            row.attempts = event.attempt
        case events.ConsignmentDelivered():
            row.proof, row.ended_at = event.proof, event.at
        case events.ConsignmentReturned():
            row.ended_at = event.at


@dataclass(slots=True, kw_only=True, frozen=True)
class Dossier(Projection):
    """What intake has said at acceptance: the code for the order, and who may see the consignment."""

    table: ClassVar[str] = "dossiers"
    key: ClassVar[tuple[str, ...]] = ("dossier",)

    dossier: UUID
    code: str
    desk: str
    agency: str
    owner: str


@dataclass(slots=True, kw_only=True, frozen=True)
class Line(Projection):
    """One line of the carrier's history that we have read; the `nth` of its status and time."""

    table: ClassVar[str] = "lines"
    key: ClassVar[tuple[str, ...]] = ("consignment", "status", "at", "nth")

    consignment: UUID
    status: int
    at: datetime
    nth: int


@dataclass(slots=True, kw_only=True, frozen=True)
class Webhooks(Projection):
    """How often the carrier has knocked for a consignment."""

    table: ClassVar[str] = "webhooks"
    key: ClassVar[tuple[str, ...]] = ("consignment",)

    consignment: UUID
    times: int


metadata = sa.MetaData()
consignments = table_of(metadata, "consignments", Consignment)
dossiers = table_of(metadata, "dossiers", Dossier, key=Dossier.key)
lines = table_of(metadata, "lines", Line, key=Line.key)


def seen_by(subject: str, agency: str | None) -> sa.ColumnElement[bool]:
    """The consignments of one's own dossiers; for an agency those of its desk and those it decides."""
    return sa.or_(dossiers.c.owner == subject, dossiers.c.desk == agency, dossiers.c.agency == agency)


def listing(where: Collection[sa.ColumnElement[bool]], limit: int) -> sa.Select[Any]:
    """Consignments with their dossier's code, by id."""
    joined = consignments.join(dossiers, dossiers.c.dossier == consignments.c.dossier)
    return (
        sa.select(consignments, dossiers.c.code).select_from(joined).where(*where).order_by(consignments.c.id)
    ).limit(limit)


def history_of(consignment: UUID) -> sa.Select[Any]:
    """What the carrier has told of a consignment, oldest first."""
    return sa.select(lines).where(lines.c.consignment == consignment).order_by(lines.c.at, lines.c.status, lines.c.nth)
