"""Handlers on a unit of work in memory: when a parcel is polled next, and that each scan is received once."""

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


class Consigned:
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

    def polls(self, *statuses: int, webhooks: int = 0) -> UnitOfWork:
        scans = tuple(
            Scan(status=status, meaning=meant(status).meaning, at=NOW + timedelta(minutes=n))
            for n, status in enumerate(statuses)
        )
        return self.receives(Polled(waybill=WAYBILL, webhooks=webhooks, scans=scans), handlers.polled)

    def next_poll(self, uow: UnitOfWork) -> datetime | None:
        scheduled = uow.scheduled[self.row.id, "poll"]
        return scheduled and scheduled.at


@pytest.fixture
def consigned() -> Consigned:
    return Consigned()


def said(uow: UnitOfWork) -> list[str]:
    return [move.event for move in uow.moves]


def test_without_news_the_next_poll_is_after_the_interval(consigned: Consigned) -> None:
    uow = consigned.polls(1, 2, 4)
    assert (said(uow), consigned.next_poll(uow)) == ([], NOW + EVERY)


def test_a_webhook_makes_the_poll_due_now(consigned: Consigned) -> None:
    uow = consigned.receives(WebhookReceived(), handlers.webhook_received)
    assert (said(uow), consigned.next_poll(uow)) == ([], NOW)


def test_a_webhook_during_a_poll_is_not_lost(consigned: Consigned) -> None:
    """The poll under way began before the second webhook: what it brings may be old."""
    consigned.receives(WebhookReceived(), handlers.webhook_received)
    consigned.receives(WebhookReceived(), handlers.webhook_received)
    assert consigned.next_poll(consigned.polls(6, webhooks=1)) == NOW
    assert consigned.next_poll(consigned.polls(6, webhooks=2)) == NOW + EVERY


def test_the_same_history_twice_is_received_once(consigned: Consigned) -> None:
    assert said(consigned.polls(6, 15)) == ["ConsignmentCollected", "DeliveryAttempted"]
    assert said(consigned.polls(6, 15)) == []
    assert said(consigned.polls(6, 15, 12, 15)) == ["DeliveryAttempted"]
    assert consigned.row.attempts == 2


def test_every_scan_of_a_history_has_a_cause_of_its_own(consigned: Consigned) -> None:
    uow = consigned.polls(6, 15, 12, 15)
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
def test_the_first_end_is_the_end(consigned: Consigned, statuses: tuple[int, ...], end: str) -> None:
    uow = consigned.polls(*statuses)
    ends = [each for each in said(uow) if each in ("ConsignmentDelivered", "ConsignmentReturned")]
    assert (len(ends), consigned.row.state) == (1, end)
    assert consigned.next_poll(uow) is None
    assert consigned.receives(WebhookReceived(), handlers.webhook_received).scheduled == {}


def test_a_new_order_is_polled_at_once(consigned: Consigned) -> None:
    """A webhook may have come before we knew the waybill."""
    consigned.row = replace(consigned.row, state="requested", waybill=None)
    consigned.context.consignments = {consigned.row.id: consigned.row}
    uow = consigned.receives(Ordered(carrier="myvnpost", waybill=WAYBILL), handlers.answered)
    assert (said(uow), consigned.next_poll(uow)) == (["ConsignmentCreated"], NOW)


def test_a_decision_before_the_acceptance_waits(consigned: Consigned) -> None:
    with pytest.raises(NotYet):
        consigned.receives(CaseDecided(result="licence", on_time=True, returns="post"), handlers.request)
    assert consigned.receives(CaseDecided(result="licence", on_time=True), handlers.request).moves == []


def test_a_webhook_about_an_unknown_consignment_is_refused(consigned: Consigned) -> None:
    consigned.context.consignments = {}
    with pytest.raises(NotFound):
        consigned.polls(14)
