"""Working time: from a calendar document to moments and minutes. Pure arithmetic.

It knows when the desk is open, not why anybody counts: time limits, warnings and pauses are others' words.
All openings of the years covered are laid out once; after that a question is two binary searches.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from itertools import accumulate
from zoneinfo import ZoneInfo

from shared.contracts import spelled
from shared.contracts.reference import Calendar, Weekday
from shared.contracts.reference.limit import MINUTES_OF_A_DAY, Limit, LimitUnit
from shared.kernel.errors import Refused

_MINUTE = timedelta(minutes=1)


class CalendarEnds(Refused):
    """The working calendar does not reach that far."""

    vi = "Lịch làm việc chưa có cho khoảng thời gian này"


class WorkCalendar:
    """Built once per calendar version. Takes aware datetimes and whole working minutes, answers in UTC.

    An opening includes its first instant and excludes its last: at 17:00 the day is over. So one instant of
    working time has two names, 17:00 today and 07:00 tomorrow. What *begins* then is named by the opening
    (`opens`, `earlier`), what *ends* then by the closing (`later`).

    Raises CalendarEnds when the moment asked about, or the answer, lies outside the years covered;
    ValueError for a naive moment or negative minutes.
    """

    def __init__(self, calendar: Calendar) -> None:
        zone = ZoneInfo(calendar.zone)
        openings = list(_openings(calendar, zone))
        self._opens = [opens for opens, _ in openings]
        self._closes = [closes for _, closes in openings]
        sums = list(accumulate((closes - opens for opens, closes in openings), initial=timedelta()))
        self._before, self._after = sums[:-1], sums[1:]  # working time done when each opening starts and ends
        closed = {closes.astimezone(zone).date(): closes for closes in self._closes}
        self._days, self._ends_of_days = list(closed), list(closed.values())
        self._first, self._last = date(calendar.first_year, 1, 1), date(calendar.last_year, 12, 31)
        self._zone = zone
        self._since = datetime(calendar.first_year, 1, 1, tzinfo=zone).astimezone(UTC)
        self._until = datetime(calendar.last_year + 1, 1, 1, tzinfo=zone).astimezone(UTC)

    def is_working(self, moment: datetime) -> bool:
        moment = self._covered(moment)
        at = bisect_right(self._opens, moment) - 1
        return at >= 0 and moment < self._closes[at]

    def opens(self, moment: datetime) -> datetime:
        """This moment if it is a working one, else the next opening: where a count begins."""
        return self.later(moment, 0)

    def begins(self, limit: Limit, received: datetime) -> datetime:
        """From when a limit counts: what is received too late in the day counts from the next opening day."""
        opened = self.opens(received)
        if limit.after is None or opened.astimezone(self._zone).time() < time.fromisoformat(limit.after):
            return received
        return self.opens(self._closing(opened, 0))

    def end(self, limit: Limit, received: datetime) -> datetime:
        """When a limit ends for what is received then."""
        return self.ends(self.begins(limit, received), limit.minutes, limit.unit)

    def ends(self, since: datetime, minutes: int, unit: str = LimitUnit.WORKING_HOURS) -> datetime:
        """When a time limit ends: so many working minutes on, or with the last of its days (`Limit.minutes`).

        A day takes 480 minutes of the amount; a rest of less than one ends with the day it begins on. Nothing, which is
        what a promised date has, ends at once or at the next opening.
        """
        match unit:
            case _ if not minutes:
                return self.opens(since)
            case LimitUnit.WORKING_DAYS | LimitUnit.AT_ONCE | LimitUnit.SAME_DAY:
                return self._closing(since, minutes // MINUTES_OF_A_DAY)
            case LimitUnit.CALENDAR_DAYS:
                day = self._day(self.opens(since)) + timedelta(days=minutes // MINUTES_OF_A_DAY)
                return self._closed(bisect_left(self._days, day))
            case _:
                return self.later(since, minutes)

    def left(self, now: datetime, end: datetime, unit: str = LimitUnit.WORKING_HOURS) -> int:
        """What is left of a time limit, so that `ends(now, left)` is its end: 0 if it is over."""
        if now >= end:
            return 0
        match unit:
            case LimitUnit.WORKING_DAYS | LimitUnit.AT_ONCE | LimitUnit.SAME_DAY:
                first, last = self._day(self.opens(now)), self._day(end)
                days = bisect_right(self._days, last) - bisect_right(self._days, first)
            case LimitUnit.CALENDAR_DAYS:
                days = (self._day(end) - self._day(self.opens(now))).days
            case _:
                return max(0, self.between(now, end))
        return max(1, days * MINUTES_OF_A_DAY)

    def recounted(
        self, end: datetime, since: datetime | None, minutes: int, unit: str = LimitUnit.WORKING_HOURS
    ) -> datetime:
        """`ends(since, minutes, unit)`. Where nothing was counted, or outside the years covered, the end stays."""
        if since is None:
            return end
        try:
            return self.ends(since, minutes, unit)
        except CalendarEnds:
            return end

    def later(self, start: datetime, minutes: int) -> datetime:
        """The moment so many working minutes on: a day's minutes from 07:00 end at 17:00 the same day.

        `later(x, 0) == opens(x)`, and two additions make one, if the second is not 0.
        """
        start = self._covered(start)
        goal = self._done(start) + _span(minutes)
        # The first opening that reaches the goal, but not one that is already over at the start.
        at = max(bisect_left(self._after, goal), bisect_right(self._closes, start))
        if at == len(self._opens):
            raise self._ends()
        return self._opens[at] + (goal - self._before[at])

    def days_later(self, start: datetime, days: int, *, ends_working: bool) -> datetime:
        """The last second of the day so many calendar days on; the first day does not count (BLDS 2015 Đ147, Đ148).

        `ends_working`: what would end on a day off ends on the next day on which the desk opens.
        """
        day = self._covered(start).astimezone(self._zone).date() + timedelta(days=days)
        if ends_working:
            at = bisect_left(self._opens, self._covered(self._midnight(day)))
            if at == len(self._opens):
                raise self._ends()
            day = self._opens[at].astimezone(self._zone).date()
        return self._covered(self._midnight(day + timedelta(days=1)) - timedelta(seconds=1))

    def earlier(self, end: datetime, minutes: int) -> datetime:
        """The mirror image of `later`: a day's minutes before 17:00 begin at 07:00 the same day.

        `earlier(later(x, m), m) == opens(x)` for m > 0; `earlier(x, 0)` is x or the last closing before it.
        """
        end = self._covered(end)
        goal = self._done(end) - _span(minutes)
        at = min(bisect_right(self._before, goal), bisect_left(self._opens, end)) - 1
        if at < 0:
            raise self._ends()
        return self._opens[at] + (goal - self._before[at])

    def between(self, start: datetime, end: datetime) -> int:
        """Working minutes from start to end; negative if end comes first.

        Both are cut to their minute before subtracting, so parts always add up to the whole.
        """
        return self._done(self._covered(end)) // _MINUTE - self._done(self._covered(start)) // _MINUTE

    def _done(self, moment: datetime) -> timedelta:
        """Working time since the calendar began."""
        at = bisect_right(self._opens, moment) - 1
        if at < 0:
            return timedelta()
        return self._before[at] + (min(moment, self._closes[at]) - self._opens[at])

    def _closing(self, since: datetime, days: int) -> datetime:
        """The closing of the opening day so many after the one on which `since`, or the next opening, falls."""
        return self._closed(bisect_left(self._days, self._day(self.opens(since))) + days)

    def _closed(self, at: int) -> datetime:
        if at >= len(self._days):
            raise self._ends()
        return self._ends_of_days[at]

    def _day(self, moment: datetime) -> date:
        return moment.astimezone(self._zone).date()

    def _midnight(self, day: date) -> datetime:
        return datetime.combine(day, time(), self._zone)

    def _covered(self, moment: datetime) -> datetime:
        if moment.tzinfo is None:  # astimezone would take it for the machine's local time
            raise ValueError("a moment without a zone is no moment")
        if not self._since <= moment < self._until:
            raise self._ends()
        return moment.astimezone(UTC)  # in one zone datetimes compare quickly

    def _ends(self) -> CalendarEnds:
        first, last = spelled.day(self._first), spelled.day(self._last)
        return CalendarEnds(
            f"Working days are known from {first.en} to the end of {last.en}.",
            f"Ngày làm việc chỉ được xác định từ ngày {first.vi} đến hết ngày {last.vi}.",
        )


def _span(minutes: int) -> timedelta:
    if minutes < 0:
        raise ValueError("working minutes are counted forwards; use earlier or later")
    return timedelta(minutes=minutes)


def _openings(calendar: Calendar, zone: tzinfo) -> Iterator[tuple[datetime, datetime]]:
    """Every opening of the years covered, in order, in UTC."""
    off = {day.date for day in calendar.days_off}
    like = {day.date: day.instead_of for day in calendar.working_days}
    for day in _days(calendar.first_year, calendar.last_year):
        if day not in off:
            for opening in calendar.hours_on(Weekday.of(like.get(day, day))):
                yield _instant(day, opening.opens, zone), _instant(day, opening.closes, zone)


def _days(first_year: int, last_year: int) -> Iterator[date]:
    first, last = date(first_year, 1, 1), date(last_year, 12, 31)
    return (first + timedelta(days=n) for n in range((last - first).days + 1))


def _instant(day: date, clock: str, zone: tzinfo) -> datetime:
    return datetime.combine(day, time.fromisoformat(clock), zone).astimezone(UTC)
