"""Bodies of payment. Written by `make map` from docs/openapi."""

from __future__ import annotations

from typing import Literal, TypedDict

from motcua_client.models.shared import Move


class Balance(TypedDict):
    """The balance of every account, in VND (debits positive)."""
    accounts: dict[str, int]
    total: int
    unbalanced: int


class ChargeView(TypedDict):
    """A charge."""
    id: str
    dossier: str
    code: str
    state: str
    revision: int
    step: str
    fees: list[FeeItem]
    amount: int
    until: str
    provider: str | None
    receipt: str | None
    settled_at: str | None
    owed: int
    payments: list[PaymentView]
    unconfirmed: list[ReportView]
    url: str | None
    moves: list[Move]


class Charges(TypedDict):
    """Charges, in the order that was asked for."""
    after: str | None
    as_of: str
    count: int | None
    more: bool
    charges: list[ChargeView]


class Difference(TypedDict):
    """A proved report of a provider that this came in for a charge, which the ledger does not have."""
    charge: str
    dossier: str
    reference: str
    transaction: str
    amount: int
    currency: str


class Differences(TypedDict):
    """Differences, by charge; `after` asks for the next page, None at the end."""
    differences: list[Difference]
    after: str | None


class FeeItem(TypedDict):
    """One item; amount in VND."""
    code: str
    kind: str
    amount: int


class OwnReceipts(TypedDict):
    """Receipts of one's own charges; `limit` and `count` are of charges."""
    after: str | None
    as_of: str
    count: int | None
    more: bool
    receipts: list[Receipt]


class PaymentView(TypedDict):
    """Money that has come in, in VND; `reference` is the provider's name of it, `at` when it was booked."""
    provider: str
    reference: str
    amount: int
    at: str


class Receipt(TypedDict):
    """Biên lai of one kind of fee; `valid` is False once the money is owed back."""
    number: str
    kind: str
    amount: int
    items: list[FeeItem]
    agency: str
    code: str
    provider: str
    issued_at: str
    valid: bool


class Receipts(TypedDict):
    """phí and lệ phí on separate receipts; none before the charge is settled."""
    receipts: list[Receipt]


class ReportView(TypedDict):
    """Money that a provider reports, and the ledger does not have."""
    reference: str
    transaction: str
    amount: int
    currency: str


State = Literal['open', 'asking', 'paying', 'expiring', 'expired', 'settled', 'cancelled', 'owed']
