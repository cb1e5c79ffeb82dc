"""What a consignment can receive of its carrier: answers to our calls, one piece of news each, and a webhook.

Nobody may ask anything of a consignment over HTTP, so there are no commands of people here.
"""

from __future__ import annotations

from postal.carrier.protocol import Scan
from shared.contracts.message import Answer


class Ordered(Answer, frozen=True, kw_only=True):
    """The carrier has the order: this is its waybill."""

    carrier: str
    waybill: str


class Declined(Answer, frozen=True, kw_only=True):
    """The carrier will not take the order, however often it is asked."""


class Polled(Answer, frozen=True, kw_only=True):
    """The carrier's whole history of one parcel; `webhooks` is how often it had knocked before we looked."""

    waybill: str
    webhooks: int
    scans: tuple[Scan, ...]


class WebhookReceived(Answer, frozen=True, kw_only=True):
    """The carrier says that there is news of this parcel; what news, its history says."""


class News(Scan, frozen=True, kw_only=True):
    """A line of the history in our words: what the status map makes of its number."""

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
