"""What is answered about charges and receipts."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, Field

from payment.charge.machine import State
from shared.web.lists import AskedByDue, AskedByTime, Code, DossierCode, Paged
from shared.web.moves import Move


class AskedCharges(AskedByDue):
    """Which charges, and in which order; a charge is due when its time to pay ends (`until`)."""

    state: list[State] = Field([], max_length=10, description="In one of these states.")
    dossier: UUID | None = Field(None, description="Of this dossier.")
    code: DossierCode = None
    procedure: Code | None = Field(None, description="Of this procedure, by its code.")
    agency: Code | None = Field(None, description="For a case that this agency decides, by its id.")
    desk: Code | None = Field(None, description="Of a dossier received at the desk of this agency, by its id.")


class AskedReceipts(AskedByTime):
    """Which of one's own receipts, and in which order: by the times of their charges."""

    dossier: UUID | None = Field(None, description="Of this dossier.")
    code: DossierCode = None


class FeeItem(BaseModel):
    """One item; amount in VND. kind: `phi` or `le-phi`."""

    code: str
    kind: str
    amount: int


class PaymentView(BaseModel):
    """Money that has come in, in VND; `reference` is the provider's name of it, `at` when it was booked."""

    provider: str
    reference: str
    amount: int
    at: datetime


class ReportView(BaseModel):
    """Money that a provider reports, and the ledger does not have."""

    reference: str
    transaction: str
    amount: int
    currency: str


class ChargeView(BaseModel):
    """A charge. `url` is where to pay while a payment is under way; `moves` lists what the caller may ask now.

    `payments` is all that came in for it, `owed` what of that is to be given back: a surplus, a payment short of the
    amount, a second one, or one for a case that has come to nothing. `unconfirmed` is reported and not booked: the
    provider is being asked, or, if it cannot be, a person settles the difference with it.
    """

    id: UUID
    dossier: UUID
    code: str
    state: str
    revision: int
    step: str
    fees: list[FeeItem]
    amount: int
    until: datetime
    provider: str | None
    receipt: str | None
    settled_at: datetime | None
    owed: int
    payments: list[PaymentView]
    unconfirmed: list[ReportView]
    url: str | None
    moves: list[Move]


class Charges(Paged):
    """Charges, in the order that was asked for."""

    charges: list[ChargeView]


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


class OwnReceipts(Paged):
    """Receipts of one's own charges; `limit` and `count` are of charges."""

    receipts: list[Receipt]


class Receipts(BaseModel):
    """phí and lệ phí on separate receipts; none before the charge is settled."""

    receipts: list[Receipt]
