"""The entries for money that comes in and for money that is owed back. Pure.

phí and lệ phí are separate accounts, as their receipts are (Luật Phí và lệ phí); each provider has its own account
of what it has received for us; `owed` is what payers are to get back.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from payment.ledger.models import Line
from shared.kernel.ids import named

OWED = "owed"
PHI, LE_PHI = "phi", "le-phi"


def received(provider: str) -> str:
    """The account of what a provider has received for us."""
    return f"received:{provider}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What an entry is about: one payment, by its provider's name of it."""

    charge: UUID
    dossier: UUID
    reference: str
    at: datetime

    def fee_paid(self, provider: str, amounts: Mapping[str, int], surplus: int = 0) -> list[Line]:
        """A charge is settled: `amounts` by kind of fee; the surplus is owed back."""
        earned = [(kind, -amount) for kind, amount in amounts.items()]
        back = [(OWED, -surplus)] if surplus else []
        return self._lines("paid", [(received(provider), sum(amounts.values()) + surplus), *earned, *back])

    def fee_owed(self, amounts: Mapping[str, int]) -> list[Line]:
        """The fee of a settled charge is owed back."""
        earned = [(kind, amount) for kind, amount in amounts.items()]
        return self._lines("owed", [*earned, (OWED, -sum(amounts.values()))])

    def stray(self, provider: str, amount: int) -> list[Line]:
        """Money that was not due, or less than the fee, is owed back."""
        return self._lines("stray", [(received(provider), amount), (OWED, -amount)])

    def _lines(self, what: str, sides: Iterable[tuple[str, int]]) -> list[Line]:
        entry = named("entry", f"{self.charge}.{self.reference}.{what}")
        return [
            Line(
                entry=entry,
                account=account,
                amount=amount,
                charge=self.charge,
                dossier=self.dossier,
                reference=self.reference,
                at=self.at,
            )
            for account, amount in sides
        ]
