"""The consignment's table: every message in every state has an answer, and the arrows are what it says."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from motcua.map import events_of
from postal.consignment import commands as heard
from postal.consignment.machine import CONSIGNMENT, MACHINE, NEWS, OVER, State
from postal.consignment.models import Consignment
from postal.consignment.rules import Facts
from postal.hearing import HEARING
from shared.contracts import postal
from shared.contracts.workflow import CaseDecided
from shared.ids import uuid7
from shared.machine import Row, Step
from tests.support import tables

NOW = datetime(2025, 11, 21, 8, 30, tzinfo=UTC)
ORDERED = heard.Ordered(carrier="myvnpost", waybill="EH000000016VN")
MESSAGES: dict[type[Any], Any] = {
    CaseDecided: CaseDecided(result="licence", on_time=True, returns="post"),
    heard.Ordered: ORDERED,
    heard.Declined: heard.Declined(),
    **{kind: kind(status=99, at=NOW, waybill="EH000000016VN") for kind in NEWS},
}
LOST = {
    *{(State.REQUESTED, news) for news in NEWS},  # there is nothing to look at yet
    *{(state, kind) for state in State for kind in (CaseDecided, heard.Ordered, heard.Declined)}
    - {(State.REQUESTED, heard.Ordered), (State.REQUESTED, heard.Declined)},
    *{(None, kind) for kind in MESSAGES if kind is not CaseDecided},
}


def facts(**columns: Any) -> Facts:
    return Facts(Consignment(id=uuid7(), dossier=uuid7(), **columns), NOW)


def opened(row: Row[Any, Any, Any]) -> tables.Case:
    return facts(), MESSAGES[row.hearing]


def test_the_table_is_sound() -> None:
    assert MACHINE.defects() == []
    assert set(tables.messages(MACHINE)) == set(MESSAGES)


@pytest.mark.parametrize(("state", "kind"), tables.places(MACHINE), ids=str)
def test_every_message_has_an_answer_in_every_state(state: State | None, kind: type[Any]) -> None:
    got = tables.answer(MACHINE, state, (facts(), MESSAGES[kind]))
    assert tables.unlisted(MACHINE, state, got) == ((state, kind) in LOST)


def test_arrows_are_what_the_table_does() -> None:
    arrows = tables.arrows(CONSIGNMENT, opened)
    assert arrows == tables.told(arrows)
    assert set(arrows) == set(events_of(postal.SPEAKER))


@pytest.mark.parametrize("state", sorted(MACHINE.final))
@pytest.mark.parametrize("news", NEWS)
def test_an_end_is_an_end(state: State, news: type[Any]) -> None:
    assert MACHINE.decide(state, facts(), MESSAGES[news]) is None
    assert MACHINE.ignore[state, news] == OVER


def test_attempts_are_counted_on_the_way() -> None:
    step = MACHINE.decide(State.TRAVELLING, facts(attempts=1), MESSAGES[heard.Attempted])
    assert isinstance(step, Step)
    assert step.said == postal.DeliveryAttempted(attempt=2, at=NOW)


def test_a_parcel_on_its_way_is_always_looked_at() -> None:
    waiting = {state: MACHINE.to_dos(state) for state in State}
    assert waiting == {
        State.REQUESTED: ("order",),
        State.CREATED: ("look",),
        State.TRAVELLING: ("look",),
        State.DELIVERED: (),
        State.RETURNED: (),
    }


def test_everything_its_neighbours_say_is_heard_or_listed_as_not() -> None:
    events = {kind for kind in HEARING.handlers if hasattr(kind, "speaker")}
    assert not events & HEARING.unheard
    assert events | HEARING.unheard == {*events_of("intake"), *events_of("workflow")}
