"""The calendar that a recording publishes late."""

from __future__ import annotations

from motcua.simulation.demo.news import WHY, with_days_off
from motcua.simulation.province import documents
from shared.contracts.reference import Calendar


def test_the_days_of_limits_are_off_and_the_calendar_is_one() -> None:
    calendar = next(content for kind, content in documents() if kind == "calendar")
    known = [day["date"] for day in calendar["days_off"]]
    newer = with_days_off(calendar, ["2026-12-01T20:00:00Z", "2026-12-02T03:00:00+07:00", f"{known[0]}T01:00:00+07:00"])
    assert [day for day in newer["days_off"] if day["date"] not in known] == [{"date": "2026-12-02", "why": WHY}]
    assert Calendar.model_validate(newer)
