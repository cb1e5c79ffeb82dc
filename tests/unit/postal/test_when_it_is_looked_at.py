"""Handlers on a unit of work in memory: when a parcel is polled again, and that a line of its history is received
once.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from postal.carrier.myvnpost.rules import status as meant
from postal.carrier.protocol import Scan
from postal.consignment import handlers
from postal.consignment.commands import Ordered, Polled, WebhookReceived
from postal.consignment.context import Context
from postal.consignment.models import Consignment, Line
from shared.contracts.workflow import CaseDecided
from shared.kernel.errors import NotFound, NotYet
from shared.kernel.ids import uuid7
from shared.kernel.incoming import Incoming
from shared.kernel.streams import Stream
from shared.kernel.unit_of_work import UnitOfWork
from tests.support.emitter import incoming

NOW = datetime(2025, 11, 21, 8, 30, tzinfo=UTC)
EVERY = timedelta(hours=6)
WAYBILL = "EH000000016VN"


class Desk:
    """One consignment the carrier has, and a unit of work for each message."""

    def __init__(self) -> None:
        self.row = Consignment(id=uuid7(), dossier=uuid7(), state="created", revision=2, waybill=WAYBILL)
        self.context = Context(EVERY, "myvnpost", {self.row.id: self.row}, {}, {})
        self.streams = {self.row.dossier: Stream(sequence=2)}

    def receives(self, message: Any, by: Any) -> UnitOfWork:
        uow = UnitOfWork("postal", self.streams, NOW)
        told: Incoming[Any] = incoming(message, self.row.dossier, entity=self.row.id)
        with uow.atomic(self.row.dossier):
            by(self.context, uow, told)
        self.context.lines |= {record for record in uow.projected.values() if isinstance(record, Line)}
        return uow

    def looks(self, *statuses: int, webhooks: int = 0) -> UnitOfWork:
        scans = tuple(
            Scan(status=status, meaning=meant(status).meaning, at=NOW + timedelta(minutes=n))
            for n, status in enumerate(statuses)
        )
        return self.receives(Polled(waybill=WAYBILL, webhooks=webhooks, scans=scans), handlers.polled)

    def next_poll(self, uow: UnitOfWork) -> datetime | None:
        scheduled = uow.scheduled[self.row.id, "poll"]
        return scheduled and scheduled.at


@pytest.fixture
def desk() -> Desk:
    return Desk()


def said(uow: UnitOfWork) -> list[str]:
    return [move.event for move in uow.moves]


def test_no_news_is_looked_for_again_after_a_while(desk: Desk) -> None:
    uow = desk.looks(1, 2, 4)
    assert (said(uow), desk.next_poll(uow)) == ([], NOW + EVERY)


def test_a_knock_is_followed_at_once(desk: Desk) -> None:
    uow = desk.receives(WebhookReceived(), handlers.webhook_received)
    assert (said(uow), desk.next_poll(uow)) == ([], NOW)


def test_a_knock_during_a_look_is_not_lost(desk: Desk) -> None:
    """The poll under way began before the second webhook: what it brings may be old."""
    desk.receives(WebhookReceived(), handlers.webhook_received)
    desk.receives(WebhookReceived(), handlers.webhook_received)
    assert desk.next_poll(desk.looks(6, webhooks=1)) == NOW
    assert desk.next_poll(desk.looks(6, webhooks=2)) == NOW + EVERY


def test_the_same_history_twice_is_received_once(desk: Desk) -> None:
    assert said(desk.looks(6, 15)) == ["ConsignmentCollected", "DeliveryAttempted"]
    assert said(desk.looks(6, 15)) == []
    assert said(desk.looks(6, 15, 12, 15)) == ["DeliveryAttempted"]
    assert desk.row.attempts == 2


def test_every_entry_of_a_history_has_a_cause_of_its_own(desk: Desk) -> None:
    uow = desk.looks(6, 15, 12, 15)
    assert len({move.cause for move in uow.moves}) == len(uow.moves) == 3


@pytest.mark.parametrize(
    ("statuses", "end"),
    [
        ((14, 19), "delivered"),
        ((19, 14), "returned"),
        ((14, 14), "delivered"),
        ((9,), "returned"),
        ((6, 15, 22, 14, 21), "delivered"),
    ],
)
def test_the_first_end_is_the_end(desk: Desk, statuses: tuple[int, ...], end: str) -> None:
    uow = desk.looks(*statuses)
    ends = [each for each in said(uow) if each in ("ConsignmentDelivered", "ConsignmentReturned")]
    assert (len(ends), desk.row.state) == (1, end)
    assert desk.next_poll(uow) is None
    assert desk.receives(WebhookReceived(), handlers.webhook_received).scheduled == {}


def test_a_fresh_order_is_looked_at_at_once(desk: Desk) -> None:
    """A webhook may have come before we knew the waybill."""
    desk.row = replace(desk.row, state="requested", waybill=None)
    desk.context.consignments = {desk.row.id: desk.row}
    uow = desk.receives(Ordered(carrier="myvnpost", waybill=WAYBILL), handlers.answered)
    assert (said(uow), desk.next_poll(uow)) == (["ConsignmentCreated"], NOW)


def test_nothing_is_posted_for_a_dossier_no_one_accepted(desk: Desk) -> None:
    with pytest.raises(NotYet):
        desk.receives(CaseDecided(result="licence", on_time=True, returns="post"), handlers.request)
    assert desk.receives(CaseDecided(result="licence", on_time=True), handlers.request).moves == []


def test_what_is_not_there_is_not_looked_at(desk: Desk) -> None:
    desk.context.consignments = {}
    with pytest.raises(NotFound):
        desk.looks(14)
