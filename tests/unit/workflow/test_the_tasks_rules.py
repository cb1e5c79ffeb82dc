"""What the rules of a task decide: roles, reasons, and whose queue it lies in."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from pydantic import ValidationError

from shared.contracts import workflow as events
from tests.support import dossiers
from tests.support.workflow_facts import OFFICER, REFUSING, task, task_facts
from workflow.task import rules as work
from workflow.task.commands import Claim, Complete, Open, Outcome
from workflow.task.errors import ApprovedWithReason, NothingToRefuse, ReasonNeeded, WrongRole
from workflow.task.machine import TASK


def test_a_step_is_for_its_role() -> None:
    assert work.is_for_this_role(task_facts(role="officer"))
    with pytest.raises(WrongRole) as refused:
        work.is_for_this_role(task_facts(task=task(role="supervisor")))
    assert refused.value.detail_vi == "Bước này do lãnh đạo thực hiện."


@pytest.mark.parametrize("at", ["appraise", "sign"])
def test_a_no_names_a_reason_of_the_procedure(at: str) -> None:
    assert work.is_well_ended(task_facts(at=at), REFUSING)
    for reason in (None, "mood"):
        with pytest.raises(ReasonNeeded) as refused:
            work.is_well_ended(task_facts(at=at), Complete(outcome=Outcome.REFUSED, reason=reason))
        assert "prohibited" in refused.value.more["reasons"]  # type: ignore[operator]
        assert [error.pointer for error in refused.value.errors] == ["/reason"]


def test_a_result_cannot_be_handed_over_with_a_no() -> None:
    with pytest.raises(NothingToRefuse) as refused:
        work.is_well_ended(task_facts(at="return"), REFUSING)
    assert [error.pointer for error in refused.value.errors] == ["/outcome"]


@pytest.mark.parametrize("at", ["appraise", "sign", "return"])
def test_a_yes_gives_no_reason(at: str) -> None:
    """A reason belongs to a refusal."""
    with pytest.raises(ApprovedWithReason):
        work.is_well_ended(task_facts(at=at), Complete(outcome=Outcome.APPROVED, reason="prohibited"))


@pytest.mark.parametrize(
    "body", [{}, {"reason": "prohibited"}, {"outcome": None}, {"outcome": ""}, {"outcome": "done"}]
)
def test_nothing_ends_without_an_outcome(body: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Complete.model_validate(body)


@pytest.mark.parametrize(
    ("route", "at", "agency"),
    [
        ("promotion-registration", "appraise", dossiers.AGENCY),
        ("promotion-registration", "return", dossiers.DESK),
        ("building-permit", "consult", "H99.06"),
    ],
)
def test_a_task_lies_in_the_queue_the_route_names(route: str, at: str, agency: str) -> None:
    said = work.opened(task_facts(route=route, at=at), Open())
    assert isinstance(said, events.TaskOpened)
    assert (said.step, said.agency) == (at, agency)


def test_a_task_has_working_hours() -> None:
    said = work.opened(task_facts(at="appraise"), Open())
    assert isinstance(said, events.TaskOpened)
    assert said.due_at == datetime(2026, 11, 13, 3, 0, tzinfo=UTC), "24 hours of work: three days"


def test_a_task_is_what_its_events_say() -> None:
    row = task(officer=None, step="", agency="", role="")
    TASK.apply(row, work.opened(task_facts(at="sign"), Open()))
    assert (row.step, row.agency, row.role) == ("sign", dossiers.AGENCY, "supervisor")
    TASK.apply(row, work.claimed(task_facts(), Claim()))
    assert row.officer == OFFICER
    TASK.apply(row, work.released(task_facts(), object()))
    assert row.officer is None
    TASK.apply(row, work.completed(task_facts(), REFUSING))
    assert (row.outcome, row.reason) == ("refused", "prohibited")
