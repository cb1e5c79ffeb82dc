"""The consignment as it moves, and what postal has projected: whose dossier it is, what the carrier knows.

No name and no address of anybody is kept here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from shared.kernel.entity import Entity, Projection


@dataclass(slots=True, kw_only=True)
class Consignment(Entity):
    """A parcel with the result of one dossier. Its id follows from the dossier's: there is one at most."""

    carrier: str | None = None
    waybill: str | None = None
    attempts: int = 0
    proof: str | None = None
    ended_at: datetime | None = None


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
