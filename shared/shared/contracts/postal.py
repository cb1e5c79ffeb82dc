"""The events of postal: the life of a consignment that brings a result to the applicant. Codes and dates only.

Each docstring is the event's arrow. `at` is the carrier's own time of what it did; `waybill` is its number of
the parcel, `proof` its code for a delivery.
"""

from __future__ import annotations

from datetime import datetime

from shared.contracts.message import Event

PRODUCER = "postal"


class ConsignmentRequested(Event, frozen=True, kw_only=True):
    """consignment: none -> requested"""

    # `carrier` is chosen here and called afterwards; empty before carriers were recorded.
    producer = PRODUCER
    carrier: str = ""


class ConsignmentCreated(Event, frozen=True, kw_only=True):
    """consignment: requested -> created"""

    producer = PRODUCER
    carrier: str
    waybill: str


class ConsignmentCollected(Event, frozen=True, kw_only=True):
    """consignment: created -> travelling"""

    producer = PRODUCER
    at: datetime


class DeliveryAttempted(Event, frozen=True, kw_only=True):
    """consignment: created, travelling -> travelling"""

    producer = PRODUCER
    attempt: int
    at: datetime


class ConsignmentDelivered(Event, frozen=True, kw_only=True):
    """consignment: created, travelling -> delivered"""

    producer = PRODUCER
    proof: str
    at: datetime


class ConsignmentReturned(Event, frozen=True, kw_only=True):
    """consignment: requested, created, travelling -> returned"""

    producer = PRODUCER
    at: datetime
