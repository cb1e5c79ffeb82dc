"""What is answered about the ledger."""

from __future__ import annotations

from uuid import UUID

from pydantic import BaseModel


class Balance(BaseModel):
    """The balance of every account, in VND (debits positive). `total` is zero, and no entry is unbalanced."""

    accounts: dict[str, int]
    total: int
    unbalanced: int


class Difference(BaseModel):
    """A proved report of a provider that this came in for a charge, which the ledger does not have."""

    charge: UUID
    dossier: UUID
    reference: str
    transaction: str
    amount: int
    currency: str


class Differences(BaseModel):
    """Differences, by charge; `after` asks for the next page, None at the end."""

    differences: list[Difference]
    after: UUID | None
