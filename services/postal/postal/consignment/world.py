"""All that postal must know to decide about a batch of messages, loaded set-based."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from postal.consignment.commands import Looked
from postal.consignment.machine import CONSIGNMENT
from postal.consignment.models import Consignment, Dossier, Line
from shared.db import Tx
from shared.heard import Heard
from shared.page import Page
from shared.subject import Subject, record_of

CONSIGNMENTS = "select * from consignments where dossier = any($1::uuid[])"
DOSSIERS = "select * from dossiers where dossier = any($1::uuid[])"
KNOCKS = "select consignment, times from knocks where consignment = any($1::uuid[])"
LINES = "select * from lines where consignment = any($1::uuid[])"
LOOK_EVERY = timedelta(hours=6)


@dataclass(slots=True)
class World:
    """What was loaded. Consignments are the rows that handlers move; `lines` is what of the histories is known."""

    every: timedelta
    consignments: dict[UUID, Consignment]
    dossiers: dict[UUID, Dossier]
    knocks: dict[UUID, int]
    lines: set[Line] = field(default_factory=set)

    def find(self, subject: UUID) -> Subject | None:
        return self.consignments.get(subject)


@dataclass(frozen=True, slots=True)
class Load:
    """Loads worlds. `every`: how often a parcel on its way is looked at if the carrier does not knock."""

    every: timedelta = LOOK_EVERY

    async def __call__(self, tx: Tx, page: Page, heard: Sequence[Heard[Any]]) -> World:
        ids = list(page.streams)
        rows = {row["id"]: CONSIGNMENT.of(row) for row in await tx.fetch(CONSIGNMENTS, ids)}
        known = {row["dossier"]: record_of(Dossier, row) for row in await tx.fetch(DOSSIERS, ids)}
        knocks = {row["consignment"]: row["times"] for row in await tx.fetch(KNOCKS, list(rows))}
        world = World(self.every, rows, known, knocks)
        if any(isinstance(each.message, Looked) for each in heard):
            world.lines = {record_of(Line, row) for row in await tx.fetch(LINES, list(rows))}
        return world
