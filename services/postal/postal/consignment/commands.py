"""What a consignment receives from its carrier: answers to our calls, each scan of its history, and webhooks.

People only read consignments, so there are no commands here.
"""

from __future__ import annotations

from postal.carrier.protocol import Scan
from shared.contracts.message import Answer


class Ordered(Answer, frozen=True, kw_only=True):
    """The carrier has the order: this is its waybill."""

    carrier: str
    waybill: str


class Declined(Answer, frozen=True, kw_only=True):
    """The carrier has turned the order down too often."""


class Polled(Answer, frozen=True, kw_only=True):
    """The carrier's whole history of one parcel; `webhooks`: how many had come before the poll."""

    waybill: str
    webhooks: int
    scans: tuple[Scan, ...]


class WebhookReceived(Answer, frozen=True, kw_only=True):
    """A proved webhook names this parcel. What is new, only the history tells."""


class News(Scan, frozen=True, kw_only=True):
    """A scan by its meaning."""

    waybill: str


class Collected(News, frozen=True, kw_only=True):
    """It has left the desk."""


class Travelling(News, frozen=True, kw_only=True):
    """It is on its way to the applicant."""


class Attempted(News, frozen=True, kw_only=True):
    """The postman came, and could not hand it over (TT 17/2017/TT-BTTTT: two attempts)."""


class Delivered(News, frozen=True, kw_only=True):
    """It is in the applicant's hands."""


class Returning(News, frozen=True, kw_only=True):
    """It is on its way back."""


class Returned(News, frozen=True, kw_only=True):
    """It is back at the desk, or never left it."""
