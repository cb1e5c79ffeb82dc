"""The ledger: double entry, append-only. Lines are written in the transaction of the move they belong to.

Amounts in whole VND; a debit is positive, a credit negative, and every entry sums to zero (the database checks it too).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from shared.kernel.entity import Projection


@dataclass(frozen=True, slots=True, kw_only=True)
class Line(Projection):
    """One side of one entry. `reference`: the provider's name of the payment, or the receipt of a cash payment."""

    table: ClassVar[str] = "ledger"
    key: ClassVar[tuple[str, ...]] = ("entry", "account")
    append: ClassVar[bool] = True

    entry: UUID
    account: str
    amount: int
    charge: UUID
    dossier: UUID
    reference: str
    at: datetime
