"""Any history of a case, and any holidays that are announced or taken back while it runs: the dates come out as if the
last calendar had been known from the start, and the applicant's time as the latest that any calendar in force gave.

The real handlers, in memory. Each history is played twice: as it happens, and with the last calendar from the start.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shared.contracts import intake
from shared.contracts.reference import Calendar
from shared.kernel.errors import Refused
from shared.reference.documents import Documents
from shared.reference.working_calendar import WorkCalendar
from tests.support.journeys import APPROVE, ASK, Journey, hand_of
from tests.support.reference import calendar as plain_calendar
from tests.support.reference import day, limit, procedure, route, step, text
from tests.support.workflow_facts import NOON
from workflow.case import commands as ask
from workflow.case.commands import CalendarChanges
from workflow.case.machine import SUSPENDED, CaseState
from workflow.task.commands import Claim

Days = frozenset[date]
#: Any of these may be off: working days of the weeks that come.
DAYS = [*(date(2026, 11, n) for n in (11, 12, 13, 17, 20, 24)), date(2026, 12, 4)]
FEE = {"code": "LP01", "kind": "le-phi", "title": text(), "amount": 150_000}
#: A fee is collected while another agency is at work, so that the clock stands still in its hands.
ROUTE = route(
    step("a", "appraise", "c", "b", hours=24),
    step("c", "collect", "s"),
    step("b", "consult", "s", agency={"fixed": "H99.06"}, hours=40),
    step("s", "sign", "r", role="supervisor"),
    step("r", "return"),
    working_hours=80,
)
ACTS = ["claim", "approve", "ask", "ask", "supply", "pay"]
SUBSETS = st.frozensets(st.sampled_from(DAYS))
#: Hours that pass, and what happens then: an act, or one or two versions of the calendar before anything is recounted.
HISTORIES = st.lists(
    st.tuples(st.integers(1, 40), st.one_of(st.sampled_from(ACTS), st.lists(SUBSETS, min_size=1, max_size=2))),
    max_size=10,
)


@cache
def calendar(off: Days) -> Calendar:
    off_anyway = ("2026-01-01", "2027-01-01")
    days_off = [*(day(each) for each in off_anyway), *(day(str(each)) for each in sorted(off))]
    known = plain_calendar(days_off=days_off, working_days=[], last_year=2027)
    return Calendar.model_validate(known)


@cache
def counted(off: Days) -> WorkCalendar:
    return WorkCalendar(calendar(off))


class Played(Journey):
    """A case by the calendars of its history, or by one that was known from the start (`known`)."""

    def __init__(self, clock: str, known: Days | None = None) -> None:
        """`clock`: what a supplement does to it; or `promise`: its date is promised, and the clock never stands."""
        of = {"clock_on_supplement": "suspend"} if clock == "promise" else {"clock_on_supplement": clock, "fees": [FEE]}
        told = procedure(hours=80, supplement_limit=limit(40), fee_limit=limit(40), **of)
        super().__init__(ROUTE, told, "desk")
        self.known, self.off, self.version = known, known if known is not None else frozenset({date(2026, 11, 24)}), 1
        self.plain = self.context.documents
        self.promises = clock == "promise"
        self.gave: list[Days] = []  # the calendars in force when the applicant was asked, and told of more time
        self._count_by(self.off)
        self.accepted |= {"due_at": counted(self.off).later(NOON, 80 * 60)}
        self.begin()

    def _count_by(self, off: Days) -> None:
        self.off, self.version = off, self.version + 1
        read = {**self.plain.read, ("calendar", "vn", self.version): calendar(off)}
        versions = {**self.plain.versions, ("calendar", "vn"): self.version}
        self.context.documents = Documents(versions, read, {id(calendar(off)): counted(off)})

    def happen(self, hours: int, what: Any) -> None:
        self.uow.now += timedelta(hours=hours)
        before = self.case.suspended_at
        try:
            self._act(what)
        except Refused:
            return
        if self.case.suspended_at != before:
            self.gave = [self.off]
        for task in self.open:
            stands = self.case.state in SUSPENDED and (task.due_at is None or task.due_at > self.uow.now)
            assert (task.minutes_left is not None) == stands == (task.due_at is None), "the clocks go together"

    def _act(self, what: Any) -> None:
        task = self.open[0] if self.open else None
        match what:
            case "claim" if task:
                self.receive(Claim(), task, hand_of(task))
            case "approve" if task:
                self.receive(APPROVE, task, hand_of(task))
            case "ask" if self.promises:
                self.receive(ask.Apologise(reason="many-dossiers", due_at=NOON + timedelta(days=24)))
            case "ask" if task:
                self.receive(ASK, None, hand_of(task))
            case "supply":
                self.receive(intake.SupplementSupplied(papers=[]))
            case "pay" if self.charge == "open":
                self.pay()
            case list() if self.known is None:
                self._publish(what)

    def _publish(self, versions: list[Days]) -> None:
        """Late news: of days to come, never of those that have been."""
        today = (self.uow.now + timedelta(hours=7)).date()
        for days in versions:
            self._count_by(frozenset(one for one in DAYS if one in (self.off if one <= today else days)))
        self.gave.append(self.off)
        self.receive(CalendarChanges())
        said = len(self.said)
        self.receive(CalendarChanges())
        assert len(self.said) == said, "the same calendar moves nothing twice"

    def dates(self) -> Any:
        """What binds the agencies."""
        running = self.case.state in (CaseState.RECEIVED, CaseState.PROCESSING)
        tasks = {task.step: (task.due_at, task.minutes_left) for task in self.open}
        return running and self.case.due_at, self.case.minutes_left, tasks

    def until(self) -> datetime | None:
        """What binds the applicant."""
        is_fee = self.case.state == CaseState.AWAITING_PAYMENT
        return self.case.fee_until if is_fee else self.case.supplement_until

    def deadline(self, name: str) -> datetime | None:
        found = self.uow.scheduled.get((self.case.id, name))
        return found and found.at


@settings(max_examples=150, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(clock=st.sampled_from(["restart", "suspend", "promise"]), history=HISTORIES)
def test_the_dates_are_those_of_the_last_calendar(clock: str, history: list[tuple[int, Any]]) -> None:
    played = Played(clock)
    history = [(1, "claim"), *history]
    for hours, what in history:
        played.happen(hours, what)
    ahead = Played(clock, known=played.off)
    for hours, what in history:
        ahead.happen(hours, what)
    assert played.dates() == ahead.dates()
    if played.case.state in SUSPENDED:
        asked_at = played.case.suspended_at
        assert asked_at is not None
        assert played.until() == max(counted(off).later(asked_at, 40 * 60) for off in played.gave)
    if played.case.state == CaseState.SUPPLEMENTING:
        assert played.deadline("SupplementTimePasses") == played.case.supplement_until
    if played.case.state in (CaseState.RECEIVED, CaseState.PROCESSING):
        assert played.deadline("DueDatePasses") == played.case.due_at
        assert played.deadline("DueDateNears") == played.case.warn_at
