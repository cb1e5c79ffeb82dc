"""What the gateway reads to decide about a batch of messages, loaded set-based."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Any
from uuid import UUID

from shared.contracts.intake import DossierAccepted
from shared.contracts.relation import Relation, those
from shared.kernel.db import Tx
from shared.kernel.entity import Concerned, projection_of
from shared.kernel.incoming import Incoming
from shared.kernel.sealing import Masters, SubjectKeys, keys_of
from shared.kernel.unit_of_work import UnitOfWork
from shared.reference.documents import Documents
from shared.reference.dossier import DOSSIERS
from shared.reference.publication import IN_FORCE, Shelf
from sync_gateway.exchange.commands import Declined
from sync_gateway.exchange.machine import EXCHANGE
from sync_gateway.exchange.models import Dossier, Exchange, Submission
from sync_gateway.exchange.rules import Facts
from sync_gateway.exchange.tables import EXCHANGES, SUBMISSIONS
from sync_gateway.exchange.whose import stands


@dataclass(slots=True)
class Context:
    """What was loaded, by dossier. Exchanges are the rows that handlers move."""

    documents: Documents
    hopeless: int
    exchanges: dict[UUID, Exchange]
    dossiers: dict[UUID, Dossier]
    submissions: dict[UUID, Submission]
    keys: SubjectKeys

    def find(self, entity: UUID) -> Exchange | None:
        return next((row for row in self.exchanges.values() if row.id == entity), None)

    def relations(self, incoming: Incoming[Any]) -> frozenset[Relation]:
        """How who asks stands to the exchange."""
        return those(stands(incoming))

    def concerns(self, _kind: type[Any], incoming: Incoming[Any], now: datetime) -> tuple[Concerned]:
        """The exchange of the dossier."""
        exchange = self.exchanges[incoming.dossier]
        return (Concerned(EXCHANGE, exchange, self.facts(exchange, now)),)

    def facts(self, exchange: Exchange, now: datetime) -> Facts:
        return Facts(exchange=exchange, now=now, documents=self.documents, hopeless=self.hopeless)


class Load:
    """Loads contexts for one process; keeps what never changes. `hopeless`: see `Facts`."""

    def __init__(self, masters: Masters | None = None, hopeless: int = 0) -> None:
        self._shelf = Shelf()
        self._masters = masters or Masters()
        self._hopeless = hopeless

    async def __call__(self, tx: Tx, uow: UnitOfWork, incoming: Sequence[Incoming[Any]]) -> Context:
        ids = list(uow.streams)
        accepted = (each.message for each in incoming if isinstance(each.message, DossierAccepted))
        pinned = {("procedure", each.procedure, each.version) for each in accepted}
        declined = {each.dossier for each in incoming if isinstance(each.message, Declined)}
        found, known, handed_in, in_force, *keys = await tx.fetch_all(
            (EXCHANGES, [ids]),
            (DOSSIERS, [ids]),
            (SUBMISSIONS, [ids]),
            IN_FORCE,
            *([keys_of(declined)] if declined else []),
        )
        return Context(
            await self._shelf.take(tx, pinned, in_force),
            self._hopeless,
            {row["dossier"]: EXCHANGE.of(row) for row in found},
            {row["dossier"]: projection_of(Dossier, row) for row in known},
            {row["dossier"]: projection_of(Submission, row) for row in handed_in},
            SubjectKeys(self._masters, chain.from_iterable(keys)),
        )
