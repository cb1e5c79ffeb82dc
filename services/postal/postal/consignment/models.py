"""The consignment, and what of its carrier's history is known. No name and no address is kept; knows no SQL."""

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
class Line(Projection):
    """One record of the carrier's history that was polled; the `nth` of its status and time."""

    table: ClassVar[str] = "lines"
    key: ClassVar[tuple[str, ...]] = ("consignment", "status", "at", "nth")

    consignment: UUID
    status: int
    at: datetime
    nth: int


@dataclass(slots=True, kw_only=True, frozen=True)
class Webhooks(Projection):
    """How many webhooks have named a consignment."""

    table: ClassVar[str] = "webhooks"
    key: ClassVar[tuple[str, ...]] = ("consignment",)

    consignment: UUID
    times: int
