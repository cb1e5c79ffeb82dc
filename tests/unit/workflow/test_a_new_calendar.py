"""What a new working calendar does to a due date, to the time of an applicant, and to a task."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from shared.contracts import intake, payment
from shared.contracts import workflow as events
from shared.contracts.reference import Calendar
from shared.reference.documents import Documents
from tests.support.documents import documents
from tests.support.workflow_facts import ACCEPTED, DUE, NOON, TASK_DUE, case, facts, task, task_facts
from workflow.case import clock, rules
from workflow.case import commands as ask
from workflow.case import conditions as when
from workflow.case.commands import CalendarChanges
from workflow.case.facts import Facts
from workflow.case.machine import CASE
from workflow.task import rules as work
from workflow.task.commands import Recount, Resume, Suspend
from workflow.task.machine import TASK

FRIDAY_OFF = date(2026, 11, 13)  # within the forty hours from NOON, a Tuesday, to DUE, the next one
THURSDAY_OFF = date(2026, 11, 12)
NEXT_DAY = DUE + timedelta(days=1)
LATER = DUE + timedelta(days=2)
LATER_OPENING = datetime(2026, 11, 20, 0, 0, tzinfo=UTC)  # the day after, 7:00
TICK = CalendarChanges()


def by_calendar(*off: date, **changes: Any) -> Facts:
    """Facts after a calendar came into force in which these days are off too."""
    read = documents()
    known = read.only("calendar").model_dump(mode="json", by_alias=True)
    known["days_off"] += [{"date": day.isoformat(), "why": {"vi": "Nghỉ", "en": "Off"}} for day in off]
    read = Documents(
        {**read.versions, ("calendar", "vn"): 2},
        {**read.read, ("calendar", "vn", 2): Calendar.model_validate(known)},
        {},
    )
    return facts(**{"documents": read, **changes})


def test_a_day_off_within_the_time_limit_moves_its_end_by_a_day() -> None:
    known = by_calendar(FRIDAY_OFF)
    assert when.date_moves(known)
    warn_at = datetime(2026, 11, 17, 3, 0, tzinfo=UTC)
    assert clock.moved(known, TICK) == events.DueDateMoved(due_at=NEXT_DAY, warn_at=warn_at, calendar="vn", version=2)


@pytest.mark.parametrize("off", [date(2026, 11, 9), date(2026, 11, 19), date(2026, 11, 14)])
def test_a_day_off_elsewhere_moves_nothing(off: date) -> None:
    """Before it was accepted, after it is due, and on a Saturday."""
    assert not when.date_moves(by_calendar(off))


def test_a_moved_date_is_remembered_and_warned_of_anew() -> None:
    row = case(warned=True)
    CASE.apply(row, clock.moved(by_calendar(FRIDAY_OFF, case=row), TICK))
    assert (row.due_at, row.warned, row.overdue, row.counted_from, row.apologies) == (NEXT_DAY, False, False, NOON, 0)
    assert not when.date_moves(by_calendar(FRIDAY_OFF, case=row))
    assert when.date_moves(by_calendar(case=row)), "and back"


def test_no_calendar_makes_a_case_late() -> None:
    """By the calendar in force it was due yesterday; it stays due tomorrow."""
    row = case(due_at=NEXT_DAY)
    assert not when.date_moves(by_calendar(case=row, now=DUE + timedelta(hours=1)))
    assert when.date_moves(by_calendar(case=row, now=DUE - timedelta(hours=1)))


def test_a_case_that_is_late_stays_late() -> None:
    late = case(overdue=True)
    assert not when.date_moves(by_calendar(FRIDAY_OFF, case=late, now=DUE + timedelta(hours=1)))


@pytest.mark.parametrize(("off", "due_at"), [(date(2026, 11, 13), LATER), (date(2026, 11, 19), LATER_OPENING)])
def test_a_promised_date_moves_only_while_the_agency_is_closed_then(off: date, due_at: datetime) -> None:
    row = case()
    CASE.apply(row, rules.apologised(facts(case=row), ask.Apologise(reason="many-dossiers", due_at=LATER)))
    assert (row.counted_from, row.working_minutes) == (LATER, 0)
    known = by_calendar(off, case=row)
    assert known.recounted == due_at
    if due_at != LATER:
        CASE.apply(row, clock.moved(known, TICK))
    assert by_calendar(case=row).recounted == LATER, "and back, to what was promised"


def test_a_date_promised_before_it_was_noted_stays() -> None:
    assert not when.date_moves(by_calendar(FRIDAY_OFF, case=case(counted_from=None)))


def test_a_calendar_that_does_not_reach_so_far_moves_nothing() -> None:
    row = case(working_minutes=10_000 * 60)
    assert not when.date_moves(by_calendar(case=row))


def test_what_is_left_is_counted_by_the_calendar_in_force_though_the_date_has_not_moved_yet() -> None:
    known = by_calendar(FRIDAY_OFF, now=NOON + timedelta(days=2))  # Thursday: two days are over, three are left
    assert (known.due_at, clock.left(known)) == (DUE, 24 * 60)


def test_what_it_is_received_with_is_what_its_date_was_counted_from() -> None:
    said: Any = rules.received(facts(), ACCEPTED)
    assert (said.counted_from, said.working_minutes) == (NOON, 40 * 60)


@pytest.mark.parametrize(
    ("code", "version", "otherwise"),
    [("", 1, True), ("vn", 1, True), ("vn", 2, False), ("vn", 3, False), ("night", 2, True), ("", 0, False)],
)
def test_a_dossier_counted_otherwise_is_recounted_when_it_comes(code: str, version: int, otherwise: bool) -> None:
    told = {name: getattr(ACCEPTED, name) for name in ACCEPTED.__struct_fields__}
    accepted = intake.DossierAccepted(**{**told, "calendar": version, "calendar_code": code})
    assert clock.was_counted_otherwise(by_calendar(), accepted) is otherwise


# ---- the applicant's time

TWO_WEEKS = datetime(2026, 11, 25, 10, 0, tzinfo=UTC)  # ten working days after NOON; the 24th is off


def waiting(state: str, **changes: Any) -> Any:
    """A case that waits for its applicant since noon."""
    return case(state=state, suspended_at=NOON, supplement_until=TWO_WEEKS, fee_until=TWO_WEEKS, **changes)


@pytest.mark.parametrize("state", ["supplementing", "awaiting_payment"])
def test_what_binds_the_applicant_only_moves_later(state: str) -> None:
    row = waiting(state, collecting="collect")
    assert not when.time_moves(by_calendar(case=row))
    known = by_calendar(FRIDAY_OFF, case=row)
    assert when.time_moves(known)
    said: Any = (clock.time_moved if state == "supplementing" else clock.fee_time_moved)(known, TICK)
    assert (said.until, said.calendar, said.version) == (TWO_WEEKS + timedelta(days=1), "vn", 2)
    CASE.apply(row, said)
    assert facts(case=row).until == TWO_WEEKS + timedelta(days=1)
    assert not when.time_moves(by_calendar(case=row)), "and not back"


def test_a_charge_that_expired_by_the_time_before_ends_nothing() -> None:
    known = facts(case=waiting("awaiting_payment"))
    assert not when.time_is_over(known, payment.ChargeExpired(until=TWO_WEEKS - timedelta(days=1)))
    assert when.time_is_over(known, payment.ChargeExpired(until=TWO_WEEKS))
    assert when.time_is_over(known, payment.ChargeExpired()), "from before it was told"


# ---- a task


def of_task(known: Facts, **changes: Any) -> Any:
    return task_facts(**{"calendar": known.calendar, "counted_by": {"calendar": "vn", "version": 2}, **changes})


def test_a_task_moves_by_the_days_off_and_back() -> None:
    row = task()
    assert work.date_moves(of_task(by_calendar(THURSDAY_OFF), task=row))
    said: Any = work.moved(of_task(by_calendar(THURSDAY_OFF), task=row), Recount())
    assert said == events.TaskDueDateMoved(due_at=TASK_DUE + timedelta(days=3), calendar="vn", version=2)
    TASK.apply(row, said)
    assert not work.date_moves(of_task(by_calendar(THURSDAY_OFF), task=row))
    TASK.apply(row, work.moved(of_task(by_calendar(), task=row), Recount()))
    assert row.due_at == TASK_DUE
    assert not work.date_moves(of_task(by_calendar(THURSDAY_OFF), task=row, now=TASK_DUE)), "late stays late"


@pytest.mark.parametrize(("restarts", "hours"), [(False, 16), (True, 24)])
def test_the_clock_of_a_task_stands_still_and_goes_on_with_its_cases(restarts: bool, hours: int) -> None:
    row, back = task(), NOON + timedelta(days=6)  # asked for after a day, supplied the next Monday
    TASK.apply(row, work.suspended(task_facts(task=row, now=NOON + timedelta(days=1)), Suspend()))
    assert (row.due_at, row.minutes_left) == (None, 16 * 60)
    TASK.apply(row, work.resumed(task_facts(task=row, now=back), Resume(restarts=restarts)))
    assert row.due_at == documents().calendar().later(back, hours * 60)
    assert (row.counted_from, row.working_minutes, row.minutes_left) == (back, hours * 60, None)


def test_an_event_of_older_code_leaves_alone_what_it_does_not_know() -> None:
    """That code has written the row without these columns; a replay gives the same row."""
    row = case(suspended_at=NOON, fee_until=LATER)
    CASE.apply(row, events.SupplementRequested(components=["form"], until=DUE, left=60))
    CASE.apply(row, events.FeeRequested(step="fee", until=DUE, left=60, fees=[]))
    assert (row.suspended_at, row.fee_until) == (NOON, LATER)
