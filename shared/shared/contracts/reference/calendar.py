"""The working calendar: opening hours of a week, days off, and weekend days worked instead.

It says when the desk is open and for which years that is known; counting is workdays' business.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from itertools import pairwise
from typing import Annotated, Self
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from shared.contracts.reference.words import Code, Reference, Text, insist, repeated


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (LookupError, ValueError, OSError):
        raise ValueError(f"{name} is not a time zone") from None
    return name


def _ascending(openings: tuple[Opening, ...]) -> tuple[Opening, ...]:
    edges = [edge for opening in openings for edge in (opening.opens, opening.closes)]
    insist(f"{later} does not come after {earlier}" for earlier, later in pairwise(edges) if later <= earlier)
    return openings


# Whole minutes. Fixed width, so that text order is time order.
LocalTime = Annotated[str, StringConstraints(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]
Day = date  # the fields below are called date
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

    Sources: Bộ luật Lao động 2019 Đ112 (public holidays), the yearly notice of days off and swaps.
    """

    code: Code
    zone: Annotated[str, AfterValidator(_known_zone)]
    hours: dict[Weekday, Openings]
    days_off: tuple[DayOff, ...]
    working_days: tuple[WorkingDay, ...] = ()
    first_year: Year
    last_year: Year

    @model_validator(mode="after")
    def _is_sound(self) -> Self:
        insist([*_open_at_all(self), *_listed_once(self), *_years_covered(self), *_swaps_sound(self)])
        return self

    def hours_on(self, weekday: Weekday) -> tuple[Opening, ...]:
        return self.hours.get(weekday, ())


def _open_at_all(calendar: Calendar) -> Iterator[str]:
    if not any(calendar.hours.values()):
        yield "no weekday has opening hours"


def _listed_once(calendar: Calendar) -> Iterator[str]:
    off = [day.date for day in calendar.days_off]
    worked = [day.date for day in calendar.working_days]
    yield from (f"{day} is listed twice among days_off" for day in repeated(off))
    yield from (f"{day} is listed twice among working_days" for day in repeated(worked))
    yield from (f"{day} is both off and worked" for day in sorted(set(off) & set(worked)))


def _years_covered(calendar: Calendar) -> Iterator[str]:
    """A year without a single day off is a year nobody has entered: its due dates would be wrong."""
    years = range(calendar.first_year, calendar.last_year + 1)
    if not years:
        yield f"last_year {calendar.last_year} is before first_year {calendar.first_year}"
    off = [day.date for day in calendar.days_off]
    listed = [*off, *(day.date for day in calendar.working_days)]
    yield from (f"{day} is outside the years covered" for day in listed if day.year not in years)
    entered = {day.year for day in off}
    yield from (f"{year} has no day off" for year in years if year not in entered)


def _swaps_sound(calendar: Calendar) -> Iterator[str]:
    """A swap may reach over New Year, so only a replaced day inside the years covered must be listed off."""
    off = {day.date for day in calendar.days_off}
    for day in calendar.working_days:
        replaced = day.instead_of
        if calendar.hours_on(Weekday.of(day.date)):
            yield f"{day.date} is a {Weekday.of(day.date)}, worked anyway"
        if not calendar.hours_on(Weekday.of(replaced)):
            yield f"{day.date} replaces {replaced}, a {Weekday.of(replaced)} without hours"
        if calendar.first_year <= replaced.year <= calendar.last_year and replaced not in off:
            yield f"{day.date} replaces {replaced}, which is not off"
