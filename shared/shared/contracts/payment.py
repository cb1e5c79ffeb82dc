"""The events of payment: the life of a charge. Amounts in VND; references are the provider's, never a person's.

Each docstring is the event's arrow. Where to pay (an address that opens a page with a name on it) is never in an event.
"""

from __future__ import annotations

from datetime import datetime

from shared.contracts.message import Event
from shared.contracts.workflow import Fee

PRODUCER = "payment"


class ChargeOpened(Event, frozen=True, kw_only=True):
    """charge: none -> open"""

    producer = PRODUCER
    step: str
    fees: list[Fee]
    amount: int
    until: datetime


class PaymentAsked(Event, frozen=True, kw_only=True):
    """charge: open -> asking"""

    producer = PRODUCER
    provider: str
    reference: str
    asked_at: datetime


class PaymentStarted(Event, frozen=True, kw_only=True):
    """charge: asking -> paying"""

    producer = PRODUCER
    reference: str


class PaymentReported(Event, frozen=True, kw_only=True):
    """charge: open, asking, paying, expiring, expired, settled, cancelled, owed stays"""

    # What the provider reports, proved to come from it; the outcome is queried before anything is booked. `code` is the
    # provider's, `at` the time it gives, `amount` in whole units of `currency`.
    producer = PRODUCER
    provider: str
    reference: str
    transaction: str
    code: str
    paid: bool
    amount: int
    currency: str
    at: datetime | None


class PaymentFellShort(Event, frozen=True, kw_only=True):
    """charge: open, asking, paying, expiring, expired stays"""

    # Less than the fee has come in, at `at`: it is booked, and all of it is owed back.
    producer = PRODUCER
    provider: str
    reference: str
    amount: int
    at: datetime
    proof: str


class PaymentFailed(Event, frozen=True, kw_only=True):
    """charge: asking, paying -> open"""

    producer = PRODUCER
    reference: str
    code: str


class ExpiryNeared(Event, frozen=True, kw_only=True):
    """charge: open, asking, paying -> expiring"""

    producer = PRODUCER


class ChargeSettled(Event, frozen=True, kw_only=True):
    """charge: open, asking, paying, expiring, expired -> settled"""

    # `amount` is the fee; `surplus` came in beyond it and is owed back. `settled_at` is when the money came in.
    # `proof`: `query` (we asked), `callback` (no query possible), `counter` (cash); empty before proofs were noted.
    producer = PRODUCER
    provider: str
    reference: str
    amount: int
    receipt: str
    settled_at: datetime
    surplus: int = 0
    proof: str = ""


class ChargeExpired(Event, frozen=True, kw_only=True):
    """charge: open, expiring -> expired"""

    producer = PRODUCER
    until: datetime | None = None  # the time to pay that is over


class ChargeTimeMoved(Event, frozen=True, kw_only=True):
    """charge: open, asking, paying stays"""

    producer = PRODUCER
    until: datetime


class ChargeReopened(Event, frozen=True, kw_only=True):
    """charge: expiring, expired -> open"""

    # The time to pay was moved before it was over, and the news came after.
    producer = PRODUCER
    until: datetime


class ChargeCancelled(Event, frozen=True, kw_only=True):
    """charge: open, asking, paying, expiring, expired -> cancelled"""

    producer = PRODUCER


class RefundOwed(Event, frozen=True, kw_only=True):
    """charge: settled, cancelled, owed -> owed"""

    producer = PRODUCER
    provider: str
    reference: str
    amount: int
