"""What postal reads to decide about a batch of messages, loaded set-based."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import chain
from typing import Any
from uuid import UUID

from postal.consignment.commands import Polled
from postal.consignment.machine import CONSIGNMENT
from postal.consignment.models import Consignment, Line
from postal.consignment.rules import Facts
from postal.consignment.tables import CONSIGNMENTS, LINES, WEBHOOKS
from shared.kernel.db import Tx
from shared.kernel.entity import Entity, projection_of
from shared.kernel.incoming import Incoming
from shared.kernel.unit_of_work import UnitOfWork
from shared.reference.dossier import DOSSIERS, OwnedDossier

POLL_EVERY = timedelta(hours=6)


@dataclass(slots=True)
class Context:
    """What was loaded. Consignments are the rows that handlers move; `lines` is what of the histories is known.

    `every`: how often a parcel is polled without a webhook. `carrier`: whom a new consignment goes to.
    """

    every: timedelta
    carrier: str
    consignments: dict[UUID, Consignment]
    dossiers: dict[UUID, OwnedDossier]
    webhooks: dict[UUID, int]
    lines: set[Line] = field(default_factory=set)

    def find(self, entity: UUID) -> Entity | None:
        return self.consignments.get(entity)

    def facts(self, row: Consignment, now: datetime) -> Facts:
        """The facts of one consignment."""
        return Facts(row, now, self.carrier)


@dataclass(frozen=True, slots=True)
class Load:
    """Loads contexts, with what the settings say."""

    every: timedelta = POLL_EVERY
    carrier: str = ""

    async def __call__(self, tx: Tx, uow: UnitOfWork, incoming: Sequence[Incoming[Any]]) -> Context:
        ids = list(uow.streams)
        polled = any(isinstance(each.message, Polled) for each in incoming)
        found, known, webhooks, *lines = await tx.fetch_all(
            *((sql, [ids]) for sql in (CONSIGNMENTS, DOSSIERS, WEBHOOKS, *([LINES] if polled else [])))
        )
        return Context(
            self.every,
            self.carrier,
            {row["id"]: CONSIGNMENT.of(row) for row in found},
            {row["dossier"]: projection_of(OwnedDossier, row) for row in known},
            {row["consignment"]: row["times"] for row in webhooks},
            {projection_of(Line, row) for row in chain.from_iterable(lines)},
        )
