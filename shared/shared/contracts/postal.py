"""What postal says: the life of a consignment that brings a result to the applicant. Codes and dates only.

Each docstring is the event's arrow. `at` is the carrier's own time of what it did; `waybill` is its number of
the parcel, `proof` its code for a delivery.
"""

from __future__ import annotations

from datetime import datetime

from shared.contracts.message import Event

SPEAKER = "postal"


class ConsignmentRequested(Event, frozen=True, kw_only=True):
    """consignment: none -> requested"""

    speaker = SPEAKER


class ConsignmentCreated(Event, frozen=True, kw_only=True):
    """consignment: requested -> created"""

    speaker = SPEAKER
    carrier: str
    waybill: str


class ConsignmentCollected(Event, frozen=True, kw_only=True):
    """consignment: created -> travelling"""

    speaker = SPEAKER
    at: datetime


class DeliveryAttempted(Event, frozen=True, kw_only=True):
    """consignment: created, travelling -> travelling"""

    speaker = SPEAKER
    attempt: int
    at: datetime


class ConsignmentDelivered(Event, frozen=True, kw_only=True):
    """consignment: created, travelling -> delivered"""

    speaker = SPEAKER
    proof: str
    at: datetime


class ConsignmentReturned(Event, frozen=True, kw_only=True):
    """consignment: requested, created, travelling -> returned"""

    speaker = SPEAKER
    at: datetime
