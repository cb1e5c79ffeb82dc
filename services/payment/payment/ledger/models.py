"""The ledger: double entry, append-only. Lines are written in the transaction of the move they belong to.

Amounts in whole VND; a debit is positive, a credit negative, and every entry sums to zero (the database checks it too).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from shared.subject import Record


@dataclass(frozen=True, slots=True, kw_only=True)
class Line(Record):
    """One side of one entry. `reference` is what the provider calls the payment, or the receipt of a cash payment."""

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


#: Law 6 compares these with the provider's ledger: every payment that came in through it, and how much.
RECEIVED = """
select reference, sum(amount)::bigint as amount from ledger where account = 'received:' || $1 group by reference
"""
#: Of a sound ledger there are none.
UNBALANCED = "select entry, sum(amount)::bigint as amount from ledger group by entry having sum(amount) <> 0"
BALANCE = "select account, sum(amount)::bigint as amount from ledger group by account order by account"
BOOKED = "select charge, reference from ledger where dossier = any($1::uuid[])"
