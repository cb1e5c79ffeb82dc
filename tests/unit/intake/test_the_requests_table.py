"""What a request's table must do, line by line, written by hand; its clocks, and what it says of who asks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from intake.correction.rules import corrected
from intake.registry import REGISTRY
from intake.request import commands as ask
from intake.request import whose
from intake.request.errors import AlreadyIdentified, NotIdentified, UnknownGround
from intake.request.machine import REQUEST, RequestCalendarChanges, RequestState
from intake.request.rules import ACCOUNT, DESK
from intake.rights.models import Right
from intake.rights.store import CLOCKS, GROUNDS
from shared.contracts import personal as events
from shared.contracts.relation import Relation, Who, those
from shared.kernel.errors import Invalid
from shared.reference.working_calendar import CalendarEnds
from tests.support import dossiers
from tests.support.expected import IGNORED, PLAIN, Bars, Expected, Goes, Refuses
from tests.support.machines import machine_of
from tests.support.request_facts import ANSWER, DECIDE, MADE, NOON, OLD, PERSON, SOUND, UNKNOWN, facts, request

S = RequestState
NOT_A_DESK, NOWHERE, NOTHING, UNASKED, EMPTY = (
    ask.MakeRequest.model_validate(MADE | changes)
    for changes in (
        {"desk": dossiers.AGENCY},
        {"desk": "H99.99"},
        {"asks": "correct"},
        {"correction": {"phone": "0912345678"}},
        {"asks": "correct", "correction": {}},
    )
)
NO_HOME = {"asks": "correct", "correction": {"address": {"line": "Số 1"}}}
WHO, MOVED = {"request": UNKNOWN}, {"request": OLD}
NO_GROUND = {kind: kind(ground="no") for kind in (ask.GrantRequestPartly, ask.RefuseRequest)}
DONE = (S.GRANTED, S.PARTLY, S.REFUSED, S.WITHDRAWN)

EXPECTED = Expected(
    entity_type=REQUEST,
    sound=SOUND,
    facts=lambda _state, **known: facts(**known),
    final=set(DONE),
    scheduled={state: () for state in S},
    lines=[
        (None, ask.MakeRequest, PLAIN, Goes(S.ASKED, events.RequestMade)),
        *[(None, each, PLAIN, Refuses(Invalid)) for each in (NOT_A_DESK, NOWHERE, NOTHING, UNASKED, EMPTY)],
        (None, ask.MakeRequest.model_validate(MADE | NO_HOME), PLAIN, Refuses(Invalid)),
        (None, ask.MakeRequest, {"now": datetime(2027, 12, 31, 3, tzinfo=UTC)}, Refuses(CalendarEnds)),
        *[
            line
            for state in (S.ASKED, S.IN_HAND)
            for line in (
                (state, ask.IdentifyRequester, WHO, Goes(state, events.RequestIdentified)),
                (state, ask.IdentifyRequester, PLAIN, Bars(AlreadyIdentified)),
                (state, ask.RefuseRequest, PLAIN, Goes(S.REFUSED, events.RequestRefused)),
                (state, ask.RefuseRequest, WHO, Goes(S.REFUSED, events.RequestRefused)),
                (state, NO_GROUND[ask.RefuseRequest], PLAIN, Refuses(UnknownGround)),
                (state, ask.WithdrawRequest, PLAIN, Goes(S.WITHDRAWN, events.RequestWithdrawn)),
                (state, RequestCalendarChanges, MOVED, Goes(state, events.RequestTimeMoved)),
                (state, RequestCalendarChanges, PLAIN, IGNORED),
            )
        ],
        (S.ASKED, ask.TakeRequest, PLAIN, Goes(S.IN_HAND, events.RequestTaken)),
        (S.IN_HAND, ask.GrantRequest, PLAIN, Goes(S.GRANTED, events.RequestGranted)),
        (S.IN_HAND, ask.GrantRequest, WHO, Bars(NotIdentified)),
        (S.IN_HAND, ask.GrantRequestPartly, PLAIN, Goes(S.PARTLY, events.RequestPartlyGranted)),
        (S.IN_HAND, ask.GrantRequestPartly, WHO, Bars(NotIdentified)),
        (S.IN_HAND, NO_GROUND[ask.GrantRequestPartly], PLAIN, Refuses(UnknownGround)),
        *[(state, RequestCalendarChanges, PLAIN, IGNORED) for state in DONE],
    ],
)


def test_the_table_does_what_is_expected_of_it() -> None:
    assert EXPECTED.faults() == []


def test_every_message_of_the_table_is_received() -> None:
    assert SOUND.keys() <= REGISTRY.handlers.keys()


def said(state: RequestState | None, message: Any, **known: Any) -> Any:
    step = machine_of(REQUEST).decide(state, facts(**known), message)
    assert step is not None
    return step.event


@pytest.mark.parametrize(
    ("asks", "decide"), [("see", DECIDE), ("delete", datetime(2026, 11, 30, 16, 59, 59, tzinfo=UTC))]
)
def test_it_is_taken_up_in_two_working_days_and_decided_in_days_by_its_right(asks: str, decide: datetime) -> None:
    made = said(None, ask.MakeRequest.model_validate(MADE | {"asks": asks}))
    assert (made.answer_by, made.decide_by, made.due_at) == (ANSWER, decide, ANSWER)
    assert said(S.ASKED, ask.TakeRequest()).due_at == DECIDE


def test_another_calendar_moves_the_limit_that_runs() -> None:
    assert said(S.ASKED, RequestCalendarChanges(), request=OLD).due_at == ANSWER
    taken = request(decide_by=DECIDE - timedelta(days=1), due_at=DECIDE - timedelta(days=1))
    assert said(S.IN_HAND, RequestCalendarChanges(), request=taken).due_at == DECIDE


@pytest.mark.parametrize(
    ("changes", "known", "by", "applicant"),
    [
        ({}, {}, None, ""),
        ({}, {"linked": True, "known": "one"}, ACCOUNT, "one"),
        ({"person": PERSON}, {"known": "one"}, DESK, "one"),
        ({"person": PERSON}, {}, DESK, ""),
    ],
)
def test_it_says_who_asks_as_far_as_that_is_proved(
    changes: dict[str, Any], known: dict[str, Any], by: str | None, applicant: str
) -> None:
    made = said(None, ask.MakeRequest.model_validate(MADE | changes), **known)
    assert (made.identified, made.applicant) == (by, applicant)
    row = request(identified=None)
    REQUEST.apply(row, events.RequestIdentified(identified=DESK, applicant="one"))
    assert (row.identified, row.applicant) == (DESK, "one")


def test_what_was_decided_has_no_time_limit_any_more() -> None:
    for event in (
        events.RequestGranted(decided_at=NOON),
        events.RequestRefused(decided_at=NOON, ground="kept-by-law"),
        events.RequestWithdrawn(),
    ):
        row = request()
        REQUEST.apply(row, event)
        assert row.due_at is None
        assert row.ground == getattr(event, "ground", None)


def test_every_right_has_a_clock_and_every_clock_its_law() -> None:
    assert CLOCKS.keys() == set(Right)
    assert all("/" in each.source for each in (*CLOCKS.values(), *GROUNDS.values()))


@pytest.mark.parametrize(
    ("channel", "who", "relations", "reads", "given"),
    [
        ("online", Who("me", "applicant", None), {Relation.OWNER}, True, True),
        ("online", Who("other", "applicant", None), set(), False, False),
        ("online", Who("me", "officer", dossiers.DESK), {Relation.RECEIVING}, True, False),
        ("online", Who("head", "supervisor", dossiers.DESK), {Relation.RECEIVING}, True, False),
        ("online", Who("x", "inspector", dossiers.DESK), set(), True, False),
        ("online", Who("x", "officer", dossiers.AGENCY), set(), False, False),
        ("counter", Who("me", "applicant", None), set(), False, False),
        ("counter", Who("x", "officer", dossiers.DESK), {Relation.COUNTER, Relation.RECEIVING}, True, True),
        ("counter", Who("x", "supervisor", dossiers.DESK), {Relation.RECEIVING}, True, False),
    ],
)
def test_whose_it_is(channel: str, who: Who, relations: set[Relation], reads: bool, given: bool) -> None:
    row, held = request(channel=channel), who.actor == "me"
    assert those(whose.stands(row, held, who)) == relations
    assert whose.reads(row, held, False, who) is reads
    assert whose.given(row, held, False, who) is given
    proved = who.role == "applicant"
    assert whose.reads(row, held, True, who) is (reads or proved)


def test_a_correction_is_of_the_one_who_is_told() -> None:
    person, change = {"kind": "person", "phone": "1"}, {"phone": "2"}
    assert corrected(person, None) is person
    assert corrected(person, change)["phone"] == "2"
    assert corrected({"kind": "group", "contact": {"phone": "1"}}, change)["contact"]["phone"] == "2"
