"""What a consignment's table must do, transition by transition, written by hand: exactly one end is ever said."""

from __future__ import annotations

from typing import Any

from motcua.generate.map import events_of
from postal.consignment.commands import (
    Attempted,
    Collected,
    Declined,
    Delivered,
    Ordered,
    Returned,
    Returning,
    Travelling,
)
from postal.consignment.machine import CONSIGNMENT, State
from postal.consignment.models import Consignment
from postal.consignment.rules import Facts
from postal.registry import REGISTRY
from shared.contracts import postal as events
from shared.contracts.workflow import CaseDecided
from shared.kernel.ids import uuid7
from shared.kernel.machine import Step
from tests.support.expected import IGNORED, PLAIN, Expected, Goes
from tests.support.machines import machine_of
from tests.support.parcels import NOON, SOUND

S = State
NEWS = (Collected, Travelling, Attempted, Delivered, Returning, Returned)


def facts(_state: object = None, **columns: Any) -> Facts:
    return Facts(Consignment(id=uuid7(), dossier=uuid7(), **columns), NOON)


EXPECTED = Expected(
    entity_type=CONSIGNMENT,
    sound=SOUND,
    facts=facts,
    final={S.DELIVERED, S.RETURNED},
    scheduled={
        S.REQUESTED: ("order",),
        S.CREATED: ("poll",),
        S.TRAVELLING: ("poll",),
        S.DELIVERED: (),
        S.RETURNED: (),
    },
    lines=[
        (None, CaseDecided, PLAIN, Goes(S.REQUESTED, events.ConsignmentRequested)),
        (S.REQUESTED, Ordered, PLAIN, Goes(S.CREATED, events.ConsignmentCreated)),
        (S.REQUESTED, Declined, PLAIN, Goes(S.RETURNED, events.ConsignmentReturned)),
        (S.CREATED, Collected, PLAIN, Goes(S.TRAVELLING, events.ConsignmentCollected)),
        (S.CREATED, Travelling, PLAIN, Goes(S.TRAVELLING, events.ConsignmentCollected)),
        (S.CREATED, Returning, PLAIN, Goes(S.TRAVELLING, events.ConsignmentCollected)),
        (S.CREATED, Attempted, PLAIN, Goes(S.TRAVELLING, events.DeliveryAttempted)),
        (S.CREATED, Delivered, PLAIN, Goes(S.DELIVERED, events.ConsignmentDelivered)),
        (S.CREATED, Returned, PLAIN, Goes(S.RETURNED, events.ConsignmentReturned)),
        (S.TRAVELLING, Collected, PLAIN, IGNORED),
        (S.TRAVELLING, Travelling, PLAIN, IGNORED),
        (S.TRAVELLING, Returning, PLAIN, IGNORED),
        (S.TRAVELLING, Attempted, PLAIN, Goes(S.TRAVELLING, events.DeliveryAttempted)),
        (S.TRAVELLING, Delivered, PLAIN, Goes(S.DELIVERED, events.ConsignmentDelivered)),
        (S.TRAVELLING, Returned, PLAIN, Goes(S.RETURNED, events.ConsignmentReturned)),
        *((end, news, PLAIN, IGNORED) for end in (S.DELIVERED, S.RETURNED) for news in NEWS),
    ],
)


def test_the_table_does_what_is_expected_of_it() -> None:
    assert EXPECTED.faults() == []


def test_attempts_are_counted_on_the_way() -> None:
    step = machine_of(CONSIGNMENT).decide(State.TRAVELLING, facts(attempts=1), SOUND[Attempted])
    assert isinstance(step, Step)
    assert step.event == events.DeliveryAttempted(attempt=2, at=NOON)


def test_every_event_of_its_producers_is_handled_or_listed_as_unhandled() -> None:
    events = {kind for kind in REGISTRY.handlers if hasattr(kind, "producer")}
    assert not events & REGISTRY.unhandled
    assert events | REGISTRY.unhandled == {*events_of("intake"), *events_of("workflow")}
