"""All that postal must know to decide about a batch of messages, loaded set-based."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import chain
from typing import Any
from uuid import UUID

from postal.consignment.commands import Polled
from postal.consignment.machine import CONSIGNMENT
from postal.consignment.models import Consignment, Dossier, Line
from shared.kernel.db import Tx
from shared.kernel.entity import Entity, projection_of
from shared.kernel.incoming import Incoming
from shared.kernel.unit_of_work import UnitOfWork

CONSIGNMENTS = "select * from consignments where dossier = any($1::uuid[])"
OF_THESE = "select id from consignments where dossier = any($1::uuid[])"
DOSSIERS = "select * from dossiers where dossier = any($1::uuid[])"
WEBHOOKS = f"select consignment, times from webhooks where consignment in ({OF_THESE})"
LINES = f"select * from lines where consignment in ({OF_THESE})"
POLL_EVERY = timedelta(hours=6)


@dataclass(slots=True)
class Context:
    """What was loaded. Consignments are the rows that handlers move; `lines` is what of the histories is known."""

    every: timedelta
    consignments: dict[UUID, Consignment]
    dossiers: dict[UUID, Dossier]
    webhooks: dict[UUID, int]
    lines: set[Line] = field(default_factory=set)

    def find(self, entity: UUID) -> Entity | None:
        return self.consignments.get(entity)


@dataclass(frozen=True, slots=True)
class Load:
    """Loads worlds. `every`: how often a parcel on its way is polled if the carrier does not webhook."""

    every: timedelta = POLL_EVERY

    async def __call__(self, tx: Tx, uow: UnitOfWork, incoming: Sequence[Incoming[Any]]) -> Context:
        ids = list(uow.streams)
        polled = any(isinstance(each.message, Polled) for each in incoming)
        found, known, webhooks, *lines = await tx.fetch_all(
            *((sql, [ids]) for sql in (CONSIGNMENTS, DOSSIERS, WEBHOOKS, *([LINES] if polled else [])))
        )
        return Context(
            self.every,
            {row["id"]: CONSIGNMENT.of(row) for row in found},
            {row["dossier"]: projection_of(Dossier, row) for row in known},
            {row["consignment"]: row["times"] for row in webhooks},
            {projection_of(Line, row) for row in chain.from_iterable(lines)},
        )
