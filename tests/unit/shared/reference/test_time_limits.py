"""Time limits in every unit, against days worked by hand from the days off of 2025 to 2027; and their properties."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.contracts import spelled
from shared.contracts.reference import Calendar, Limit, LimitUnit
from shared.reference.working_calendar import CalendarEnds, WorkCalendar

FILE = Path(__file__).parents[4] / "deploy/data/calendar/vn-2025-2027.json"
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")

calendar = WorkCalendar(Calendar.model_validate_json(FILE.read_bytes()))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


def due(limit: Limit, received: datetime) -> datetime:
    return calendar.ends(calendar.begins(limit, received), limit.minutes, limit.unit)


def days(amount: int, after: str | None = None) -> Limit:
    return Limit(unit=LimitUnit.WORKING_DAYS, amount=amount, after=after)


def calendar_days(amount: int) -> Limit:
    return Limit(unit=LimitUnit.CALENDAR_DAYS, amount=amount)


def hours(amount: int) -> Limit:
    return Limit(unit=LimitUnit.WORKING_HOURS, amount=amount)


AT_ONCE = Limit(unit=LimitUnit.AT_ONCE)
SAME_DAY = Limit(unit=LimitUnit.SAME_DAY, after="15:00")


@pytest.mark.parametrize(
    ("limit", "received", "ends"),
    [
        # Monday 2 March 2026; the week has no day off.
        (days(1), "2026-03-02 07:00", "2026-03-03 17:00"),
        (days(1), "2026-03-02 16:59", "2026-03-03 17:00"),
        (days(1), "2026-03-02 17:00", "2026-03-04 17:00"),  # the desk has closed: received on Tuesday
        (days(5), "2026-03-02 09:00", "2026-03-09 17:00"),  # over a weekend
        (days(5), "2026-03-07 09:00", "2026-03-16 17:00"),  # on a Saturday: as if on Monday the 9th
        (days(7), "2026-02-12 10:00", "2026-03-02 17:00"),  # Tet from 14 to 22 February: 13, 23 to 27 February, 2 March
        (days(5), "2026-12-31 09:00", "2027-01-08 17:00"),  # Friday 1 January is off: 4 to 8 January
        (days(3), "2026-08-28 09:00", "2026-09-07 17:00"),  # 31 August to 2 September are off: 3, 4, 7 September
        (days(1), "2026-08-21 09:00", "2026-08-22 17:00"),  # Saturday 22 August is worked for 31 August
        (days(2), "2026-04-24 09:00", "2026-04-29 17:00"),  # 26 April is Sunday and 27 off for it: 28, 29
        (days(1), "2026-11-23 09:00", "2026-11-25 17:00"),  # 24 November is off since 1 July 2026
        (days(2), "2025-04-25 09:00", "2025-04-28 17:00"),  # Saturday 26 April is worked for 2 May
        (days(2, "15:00"), "2026-03-02 14:59", "2026-03-04 17:00"),
        (days(2, "15:00"), "2026-03-02 15:00", "2026-03-05 17:00"),  # as if received on Tuesday
        (days(2, "15:00"), "2026-03-06 15:30", "2026-03-11 17:00"),  # a Friday: as if on Monday
        (calendar_days(10), "2026-03-02 09:00", "2026-03-12 17:00"),
        (calendar_days(10), "2026-03-04 09:00", "2026-03-16 17:00"),  # the 14th is a Saturday
        (calendar_days(10), "2026-02-05 09:00", "2026-02-23 17:00"),  # the 15th is in Tet
        (calendar_days(15), "2025-12-26 09:00", "2026-01-10 17:00"),  # a Saturday that is worked
        (calendar_days(1), "2026-04-29 09:00", "2026-05-04 17:00"),  # 30 April, 1 May, and a weekend
        (AT_ONCE, "2026-03-02 16:30", "2026-03-02 17:00"),
        (AT_ONCE, "2026-03-02 12:00", "2026-03-02 17:00"),
        (AT_ONCE, "2026-03-06 18:00", "2026-03-09 17:00"),  # online, on Friday evening
        (SAME_DAY, "2026-03-02 14:59", "2026-03-02 17:00"),
        (SAME_DAY, "2026-03-02 15:00", "2026-03-03 17:00"),
        (SAME_DAY, "2026-03-06 15:20", "2026-03-09 17:00"),  # a Friday
        (SAME_DAY, "2026-02-13 15:20", "2026-02-23 17:00"),  # the last day before Tet
        (hours(8), "2026-03-02 07:00", "2026-03-02 17:00"),
        (hours(8), "2026-03-02 15:00", "2026-03-03 15:00"),
        (hours(8), "2026-03-06 16:00", "2026-03-09 16:00"),
        (hours(2), "2026-03-02 11:00", "2026-03-02 15:00"),  # half an hour, and one and a half after the break
    ],
)
def test_a_limit_ends(limit: Limit, received: str, ends: str) -> None:
    assert due(limit, at(received)) == at(ends)


@pytest.mark.parametrize(
    ("limit", "received", "suspended", "resumed", "ends"),
    [
        # Five days from Monday 2 March end on Monday the 9th; two of them are over on Wednesday.
        (days(5), "2026-03-02 09:00", "2026-03-04 10:00", "2026-03-04 16:00", "2026-03-09 17:00"),
        (days(5), "2026-03-02 09:00", "2026-03-04 10:00", "2026-03-16 08:00", "2026-03-19 17:00"),
        (days(5), "2026-03-02 09:00", "2026-03-09 10:00", "2026-03-11 08:00", "2026-03-11 17:00"),  # on its last day
        (days(5), "2026-03-02 09:00", "2026-03-07 10:00", "2026-03-08 08:00", "2026-03-09 17:00"),  # within a weekend
        # Ten days from Monday 2 March end on Thursday the 12th; five of them are over on Saturday the 7th.
        (calendar_days(10), "2026-03-02 09:00", "2026-03-05 10:00", "2026-03-10 08:00", "2026-03-17 17:00"),
        (AT_ONCE, "2026-03-02 09:00", "2026-03-02 10:00", "2026-03-04 08:00", "2026-03-04 17:00"),
        (hours(8), "2026-03-02 15:00", "2026-03-02 16:00", "2026-03-04 08:00", "2026-03-04 17:00"),
    ],
)
def test_what_is_left_stands_still(limit: Limit, received: str, suspended: str, resumed: str, ends: str) -> None:
    left = calendar.left(at(suspended), due(limit, at(received)), limit.unit)

    assert calendar.ends(at(resumed), left, limit.unit) == at(ends)


@pytest.mark.parametrize("limit", [days(5), calendar_days(5), AT_ONCE, hours(8)])
def test_nothing_is_left_at_its_end(limit: Limit) -> None:
    end = due(limit, at("2026-03-02 09:00"))

    assert calendar.left(end, end, limit.unit) == 0
    assert calendar.left(end - timedelta(seconds=1), end, limit.unit) >= 0
    assert limit.unit is LimitUnit.WORKING_HOURS or calendar.left(end - timedelta(seconds=1), end, limit.unit) > 0


@pytest.mark.parametrize("limit", [days(5), calendar_days(5), SAME_DAY])
def test_a_limit_beyond_the_calendar_is_refused(limit: Limit) -> None:
    with pytest.raises(CalendarEnds):
        due(limit, at("2027-12-31 16:00"))


FIRST, LAST = datetime(2025, 1, 1, tzinfo=UTC), datetime(2027, 9, 1, tzinfo=UTC)
MOMENTS = st.integers(0, int((LAST - FIRST).total_seconds()) // 60).map(lambda n: FIRST + timedelta(minutes=n))
LIMITS = st.one_of(
    st.builds(
        Limit, unit=st.sampled_from([*LimitUnit][:3]), amount=st.integers(1, 60), after=st.sampled_from([None, "15:00"])
    ),
    st.sampled_from([AT_ONCE, SAME_DAY]),
)


@given(LIMITS, MOMENTS, st.integers(0, 60 * 24 * 40))
def test_due_dates_are_on_no_day_off_and_never_overtake(limit: Limit, received: datetime, minutes: int) -> None:
    """Also: what is suspended and goes on at once ends when it would have."""
    end, later = due(limit, received), received + timedelta(minutes=minutes)

    assert received < end <= due(limit, later)
    assert calendar.is_working(end - timedelta(seconds=1))
    since = calendar.begins(limit, received)
    now = since + (end - since) * 0.6
    if limit.unit is not LimitUnit.WORKING_HOURS:
        assert calendar.ends(now, calendar.left(now, end, limit.unit), limit.unit) == end


@pytest.mark.parametrize(
    ("limit", "vi", "en"),
    [
        (days(7), "7 ngày làm việc", "7 working days"),
        (calendar_days(1), "1 ngày", "1 calendar day"),
        (hours(8), "8 giờ làm việc", "8 working hours"),
        (AT_ONCE, "giải quyết ngay", "at once"),
        (
            SAME_DAY,
            "trong ngày làm việc; tiếp nhận sau 15 giờ thì tính từ ngày làm việc tiếp theo",
            "the same working day; received after 15:00: counted from the next working day",
        ),
    ],
)
def test_a_limit_in_words(limit: Limit, vi: str, en: str) -> None:
    assert spelled.limit(limit) == (vi, en)
