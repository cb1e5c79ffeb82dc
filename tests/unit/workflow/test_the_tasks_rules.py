"""What the rules of a task decide: hands and roles, reasons, and whose queue it lies in."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from shared.contracts import workflow as say
from tests.support import dossiers
from tests.support.workflow_facts import OFFICER, REFUSING, task, task_facts
from workflow.task import rules as work
from workflow.task.commands import Claim, Complete, Open, Outcome, Release
from workflow.task.errors import NotYours, ReasonNeeded, WrongRole
from workflow.task.machine import TASK


def test_a_step_is_for_its_role() -> None:
    assert work.is_for_this_role(task_facts(role="officer"), Claim())
    with pytest.raises(WrongRole):
        work.is_for_this_role(task_facts(task=task(role="supervisor")), Claim())


def test_a_task_is_in_one_hand() -> None:
    assert work.is_in_hand(task_facts(), Release())
    for officer in (None, "officer:two"):
        with pytest.raises(NotYours):
            work.is_in_hand(task_facts(task=task(officer=officer)), Release())


def test_a_supervisor_may_release_what_another_has() -> None:
    taken = task(officer="officer:two")
    assert work.may_be_released(task_facts(task=taken, role="supervisor"), Release())
    with pytest.raises(NotYours):
        work.may_be_released(task_facts(task=taken, role="officer"), Release())


@pytest.mark.parametrize("at", ["appraise", "sign"])
def test_a_no_names_a_reason_of_the_procedure(at: str) -> None:
    assert work.is_well_ended(task_facts(at=at), REFUSING)
    for reason in (None, "mood"):
        with pytest.raises(ReasonNeeded) as refused:
            work.is_well_ended(task_facts(at=at), Complete(outcome=Outcome.REFUSED, reason=reason))
        assert "prohibited" in refused.value.more["reasons"]  # type: ignore[operator]


def test_a_result_cannot_be_handed_over_with_a_no() -> None:
    with pytest.raises(ReasonNeeded):
        work.is_well_ended(task_facts(at="return"), REFUSING)


def test_another_hand_ends_nothing() -> None:
    with pytest.raises(NotYours):
        work.is_well_ended(task_facts(actor="officer:two"), Complete())


@pytest.mark.parametrize(
    ("route", "at", "agency"),
    [
        ("promotion-registration", "appraise", dossiers.AGENCY),
        ("promotion-registration", "return", dossiers.DESK),
        ("building-permit", "consult", "H29.06"),
    ],
)
def test_a_task_lies_in_the_queue_the_route_names(route: str, at: str, agency: str) -> None:
    said = work.opened(task_facts(route=route, at=at), Open())
    assert isinstance(said, say.TaskOpened)
    assert (said.step, said.agency) == (at, agency)


def test_a_task_has_working_hours() -> None:
    said = work.opened(task_facts(at="appraise"), Open())
    assert isinstance(said, say.TaskOpened)
    assert said.due_at == datetime(2026, 11, 13, 3, 0, tzinfo=UTC), "24 hours of work: three days"


def test_a_task_is_what_its_events_say() -> None:
    row = task(officer=None, step="", agency="", role="")
    TASK.apply(row, work.opened(task_facts(at="sign"), Open()))
    assert (row.step, row.agency, row.role) == ("sign", dossiers.AGENCY, "supervisor")
    TASK.apply(row, work.claimed(task_facts(), Claim()))
    assert row.officer == OFFICER
    TASK.apply(row, work.released(task_facts(), Release()))
    assert row.officer is None
    TASK.apply(row, work.completed(task_facts(), REFUSING))
    assert (row.outcome, row.reason) == ("refused", "prohibited")
