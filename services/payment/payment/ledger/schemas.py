"""What is answered about the ledger."""

from __future__ import annotations

from pydantic import BaseModel


class Balance(BaseModel):
    """What stands on every account, in VND (debits positive). `total` is zero, and no entry is unbalanced."""

    accounts: dict[str, int]
    total: int
    unbalanced: int
