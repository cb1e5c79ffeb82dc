"""Cases and tasks whose time limit is in days: received, suspended, gone on, restarted, counted again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest

from shared.contracts import workflow as events
from shared.contracts.reference import Limit, LimitUnit
from tests.support.documents import documents
from tests.support.reference import limits
from tests.support.workflow_facts import ACCEPTED, NOON, case, facts, task, task_facts
from workflow.case import commands as ask
from workflow.case import rules
from workflow.case.machine import CASE
from workflow.task import rules as work
from workflow.task.commands import Open, Resume
from workflow.task.machine import TASK

MONDAY_EVENING = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
FIVE_DAYS = {"unit": "working_days", "working_minutes": 5 * 480, "allowed_minutes": 5 * 480}
DUE = datetime(2026, 11, 17, 10, 0, tzinfo=UTC)  # five working days from Tuesday the 10th: the next Tuesday, 17:00
THURSDAY, SUNDAY = NOON + timedelta(days=2), NOON + timedelta(days=5)


def row_of(**changes: Any) -> Any:
    return case(due_at=DUE, **FIVE_DAYS, **changes)


def test_a_case_has_the_limit_that_its_dossier_was_accepted_with() -> None:
    told = {"counted_from": NOON, "working_minutes": 5 * 480, "unit": "working_days", "due_at": DUE}
    row = case(due_at=None, counted_from=None, working_minutes=0)
    CASE.apply(row, rules.received(facts(), msgspec.structs.replace(ACCEPTED, **told)))
    assert (row.due_at, row.counted_from, row.unit) == (DUE, NOON, "working_days")
    assert (row.working_minutes, row.allowed_minutes) == (2400, 2400)


def test_a_dossier_from_before_has_the_limit_of_its_procedure() -> None:
    said: Any = rules.received(facts(documents=documents(limits=limits(16))), ACCEPTED)
    assert (said.working_minutes, said.unit, said.counted_from) == (16 * 60, "working_hours", NOON)


@pytest.mark.parametrize(
    ("clock", "resumed_at", "due"),
    [
        ("suspend", SUNDAY, datetime(2026, 11, 19, 10, 0, tzinfo=UTC)),  # two days are over; three from Monday
        ("suspend", THURSDAY + timedelta(hours=1), DUE),
        ("restart", SUNDAY, MONDAY_EVENING),  # five from Monday the 16th
    ],
)
def test_days_stand_still(clock: str, resumed_at: datetime, due: datetime) -> None:
    read, row = documents(clock_on_supplement=clock), row_of()
    asked: Any = rules.asked_for(
        facts(case=row, documents=read, now=THURSDAY), ask.RequestSupplement(components=["TP02"])
    )
    assert asked.left == 3 * 480
    CASE.apply(row, asked)
    said: Any = rules.resumed(facts(case=row, documents=read, now=resumed_at), object())
    CASE.apply(row, said)
    assert (row.due_at, row.unit, row.allowed_minutes) == (due, "working_days", 2400)


def test_a_promised_date_stays_a_moment() -> None:
    row, promised = row_of(), datetime(2026, 11, 19, 3, 0, tzinfo=UTC)
    CASE.apply(row, rules.apologised(facts(case=row), ask.Apologise(reason="many-dossiers", due_at=promised)))
    assert (row.due_at, facts(case=row).recounted) == (promised, promised)


def test_what_is_received_late_restarts_the_next_day() -> None:
    same_day = {"unit": "same_day", "amount": 0, "after": "15:00", "source": ""}
    read = documents(limits=[{"legal": same_day}], warning_hours=1, clock_on_supplement="restart")
    row = case(due_at=DUE, unit="same_day", working_minutes=1, allowed_minutes=1, minutes_left=1)
    said: Any = rules.resumed(facts(case=row, documents=read, now=datetime(2026, 11, 10, 8, 30, tzinfo=UTC)), object())
    assert said.due_at == datetime(2026, 11, 11, 10, 0, tzinfo=UTC)
    assert said.counted_from == datetime(2026, 11, 11, 0, 0, tzinfo=UTC)


def test_a_task_in_days() -> None:
    step = task_facts().step.model_copy(update={"limit": Limit(unit=LimitUnit.WORKING_DAYS, amount=3)})
    row = task(officer=None)
    TASK.apply(row, work.opened(task_facts(step=step), Open()))
    assert (row.due_at, row.unit) == (datetime(2026, 11, 13, 10, 0, tzinfo=UTC), "working_days")
    said: Any = work.suspended(task_facts(task=row, step=step, now=THURSDAY), object())
    assert said == events.TaskSuspended(left=480)
    TASK.apply(row, said)
    TASK.apply(row, work.resumed(task_facts(task=row, step=step, now=SUNDAY), Resume(restarts=False)))
    assert row.due_at == datetime(2026, 11, 17, 10, 0, tzinfo=UTC), "one day from Monday"
