"""What a consignment says, and what the carrier's numbers mean. Pure: the facts are given.

The status map is data (`statuses.json`): a carrier that counts differently gets a file, not a branch.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from importlib.resources import files
from uuid import UUID

import msgspec

from postal.carrier.protocol import Scan
from postal.consignment import commands as incoming
from postal.consignment.models import Consignment, Line
from shared.contracts import postal as events
from shared.contracts.message import Event


class Meaning(StrEnum):
    """What a carrier's status means to us; `other` moves nothing."""

    COLLECTED = "collected"
    TRAVELLING = "travelling"
    ATTEMPTED = "attempted"
    DELIVERED = "delivered"
    RETURNING = "returning"
    RETURNED = "returned"
    OTHER = "other"


class Status(msgspec.Struct, frozen=True):
    """One number of the carrier: its meaning, and its name for people."""

    meaning: Meaning
    vi: str
    en: str


STATUSES = msgspec.json.decode(
    (files("postal.carrier.myvnpost") / "statuses.json").read_bytes(), type=dict[int, Status], strict=False
)
NEWS: dict[Meaning, type[incoming.News] | None] = {
    Meaning.COLLECTED: incoming.Collected,
    Meaning.TRAVELLING: incoming.Travelling,
    Meaning.ATTEMPTED: incoming.Attempted,
    Meaning.DELIVERED: incoming.Delivered,
    Meaning.RETURNING: incoming.Returning,
    Meaning.RETURNED: incoming.Returned,
    Meaning.OTHER: None,
}


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known when a consignment is decided about."""

    row: Consignment
    now: datetime


def meant_by(status: int) -> Status:
    """What a number means; one nobody has documented moves nothing."""
    return STATUSES.get(status) or Status(Meaning.OTHER, f"Trạng thái {status}", f"Status {status}, undocumented")


def lines_of(consignment: UUID, scans: Iterable[Scan]) -> Iterator[Line]:
    """The history as lines in the order of time; equal ones of the same second are told apart by their number."""
    seen: Counter[tuple[int, datetime]] = Counter()
    for scan in sorted(scans, key=lambda one: one.at):
        nth = seen[scan.status, scan.at]
        seen[scan.status, scan.at] += 1
        yield Line(consignment=consignment, status=scan.status, at=scan.at, nth=nth)


def news_of(line: Line, waybill: str) -> incoming.News | None:
    """A line of the history as the message the table receives; None if it moves nothing."""
    kind = NEWS[meant_by(line.status).meaning]
    return kind(status=line.status, at=line.at, waybill=waybill) if kind else None


# ---- words


def requested(_facts: Facts, _decided: object) -> Event:
    return events.ConsignmentRequested()


def created(_facts: Facts, ordered: incoming.Ordered) -> Event:
    return events.ConsignmentCreated(carrier=ordered.carrier, waybill=ordered.waybill)


def collected(_facts: Facts, news: incoming.News) -> Event:
    return events.ConsignmentCollected(at=news.at)


def attempted(facts: Facts, news: incoming.News) -> Event:
    return events.DeliveryAttempted(attempt=facts.row.attempts + 1, at=news.at)


def delivered(_facts: Facts, news: incoming.News) -> Event:
    """The proof is what the carrier can be deferred to: the waybill it has read back, and its own status code."""
    return events.ConsignmentDelivered(proof=f"{news.waybill}/{news.status}", at=news.at)


def returned(_facts: Facts, news: incoming.News) -> Event:
    return events.ConsignmentReturned(at=news.at)


def stayed(facts: Facts, _declined: incoming.Declined) -> Event:
    """The carrier would not have it: the result is where it was, and the applicant can come for it."""
    return events.ConsignmentReturned(at=facts.now)
