"""The one mapping to the national status codes is total: nothing that happens is forgotten, no code is made up."""

from __future__ import annotations

import pytest

from motcua.generate.map import events_of
from shared.contracts import intake, payment, workflow
from shared.contracts.message import Event
from sync_gateway.exchange.handlers import CHANGES
from sync_gateway.exchange.rules import NEVER_SENT, NEWS, NOT_TOLD, Status
from sync_gateway.registry import REGISTRY
from workflow.case.machine import CASE

PRODUCERS = (intake.PRODUCER, workflow.PRODUCER, payment.PRODUCER)
EVENTS = [kind for producer in PRODUCERS for kind in events_of(producer)]


def test_its_producers() -> None:
    assert REGISTRY.producers == tuple(sorted(PRODUCERS))


@pytest.mark.parametrize("kind", EVENTS, ids=lambda kind: kind.__name__)
def test_every_event_is_handled_or_listed_as_unhandled(kind: type[Event]) -> None:
    assert (kind in REGISTRY.handlers) != (kind in REGISTRY.unhandled)


def test_nothing_else_is_listed() -> None:
    assert set(REGISTRY.events.values()) == set(EVENTS)
    assert all(NOT_TOLD.values()), "what is not told has a reason"


def stages() -> dict[str, set[type[Event]]]:
    """Every event by which a case changes its stage, read from the arrows workflow claims."""
    found: dict[str, set[type[Event]]] = {}
    for kind in events_of(workflow.PRODUCER):
        arrow = (kind.__doc__ or "").strip()
        if arrow.startswith("case:") and "->" in arrow:
            found.setdefault(arrow.split("-> ")[1], set()).add(kind)
    return found


def test_every_change_of_stage_is_told_or_listed_as_not_told() -> None:
    found = stages()
    assert set(found) == {str(state) for state in CASE.machine.states}
    for kind in set().union(*found.values()):
        assert (kind in NEWS and NEWS[kind].status) or NOT_TOLD[kind]


@pytest.mark.parametrize("stage", stages())
def test_a_stage_has_one_status(stage: str) -> None:
    statuses = {NEWS[kind].status for kind in stages()[stage] if kind in NEWS}
    assert len(statuses) == (0 if stage == "received" else 1), "the acceptance has told of a received case"


def test_every_code_is_sent_or_has_a_reason_not_to_be() -> None:
    said = {news.status for news in NEWS.values() if news.status}
    assert said | NEVER_SENT.keys() == set(Status)
    assert not said & NEVER_SENT.keys()
    assert [int(code) for code in Status] == list(range(1, 11))


def test_what_changes_the_record_is_told() -> None:
    assert CHANGES.keys() <= NEWS.keys()
