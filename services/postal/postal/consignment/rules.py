"""What a consignment emits, and what its events decide. Pure: the facts are given."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from postal.carrier.protocol import Meaning, Scan
from postal.consignment import commands as incoming
from postal.consignment.models import Consignment, Line
from shared.contracts import postal as events
from shared.contracts.message import Event

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
    carrier: str = ""  # whom a new consignment goes to


def lines_of(consignment: UUID, scans: Iterable[Scan]) -> Iterator[tuple[Line, Meaning]]:
    """The history in the order of time; equal scans of the same second are told apart by their number."""
    seen: Counter[tuple[int, datetime]] = Counter()
    for scan in sorted(scans, key=lambda one: one.at):
        nth = seen[scan.status, scan.at]
        seen[scan.status, scan.at] += 1
        yield Line(consignment=consignment, status=scan.status, at=scan.at, nth=nth), scan.meaning


def news_of(line: Line, meaning: Meaning, waybill: str) -> incoming.News | None:
    """A scan as the message the table receives; None if it moves nothing."""
    kind = NEWS[meaning]
    return kind(status=line.status, meaning=meaning, at=line.at, waybill=waybill) if kind else None


# ---- events


def requested(facts: Facts, _decided: object) -> Event:
    """The carrier is chosen before it is called, so that every try of the order goes to the same one."""
    return events.ConsignmentRequested(carrier=facts.carrier)


def created(_facts: Facts, ordered: incoming.Ordered) -> Event:
    return events.ConsignmentCreated(carrier=ordered.carrier, waybill=ordered.waybill)


def collected(_facts: Facts, news: incoming.News) -> Event:
    return events.ConsignmentCollected(at=news.at)


def attempted(facts: Facts, news: incoming.News) -> Event:
    return events.DeliveryAttempted(attempt=facts.row.attempts + 1, at=news.at)


def delivered(_facts: Facts, news: incoming.News) -> Event:
    """The proof names what the carrier can be asked about: its waybill, and its own status number."""
    return events.ConsignmentDelivered(proof=f"{news.waybill}/{news.status}", at=news.at)


def returned(_facts: Facts, news: incoming.News) -> Event:
    return events.ConsignmentReturned(at=news.at)


def stayed(facts: Facts, _declined: incoming.Declined) -> Event:
    """The carrier has declined: the result is still at the desk, where the applicant can fetch it."""
    return events.ConsignmentReturned(at=facts.now)


# ---- what events decide


def apply(row: Consignment, event: Any) -> None:
    """Folds an event into the consignment's own columns."""
    match event:
        case events.ConsignmentRequested():
            row.carrier = event.carrier or None
        case events.ConsignmentCreated():
            row.carrier, row.waybill = event.carrier, event.waybill
        case events.DeliveryAttempted():
            row.attempts = event.attempt
        case events.ConsignmentDelivered():
            row.proof, row.ended_at = event.proof, event.at
        case events.ConsignmentReturned():
            row.ended_at = event.at
