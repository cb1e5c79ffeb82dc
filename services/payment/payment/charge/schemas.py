"""What is answered about charges and receipts."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel


class FeeItem(BaseModel):
    """One item; amount in VND. kind: `phi` or `le-phi`."""

    code: str
    kind: str
    amount: int


class ChargeView(BaseModel):
    """A charge. `url` is where to pay while a payment is under way; `moves` lists what the caller may ask now."""

    id: UUID
    dossier: UUID
    code: str
    state: str
    line: int
    step: str
    fees: list[FeeItem]
    amount: int
    until: datetime
    provider: str | None
    receipt: str | None
    settled_at: datetime | None
    owed: int
    url: str | None
    moves: list[str]


class Charges(BaseModel):
    """A page of charges; `after` asks for the next one, None at the end."""

    charges: list[ChargeView]
    after: UUID | None


class Receipt(BaseModel):
    """Biên lai of one kind of fee; `valid` is False once the money is owed back. The payer's name is not kept here."""

    number: str
    kind: str
    amount: int
    items: list[FeeItem]
    agency: str
    code: str
    provider: str
    issued_at: datetime
    valid: bool


class Receipts(BaseModel):
    """phí and lệ phí on separate receipts; none before the charge is settled."""

    receipts: list[Receipt]
