"""What a new working calendar does to the due date of a case."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from shared.contracts import workflow as events
from shared.contracts.reference import Calendar
from shared.reference.documents import Documents
from tests.support.documents import documents
from tests.support.workflow_facts import ACCEPTED, DUE, NOON, case, facts
from workflow.case import commands as ask
from workflow.case import conditions as when
from workflow.case import rules
from workflow.case.facts import Facts
from workflow.case.machine import CASE, CalendarChanges

FRIDAY_OFF = date(2026, 11, 13)  # within the forty hours from NOON, a Tuesday, to DUE, the next one
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
    assert rules.moved(known, TICK) == events.DueDateMoved(due_at=NEXT_DAY, warn_at=warn_at, calendar="vn", version=2)


@pytest.mark.parametrize("off", [date(2026, 11, 9), date(2026, 11, 19), date(2026, 11, 14)])
def test_a_day_off_elsewhere_moves_nothing(off: date) -> None:
    """Before it was accepted, after it is due, and on a Saturday."""
    assert not when.date_moves(by_calendar(off))


def test_a_moved_date_is_remembered_and_warned_of_anew() -> None:
    row = case(warned=True, overdue=True)
    CASE.apply(row, rules.moved(by_calendar(FRIDAY_OFF, case=row), TICK))
    assert (row.due_at, row.warned, row.overdue, row.counted_from, row.apologies) == (NEXT_DAY, False, False, NOON, 0)
    assert not when.date_moves(by_calendar(FRIDAY_OFF, case=row))
    assert when.date_moves(by_calendar(case=row)), "and back"


def test_no_calendar_makes_a_case_late() -> None:
    """By the calendar in force it was due yesterday; it stays due tomorrow."""
    row = case(due_at=NEXT_DAY)
    assert not when.date_moves(by_calendar(case=row, now=DUE + timedelta(hours=1)))
    assert when.date_moves(by_calendar(case=row, now=DUE - timedelta(hours=1)))


def test_a_case_that_was_late_is_so_no_more_if_the_new_date_is_ahead() -> None:
    late = case(overdue=True)
    assert when.date_moves(by_calendar(FRIDAY_OFF, case=late, now=DUE + timedelta(hours=1)))
    assert not when.date_moves(by_calendar(FRIDAY_OFF, case=late, now=NEXT_DAY + timedelta(hours=1)))


@pytest.mark.parametrize(("off", "due_at"), [(date(2026, 11, 13), LATER), (date(2026, 11, 19), LATER_OPENING)])
def test_a_promised_date_moves_only_if_the_agency_is_closed_then(off: date, due_at: datetime) -> None:
    row = case()
    CASE.apply(row, rules.apologised(facts(case=row), ask.Apologise(reason="many-dossiers", due_at=LATER)))
    assert (row.counted_from, row.working_minutes) == (None, 0)
    assert by_calendar(off, case=row).recounted == due_at


@pytest.mark.parametrize("hour", [0, 10])
def test_a_promised_date_may_be_the_first_or_the_last_instant_of_a_day(hour: int) -> None:
    at = datetime(2026, 11, 19, hour, 0, tzinfo=UTC)  # 7:00 and 17:00
    assert by_calendar(case=case(counted_from=None, due_at=at)).recounted == at


def test_a_calendar_that_does_not_reach_so_far_moves_nothing() -> None:
    row = case(working_minutes=10_000 * 60)
    assert not when.date_moves(by_calendar(case=row))


def test_what_is_left_is_counted_by_the_calendar_in_force_though_the_date_has_not_moved_yet() -> None:
    known = by_calendar(FRIDAY_OFF, now=NOON + timedelta(days=2))  # Thursday: two days are over, three are left
    assert (known.due_at, rules.left(known)) == (DUE, 24 * 60)


def test_what_it_is_received_with_is_what_its_date_was_counted_from() -> None:
    said: Any = rules.received(facts(), ACCEPTED)
    assert (said.counted_from, said.working_minutes) == (NOON, 40 * 60)
