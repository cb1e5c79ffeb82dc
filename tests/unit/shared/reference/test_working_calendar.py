"""Working time against real Vietnamese days, its own invariants, and a slow oracle that counts minute by minute."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.contracts.reference import Calendar
from shared.reference.working_calendar import CalendarEnds, WorkCalendar

FILE = Path(__file__).parents[4] / "deploy/data/calendar/vn-2025-2027.json"
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
DAY = 8 * 60
MINUTE = timedelta(minutes=1)

calendar = WorkCalendar(Calendar.model_validate_json(FILE.read_bytes()))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


def local(moment: datetime) -> str:
    return f"{moment.astimezone(ZONE):%Y-%m-%d %H:%M}"


# From March 2025 to August 2027: far enough from both ends to stay in the years covered.
MARCH = at("2025-03-01 00:00")
moments = st.integers(0, 900 * 24 * 3600).map(lambda seconds: at("2025-03-01 00:00") + timedelta(seconds=seconds))
minutes = st.integers(0, 8 * DAY)
some = st.integers(1, 8 * DAY)


@pytest.mark.parametrize(
    ("start", "hours", "end"),
    [
        ("2026-03-02 07:00", 8, "2026-03-02 17:00"),  # a whole day ends the same day
        ("2026-03-02 10:00", 8, "2026-03-03 10:00"),  # over lunch and over night
        ("2026-03-02 11:30", 1, "2026-03-02 14:30"),  # the lunch break does not count
        ("2026-03-02 06:00", 8, "2026-03-02 17:00"),  # before opening
        ("2026-03-02 17:00", 8, "2026-03-03 17:00"),  # closing time is too late
        ("2026-03-02 19:45", 8, "2026-03-03 17:00"),  # after hours
        ("2026-03-06 16:00", 8, "2026-03-09 16:00"),  # Friday over the weekend
        ("2026-03-06 18:30", 40, "2026-03-13 17:00"),  # Friday evening: all of next week
        ("2026-02-13 16:00", 8, "2026-02-23 16:00"),  # Tet 2026: nine days
        ("2027-02-03 16:00", 2, "2027-02-11 08:00"),  # Tet 2027
        ("2025-01-24 16:00", 2, "2025-02-03 08:00"),  # Tet 2025
        ("2026-01-01 09:00", 8, "2026-01-05 17:00"),  # Thursday off, Friday swapped away
        ("2026-01-09 16:00", 8, "2026-01-10 16:00"),  # the Saturday that is worked for it
        ("2026-08-21 17:00", 8, "2026-08-22 17:00"),  # the second swap of the year
        ("2026-04-24 16:00", 2, "2026-04-28 08:00"),  # Hung Kings on a Sunday: Monday in lieu
        ("2026-12-31 16:00", 2, "2027-01-04 08:00"),  # over New Year
    ],
)
def test_due_moments(start: str, hours: int, end: str) -> None:
    assert local(calendar.later(at(start), hours * 60)) == end
    assert calendar.between(at(start), at(end)) == hours * 60


@pytest.mark.parametrize(
    ("end", "hours", "start"),
    [
        ("2026-03-02 17:00", 8, "2026-03-02 07:00"),
        ("2026-03-03 10:00", 8, "2026-03-02 10:00"),
        ("2026-03-09 16:00", 8, "2026-03-06 16:00"),
        ("2026-02-23 16:00", 8, "2026-02-13 16:00"),
        ("2026-03-08 12:00", 8, "2026-03-06 07:00"),  # from a Sunday: Friday's whole day
    ],
)
def test_warnings_before_a_due_moment(end: str, hours: int, start: str) -> None:
    assert local(calendar.earlier(at(end), hours * 60)) == start


@pytest.mark.parametrize(
    ("moment", "working", "opens"),
    [
        ("2026-03-02 07:00", True, "2026-03-02 07:00"),
        ("2026-03-02 11:30", False, "2026-03-02 13:30"),
        ("2026-03-02 17:00", False, "2026-03-03 07:00"),
        ("2026-03-06 17:01", False, "2026-03-09 07:00"),
        ("2026-01-02 08:00", False, "2026-01-05 07:00"),
        ("2026-01-10 08:00", True, "2026-01-10 08:00"),
        ("2026-01-17 08:00", False, "2026-01-19 07:00"),  # an ordinary Saturday
    ],
)
def test_what_is_working_time(moment: str, working: bool, opens: str) -> None:
    assert calendar.is_working(at(moment)) is working
    assert local(calendar.opens(at(moment))) == opens


def test_one_instant_has_two_names() -> None:
    closing, opening = at("2026-03-02 17:00"), at("2026-03-03 07:00")
    assert calendar.between(closing, opening) == 0
    assert calendar.later(closing, 0) == opening
    assert calendar.earlier(opening, 0) == closing


def test_answers_are_in_utc_and_keep_their_seconds() -> None:
    answer = calendar.later(at("2026-03-02 08:00:30"), 60)
    assert answer == at("2026-03-02 09:00:30")
    assert answer.tzinfo is UTC


@pytest.mark.parametrize("date", ["2024-12-31 23:59", "2028-01-01 00:00"])
def test_a_moment_outside_the_years_covered_is_refused(date: str) -> None:
    moment, inside = at(date), at("2026-03-02 08:00")
    for ask in (
        lambda: calendar.later(moment, 1),
        lambda: calendar.earlier(moment, 1),
        lambda: calendar.opens(moment),
        lambda: calendar.is_working(moment),
        lambda: calendar.between(moment, inside),
        lambda: calendar.between(inside, moment),
    ):
        with pytest.raises(CalendarEnds):
            ask()


def test_an_answer_outside_the_years_covered_is_refused() -> None:
    last, first = at("2027-12-31 16:00"), at("2025-01-02 08:00")
    assert local(calendar.later(last, 60)) == "2027-12-31 17:00"
    assert local(calendar.earlier(first, 60)) == "2025-01-02 07:00"
    beyond: list[Callable[[], datetime]] = [
        lambda: calendar.later(last, 61),
        lambda: calendar.opens(at("2027-12-31 17:00")),
        lambda: calendar.earlier(first, 61),
        lambda: calendar.earlier(at("2025-01-01 08:00"), 0),
    ]
    for ask in beyond:
        with pytest.raises(CalendarEnds) as refused:
            ask()
        told = "Ngày làm việc chỉ được xác định từ ngày 01/01/2025 đến hết ngày 31/12/2027."
        assert refused.value.detail_vi == told, "local years, and the last day is told, not the one behind it"


def test_the_years_covered_are_local_years() -> None:
    assert not calendar.is_working(datetime(2024, 12, 31, 17, tzinfo=UTC))  # midnight in Vietnam
    with pytest.raises(CalendarEnds):
        calendar.is_working(datetime(2027, 12, 31, 17, tzinfo=UTC))


def test_naive_moments_and_negative_minutes_are_bugs() -> None:
    with pytest.raises(ValueError, match="zone"):
        calendar.opens(datetime(2026, 3, 2, 8))  # noqa: DTZ001 - this is the point
    for ask in (calendar.later, calendar.earlier):
        with pytest.raises(ValueError, match="forwards"):
            ask(at("2026-03-02 08:00"), -1)


# Invariants -------------------------------------------------------------------------------------------------


@given(moments, some)
def test_earlier_undoes_later(start: datetime, span: int) -> None:
    assert calendar.earlier(calendar.later(start, span), span) == calendar.opens(start)


@given(moments, some)
def test_later_undoes_earlier(end: datetime, span: int) -> None:
    assert calendar.later(calendar.earlier(end, span), span) == calendar.earlier(end, 0)


@given(moments, minutes, some)
def test_adding_twice_is_adding_at_once(start: datetime, first: int, second: int) -> None:
    assert calendar.later(calendar.later(start, first), second) == calendar.later(start, first + second)


@given(moments, minutes)
def test_between_measures_what_later_added(start: datetime, span: int) -> None:
    assert calendar.between(start, calendar.later(start, span)) == span
    assert calendar.between(calendar.earlier(start, span), start) == span


@given(moments, moments, moments)
def test_parts_add_up_to_the_whole(a: datetime, b: datetime, c: datetime) -> None:
    assert calendar.between(a, b) + calendar.between(b, c) == calendar.between(a, c)
    assert calendar.between(a, b) == -calendar.between(b, a)


@given(moments, moments, minutes, minutes)
def test_who_starts_later_or_takes_longer_never_ends_sooner(a: datetime, b: datetime, s: int, t: int) -> None:
    (a, b), (s, t) = sorted((a, b)), sorted((s, t))
    assert calendar.later(a, s) <= calendar.later(b, t)
    assert calendar.earlier(b, s) >= calendar.earlier(a, t)
    assert calendar.between(a, b) >= 0


@given(moments)
def test_opens_is_the_next_working_moment(moment: datetime) -> None:
    opens = calendar.opens(moment)
    assert opens >= moment
    assert calendar.is_working(opens)
    assert calendar.is_working(moment) == (opens == moment)
    assert calendar.opens(opens) == opens


# Oracle -----------------------------------------------------------------------------------------------

RAW = json.loads(FILE.read_text())
OFF = {day["date"] for day in RAW["days_off"]}
HALVES = ((time(7), time(11, 30)), (time(13, 30), time(17)))
WORKED = {day["date"] for day in RAW["working_days"]}
is_worked = cache(lambda day: str(day) not in OFF and (day.weekday() < 5 or str(day) in WORKED))


def desk_is_open(wall: datetime) -> bool:
    """By the wall clock and the plain file, without anything of the module under test."""
    return is_worked(wall.date()) and any(opens <= wall.time() < closes for opens, closes in HALVES)


def replay(wall: datetime, span: int) -> datetime:
    while not desk_is_open(wall):
        wall += MINUTE
    while span:
        span -= desk_is_open(wall)
        wall += MINUTE
    return wall


whole = moments.map(lambda moment: moment.replace(second=0, microsecond=0))


@settings(max_examples=150, deadline=None)
@given(whole, st.integers(0, 8 * DAY))
def test_later_is_what_walking_finds(start: datetime, span: int) -> None:
    assert calendar.later(start, span).astimezone(ZONE) == replay(start, span)


@settings(max_examples=150, deadline=None)
@given(whole, st.integers(0, 20 * 24 * 60))
def test_between_is_what_walking_counts(start: datetime, span: int) -> None:
    counted = sum(desk_is_open(start + n * MINUTE) for n in range(span))
    assert calendar.between(start, start + span * MINUTE) == counted


def test_every_minute_of_the_odd_weeks() -> None:
    """Around New Year, Tet and National Day 2026, where everything odd happens."""
    for start in (at("2025-12-29 00:00"), at("2026-02-12 00:00"), at("2026-08-20 00:00")):
        for n in range(15 * 24 * 60):
            moment = start + n * MINUTE
            assert calendar.is_working(moment) is desk_is_open(moment), moment
