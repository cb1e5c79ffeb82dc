"""What is answered about the ledger."""

from __future__ import annotations

from uuid import UUID

from pydantic import BaseModel


class Balance(BaseModel):
    """What stands on every account, in VND (debits positive). `total` is zero, and no entry is unbalanced."""

    accounts: dict[str, int]
    total: int
    unbalanced: int


class Difference(BaseModel):
    """A provider says by itself, and proves that it says so, that this came in for a charge; the ledger lacks it."""

    charge: UUID
    dossier: UUID
    reference: str
    transaction: str
    amount: int
    currency: str


class Differences(BaseModel):
    """A unit of work of differences by charge; `after` asks for the next one, None at the end."""

    differences: list[Difference]
    after: UUID | None
