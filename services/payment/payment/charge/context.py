"""What payment reads to decide about a batch of messages, loaded set-based."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from payment.charge.commands import TakeCash
from payment.charge.facts import Facts
from payment.charge.machine import CHARGE, State
from payment.charge.models import Attempt, Charge, Dossier, Payment
from payment.charge.rules import CASH, year
from payment.charge.tables import ATTEMPTS, CHARGES, NUMBERS
from payment.charge.whose import stands
from payment.ledger.tables import BOOKED
from payment.provider.protocol import Paid, Provider, Reported
from shared.contracts.relation import Relation, those
from shared.kernel.db import Tx
from shared.kernel.entity import Concerned, Entity
from shared.kernel.incoming import Incoming
from shared.kernel.unit_of_work import UnitOfWork
from shared.reference.dossier import DOSSIERS

UNSETTLED = (State.OPEN, State.ASKING, State.PAYING, State.EXPIRING, State.EXPIRED)


@dataclass(slots=True)
class Context:
    """What was loaded. Charges are the rows that handlers move."""

    charges: dict[UUID, Charge]
    dossiers: dict[UUID, Dossier]
    attempts: dict[str, Attempt]
    provider: Provider | None = None
    payments: dict[UUID, list[Payment]] = field(default_factory=dict)
    numbers: dict[UUID, int] = field(default_factory=dict)

    def find(self, entity: UUID) -> Entity | None:
        return self.charges.get(entity)

    def relations(self, incoming: Incoming[Any]) -> frozenset[Relation]:
        """How who asks stands to the charges of the dossier."""
        return those(stands(self.dossiers[incoming.dossier], incoming))

    def concerned(self, incoming: Incoming[Any]) -> Charge | None:
        """The charge a message is about: by its id, or by the reference of an attempt."""
        attempt = self.attempts.get(getattr(incoming.message, "reference", ""))
        key = incoming.entity or (attempt and attempt.charge)
        return self.charges.get(key) if key else None

    def concerns(self, _kind: type[Any], incoming: Incoming[Any], now: datetime) -> Iterator[Concerned]:
        """The charge."""
        if (charge := self.concerned(incoming)) is not None:
            yield Concerned(CHARGE, charge, self.facts(charge, incoming, now))

    def of(self, dossier: UUID) -> list[Charge]:
        """All charges of a dossier."""
        return [charge for charge in self.charges.values() if charge.dossier == dossier]

    def is_awaited(self, charge: Charge) -> bool:
        """Are there more attempts than payments through providers? Each attempt may still bring money unseen."""
        asked = sum(attempt.charge == charge.id for attempt in self.attempts.values())
        return asked > sum(payment.provider != CASH for payment in self.payments.get(charge.id, ()))

    def facts(self, charge: Charge, incoming: Incoming[Any], now: datetime) -> Facts:
        """The facts of one charge."""
        return Facts(
            charge=charge,
            now=now,
            dossier=self.dossiers.get(charge.dossier),
            provider=self.provider,
            booked={payment.reference for payment in self.payments.get(charge.id, ())},
            number=self.numbers.get(charge.id),
        )


@dataclass(frozen=True, slots=True)
class Load:
    """Loads contexts. `provider` is whom new attempts go to."""

    provider: Provider | None = None

    async def __call__(self, tx: Tx, uow: UnitOfWork, incoming: Sequence[Incoming[Any]]) -> Context:
        """Loads what these dossiers have here; receipt numbers last, for what may settle."""
        ids = list(uow.streams)
        reads = (CHARGES, DOSSIERS, ATTEMPTS, BOOKED)
        charges, dossiers, attempts, booked = await tx.fetch_all(*((sql, [ids]) for sql in reads))
        context = Context(
            {row["id"]: CHARGE.of(row) for row in charges},
            {row["dossier"]: Dossier(**row) for row in dossiers},
            {row["reference"]: Attempt(**row) for row in attempts},
            self.provider,
        )
        for row in booked:
            payment = Payment(**{name: row[name] for name in ("provider", "reference", "amount", "at")})
            context.payments.setdefault(row["charge"], []).append(payment)
        await _take_numbers(tx, context, incoming, uow.now)
        return context


def may_settle(message: Any) -> bool:
    """Can this settle a charge? A report can only if its provider cannot be asked."""
    return isinstance(message, Paid | TakeCash) or (isinstance(message, Reported) and message.final and message.paid)


async def _take_numbers(tx: Tx, context: Context, incoming: Sequence[Incoming[Any]], now: datetime) -> None:
    """The next number of the agency's year, for each charge that may settle."""
    concerned = [context.concerned(each) for each in incoming if may_settle(each.message)]
    charges = {charge.id: charge for charge in concerned if charge is not None and charge.state in UNSETTLED}
    keys = [(context.dossiers[charge.dossier].agency, year(now)) for charge in charges.values()]
    context.numbers.update(zip(charges, await NUMBERS.take(tx, keys), strict=True))
