"""Limits in calendar days against real Vietnamese days."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from shared.contracts.reference import Calendar
from shared.reference.working_calendar import CalendarEnds, WorkCalendar

FILE = Path(__file__).parents[4] / "deploy/data/calendar/vn-2025-2027.json"
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")

calendar = WorkCalendar(Calendar.model_validate_json(FILE.read_bytes()))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


@pytest.mark.parametrize(
    ("start", "days", "end", "ends_working"),
    [
        ("2026-03-02 00:00", 1, "2026-03-03", "2026-03-03"),  # the day on which it begins does not count
        ("2026-03-02 23:59", 10, "2026-03-12", "2026-03-12"),
        ("2026-03-04 09:00", 10, "2026-03-14", "2026-03-16"),  # a Saturday
        ("2026-02-05 09:00", 10, "2026-02-15", "2026-02-23"),  # in Tet
        ("2025-12-26 09:00", 15, "2026-01-10", "2026-01-10"),  # a Saturday that is worked
        ("2026-03-04 19:00", 0, "2026-03-04", "2026-03-04"),
    ],
)
def test_a_limit_in_days_ends_with_its_last_day_and_by_law_on_none_off(
    start: str, days: int, end: str, ends_working: str
) -> None:
    assert calendar.days_later(at(start), days, ends_working=False) == at(f"{end} 23:59:59")
    assert calendar.days_later(at(start), days, ends_working=True) == at(f"{ends_working} 23:59:59")


@pytest.mark.parametrize("ends_working", [False, True])
def test_it_ends_where_the_calendar_ends(ends_working: bool) -> None:
    with pytest.raises(CalendarEnds):
        calendar.days_later(at("2027-12-30 09:00"), 10, ends_working=ends_working)
