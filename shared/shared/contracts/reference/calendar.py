"""The working calendar: opening hours of a week, days off, and weekend days worked instead.

It defines when the desk is open and for which years that is known; `working_calendar` counts.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from itertools import pairwise
from typing import Annotated, Self
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from shared.contracts.reference.words import Code, Fault, Flag, Reference, Text, insist, repeated


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (LookupError, ValueError, OSError):
        insist([Fault((), "zone", f"{name} is not a time zone", f"{name} không phải là múi giờ")])
    return name


def _ascending(openings: tuple[Opening, ...]) -> tuple[Opening, ...]:
    edges = [edge for opening in openings for edge in (opening.opens, opening.closes)]
    insist(
        Fault((), "order", f"{later} does not come after {earlier}", f"{later} không ở sau {earlier}")
        for earlier, later in pairwise(edges)
        if later <= earlier
    )
    return openings


# Whole minutes. Fixed width, so that text order is time order.
LocalTime = Annotated[str, StringConstraints(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]
Day = date  # the fields below are called date
SPELLED = "%d/%m/%Y"  # in Vietnamese
Year = Annotated[int, Field(strict=True, ge=1900, le=2200)]


class Weekday(StrEnum):
    MONDAY = "monday"
    TUESDAY = "tuesday"
    WEDNESDAY = "wednesday"
    THURSDAY = "thursday"
    FRIDAY = "friday"
    SATURDAY = "saturday"
    SUNDAY = "sunday"

    @classmethod
    def of(cls, day: date) -> Weekday:
        return list(cls)[day.weekday()]


class Opening(Reference):
    """Open from (included) until to (excluded), local time."""

    opens: LocalTime = Field(alias="from")
    closes: LocalTime = Field(alias="to")


Openings = Annotated[tuple[Opening, ...], AfterValidator(_ascending)]


class DayOff(Reference):
    """A public holiday or a day taken off in exchange. It may fall on a weekend."""

    date: Day
    why: Text


class WorkingDay(Reference):
    """A weekend day worked instead of a weekday off (hoán đổi ngày làm việc), with that weekday's hours."""

    date: Day
    instead_of: Day
    why: Text


class Calendar(Reference):
    """One zone, one week, and every exception in the years from first_year to last_year.

    default: it counts for every agency that names no other one; a province has one such calendar.

    Sources: Bộ luật Lao động 2019 Đ112 (public holidays), the yearly notice of days off and swaps.
    """

    code: Code
    zone: Annotated[str, AfterValidator(_known_zone)]
    hours: dict[Weekday, Openings]
    days_off: tuple[DayOff, ...]
    working_days: tuple[WorkingDay, ...] = ()
    first_year: Year
    last_year: Year
    default: Flag = True

    @model_validator(mode="after")
    def _is_sound(self) -> Self:
        insist([*_open_at_all(self), *_listed_once(self), *_years_covered(self), *_swaps_sound(self)])
        return self

    @property
    def years(self) -> range:
        """The years covered."""
        return range(self.first_year, self.last_year + 1)

    def hours_on(self, weekday: Weekday) -> tuple[Opening, ...]:
        return self.hours.get(weekday, ())


def _open_at_all(calendar: Calendar) -> Iterator[Fault]:
    if not any(calendar.hours.values()):
        yield Fault(("hours",), "closed", "no weekday has opening hours", "không có ngày nào trong tuần làm việc")


def _listed_once(calendar: Calendar) -> Iterator[Fault]:
    off = [day.date for day in calendar.days_off]
    worked = [day.date for day in calendar.working_days]
    for day in repeated(off):
        en, vi = f"the day off {day} is listed twice", f"ngày nghỉ {day:{SPELLED}} bị lặp lại"
        yield Fault(("days_off",), "listed_twice", en, vi)
    for day in repeated(worked):
        en, vi = f"the working day {day} is listed twice", f"ngày làm bù {day:{SPELLED}} bị lặp lại"
        yield Fault(("working_days",), "listed_twice", en, vi)
    for day in sorted(set(off) & set(worked)):
        yield Fault(
            ("working_days",), "both", f"{day} is both off and worked", f"ngày {day:{SPELLED}} vừa nghỉ vừa làm việc"
        )


def _years_covered(calendar: Calendar) -> Iterator[Fault]:
    """A year without a single day off has not been entered: its due dates would be wrong."""
    first, last, years = calendar.first_year, calendar.last_year, calendar.years
    if not years:
        en, vi = f"the last year, {last}, is before the first, {first}", f"năm cuối {last} ở trước năm đầu {first}"
        yield Fault(("last_year",), "order", en, vi)
    for place in ("days_off", "working_days"):
        for n, day in enumerate(getattr(calendar, place)):
            if day.date.year not in years:
                en, vi = (
                    f"{day.date} is outside the years covered",
                    f"ngày {day.date:{SPELLED}} nằm ngoài các năm của lịch",
                )
                yield Fault((place, n, "date"), "outside", en, vi)
    entered = {day.date.year for day in calendar.days_off}
    for year in years:
        if year not in entered:
            yield Fault(("days_off",), "no_day_off", f"{year} has no day off", f"năm {year} chưa có ngày nghỉ nào")


def _swaps_sound(calendar: Calendar) -> Iterator[Fault]:
    """A swap may reach over New Year, so only a replaced day inside the years covered must be listed off."""
    off = {day.date for day in calendar.days_off}
    for n, day in enumerate(calendar.working_days):
        place, replaced = ("working_days", n), day.instead_of
        if calendar.hours_on(Weekday.of(day.date)):
            en, vi = (
                f"{day.date} is a {Weekday.of(day.date)}, worked anyway",
                f"ngày {day.date:{SPELLED}} vốn là ngày làm việc",
            )
            yield Fault((*place, "date"), "worked_anyway", en, vi)
        if not calendar.hours_on(Weekday.of(replaced)):
            en = f"{day.date} replaces {replaced}, a {Weekday.of(replaced)} without hours"
            yield Fault(
                (*place, "instead_of"), "no_hours", en, f"ngày {replaced:{SPELLED}} vốn không phải là ngày làm việc"
            )
        if replaced.year in calendar.years and replaced not in off:
            en, vi = (
                f"{day.date} replaces {replaced}, which is not off",
                f"ngày {replaced:{SPELLED}} không có trong các ngày nghỉ",
            )
            yield Fault((*place, "instead_of"), "not_off", en, vi)
