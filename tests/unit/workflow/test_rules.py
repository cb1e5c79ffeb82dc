"""What the rules of case and task decide: hands and roles, reasons, one apology, dates, whose queue."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from shared.contracts import workflow as say
from shared.errors import NotYet
from tests.support import dossiers
from tests.support.documents import documents
from tests.support.workflow_facts import ACCEPTED, DUE, NOON, OFFICER, REFUSING, case, facts, task
from workflow.case import commands as ask
from workflow.case import rules
from workflow.case.errors import NotLater, NotYours, Reappointed, ReasonNeeded, WrongRole
from workflow.case.machine import CASE, DueDateNears, DueDatePasses

LATER = DUE + timedelta(days=2)


def apology(due_at: datetime = LATER) -> ask.Apologise:
    return ask.Apologise(reason="many-dossiers", due_at=due_at)


def test_a_step_is_for_its_role() -> None:
    assert rules.is_for_this_role(facts(role="officer"), ask.Claim())
    with pytest.raises(WrongRole):
        rules.is_for_this_role(facts(task=task(role="supervisor")), ask.Claim())


def test_a_task_is_in_one_hand() -> None:
    assert rules.is_in_hand(facts(), ask.Release())
    for officer in (None, "officer:two"):
        with pytest.raises(NotYours):
            rules.is_in_hand(facts(task=task(officer=officer)), ask.Release())


def test_a_supervisor_may_release_what_another_has() -> None:
    taken = task(officer="officer:two")
    assert rules.may_be_released(facts(task=taken, role="supervisor"), ask.Release())
    with pytest.raises(NotYours):
        rules.may_be_released(facts(task=taken, role="officer"), ask.Release())


@pytest.mark.parametrize("at", ["appraise", "sign"])
def test_a_no_names_a_reason_of_the_procedure(at: str) -> None:
    assert rules.is_well_ended(facts(at=at), REFUSING)
    for reason in (None, "mood"):
        with pytest.raises(ReasonNeeded) as refused:
            rules.is_well_ended(facts(at=at), ask.Complete(outcome=ask.Outcome.REFUSED, reason=reason))
        assert "prohibited" in refused.value.more["reasons"]  # type: ignore[operator]


def test_a_result_cannot_be_handed_over_with_a_no() -> None:
    with pytest.raises(ReasonNeeded):
        rules.is_well_ended(facts(at="return"), REFUSING)


def test_another_hand_ends_nothing() -> None:
    with pytest.raises(NotYours):
        rules.is_well_ended(facts(actor="officer:two"), ask.Complete())


def test_one_apology_with_a_later_date() -> None:
    assert rules.not_reappointed(facts(), apology())
    with pytest.raises(Reappointed):
        rules.not_reappointed(facts(case=case(apologies=1)), apology())


@pytest.mark.parametrize("due_at", [DUE, DUE - timedelta(days=1), NOON])
def test_a_new_date_is_later_than_the_old_one(due_at: datetime) -> None:
    with pytest.raises(NotLater):
        rules.not_reappointed(facts(), apology(due_at))


def test_a_new_date_is_not_over_already() -> None:
    late = facts(now=LATER + timedelta(hours=1))
    with pytest.raises(NotLater):
        rules.not_reappointed(late, apology())


def apologised(**changes: Any) -> say.ApologyGiven:
    due_at = changes.pop("due_at", LATER)
    said = rules.apologised(facts(**changes), apology(due_at))
    assert isinstance(said, say.ApologyGiven)
    return said


def test_a_date_at_night_means_the_next_opening() -> None:
    said = apologised(due_at=datetime(2026, 11, 20, 20, 0, tzinfo=UTC))  # Saturday, 3:00 in the night
    assert said.due_at == datetime(2026, 11, 23, 0, 0, tzinfo=UTC)  # Monday, 7:00
    assert said.warn_at < said.due_at


def test_a_warning_is_never_in_the_past() -> None:
    """The new date is an hour away, the warning a day before it would be over."""
    now = datetime(2026, 11, 18, 2, 0, tzinfo=UTC)
    said = apologised(now=now, due_at=now + timedelta(hours=1))
    assert now < said.warn_at < said.due_at


def test_an_apology_starts_the_clock_anew() -> None:
    row = case(warned=True, overdue=True)
    CASE.apply(row, apologised(case=row))
    assert (row.apologies, row.warned, row.overdue, row.due_at) == (1, False, False, LATER)


def test_near_and_passed_say_the_due_date_and_are_remembered() -> None:
    row = case()
    for word, tick in ((rules.near, DueDateNears()), (rules.passed, DueDatePasses())):
        said: Any = word(facts(case=row), tick)
        assert said.due_at == DUE
        CASE.apply(row, said)
    assert (row.warned, row.overdue) == (True, True)


@pytest.mark.parametrize(("now", "on_time"), [(DUE, True), (DUE + timedelta(seconds=1), False)])
def test_a_decision_knows_whether_it_is_in_time(now: datetime, on_time: bool) -> None:
    assert rules.decided(facts(at="sign", now=now), ask.Complete()) == say.CaseDecided(result="KQ01", on_time=on_time)


@pytest.mark.parametrize(("at", "agency"), [("appraise", dossiers.AGENCY), ("return", dossiers.DESK)])
def test_a_task_lies_in_the_queue_the_route_names(at: str, agency: str) -> None:
    said = rules.opened(facts(at=at), ask.Complete())
    assert isinstance(said, say.TaskOpened)
    assert said.agency == agency


def test_a_task_has_working_hours() -> None:
    said = rules.opened(facts(at="appraise"), ACCEPTED)
    assert isinstance(said, say.TaskOpened)
    assert said.due_at == datetime(2026, 11, 13, 3, 0, tzinfo=UTC), "24 hours of work: three days"


def test_a_task_needs_a_step() -> None:
    with pytest.raises(NotYet):
        rules.opened(facts(step=None), ACCEPTED)


@pytest.mark.parametrize("kind", ["procedure", "route"])
def test_a_case_waits_for_what_it_will_need(kind: str) -> None:
    with pytest.raises(NotYet):
        rules.received(facts(documents=documents(without=kind)), ACCEPTED)


def test_a_case_is_what_was_accepted() -> None:
    row = case(code="", desk="", agency="", due_at=None)
    CASE.apply(row, rules.received(facts(), ACCEPTED))
    assert (row.code, row.desk, row.agency, row.due_at) == (ACCEPTED.code, ACCEPTED.desk, ACCEPTED.agency, DUE)
    assert rules.claimed(facts(), ask.Claim()) == say.TaskClaimed(officer=OFFICER)


@pytest.mark.parametrize(
    "body",
    [
        {"reason": "Nguyễn Văn A đi vắng", "due_at": "2027-01-01T00:00:00Z"},  # a code, never words about people
        {"reason": "x", "due_at": "2027-01-01T00:00:00Z"},
        {"reason": "many-dossiers", "due_at": "2027-01-01T00:00:00"},
        {"reason": "many-dossiers", "due_at": "tomorrow"},
        {"reason": "many-dossiers"},
        {"reason": "many-dossiers", "due_at": "2027-01-01T00:00:00Z", "sorry": True},
    ],
)
def test_an_apology_nobody_could_keep(body: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        ask.Apologise.model_validate(body)
