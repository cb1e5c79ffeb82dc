"""What the rules of a case decide: one apology, dates, a supplement, fees, the end."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from shared.contracts import workflow as events
from shared.contracts.workflow import FEE_LATE, SUPPLEMENT_LATE
from shared.kernel.errors import NotYet
from shared.reference.working_calendar import CalendarEnds
from tests.support.documents import documents
from tests.support.reference import limit
from tests.support.workflow_facts import ACCEPTED, DUE, NOON, SETTLED, case, facts
from workflow.case import commands as ask
from workflow.case import conditions as when
from workflow.case import rules
from workflow.case.commands import DueDateNears, DueDatePasses
from workflow.case.errors import AskedBefore, ClocksReason, NotLater, Reappointed, UnknownComponent, UnknownReason
from workflow.case.machine import CASE

LATER = DUE + timedelta(days=2)


def apology(due_at: datetime = LATER) -> ask.Apologise:
    return ask.Apologise(reason="many-dossiers", due_at=due_at)


def test_one_apology_with_a_later_date() -> None:
    assert when.not_reappointed(facts())
    assert when.is_later(facts(), apology())
    with pytest.raises(Reappointed):
        when.not_reappointed(facts(case=case(apologies=1)))


@pytest.mark.parametrize("due_at", [DUE, DUE - timedelta(days=1), NOON])
def test_a_new_date_is_later_than_the_old_one(due_at: datetime) -> None:
    with pytest.raises(NotLater) as refused:
        when.is_later(facts(), apology(due_at))
    assert [(error.pointer, error.vi) for error in refused.value.errors] == [("/due_at", f"{NotLater.vi}.")]


def test_what_no_calendar_reaches_is_neither_promised_nor_awaited() -> None:
    for asked in (when.not_reappointed, when.not_asked_before):
        with pytest.raises(CalendarEnds):
            asked(facts(now=datetime(2028, 1, 3, 3, 0, tzinfo=UTC)))


def test_a_new_date_is_not_over_already() -> None:
    late = facts(now=LATER + timedelta(hours=1))
    with pytest.raises(NotLater):
        when.is_later(late, apology())


def apologised(**changes: Any) -> events.ApologyGiven:
    due_at = changes.pop("due_at", LATER)
    said = rules.apologised(facts(**changes), apology(due_at))
    assert isinstance(said, events.ApologyGiven)
    return said


def test_a_date_at_night_means_the_next_opening() -> None:
    said = apologised(due_at=datetime(2026, 11, 20, 20, 0, tzinfo=UTC))  # Saturday, 3:00 in the night
    assert said.due_at == datetime(2026, 11, 23, 0, 0, tzinfo=UTC)  # Monday, 7:00
    assert said.warn_at < said.due_at


def test_a_warning_is_never_in_the_past() -> None:
    """The new date is an hour away, the warning a day before it would be over."""
    now = datetime(2026, 11, 18, 2, 0, tzinfo=UTC)
    said = apologised(now=now, due_at=now + timedelta(hours=1))
    assert now < said.warn_at < said.due_at


def test_an_apology_starts_the_clock_anew() -> None:
    row = case(warned=True, overdue=True)
    CASE.apply(row, apologised(case=row))
    assert (row.apologies, row.warned, row.overdue, row.due_at) == (1, False, False, LATER)


def test_near_and_passed_say_the_due_date_and_are_remembered() -> None:
    row = case()
    for word, tick in ((rules.near, DueDateNears()), (rules.passed, DueDatePasses())):
        said: Any = word(facts(case=row), tick)
        assert said.due_at == DUE
        CASE.apply(row, said)
    assert (row.warned, row.overdue) == (True, True)


@pytest.mark.parametrize(("now", "on_time"), [(DUE, True), (DUE + timedelta(seconds=1), False)])
def test_a_decision_knows_whether_it_is_in_time(now: datetime, on_time: bool) -> None:
    assert rules.decided(facts(at="sign", now=now), object()) == events.CaseDecided(
        result="KQ01", on_time=on_time, returns="desk"
    )


# ---- a supplement, and the clock meanwhile

ASKED = ask.RequestSupplement(components=("TP04", "TP02", "TP04"))


def test_a_supplement_is_asked_for_once_and_by_name() -> None:
    assert when.not_asked_before(facts())
    assert when.are_components(facts(), ASKED)
    with pytest.raises(AskedBefore):
        when.not_asked_before(facts(case=case(asked=["TP01"])))
    with pytest.raises(UnknownComponent) as refused:
        when.are_components(facts(), ask.RequestSupplement(components=("TP02", "TP99")))
    assert [(error.pointer, error.vi) for error in refused.value.errors] == [("/components/1", refused.value.detail_vi)]


def asked_for(**changes: Any) -> events.SupplementRequested:
    said = rules.asked_for(facts(**changes), ASKED)
    assert isinstance(said, events.SupplementRequested)
    return said


def test_a_request_says_what_until_when_and_how_much_is_left() -> None:
    said = asked_for()
    assert said.components == ["TP02", "TP04"]
    assert said.until == datetime(2026, 11, 25, 10, 0, tzinfo=UTC), "ten working days; the 24th is off"
    assert said.left == 40 * 60
    assert asked_for(now=LATER).left == 0, "there is no less than nothing"


@pytest.mark.parametrize(("clock", "hours"), [("restart", 40), ("suspend", 16)])
def test_the_clock_restarts_or_goes_on_as_the_procedure_says(clock: str, hours: int) -> None:
    """Asked for after three days, supplied two days later (NĐ 61/2018 Đ19.4; QĐ 766)."""
    read, row = documents(clock_on_supplement=clock), case()
    asked_at, supplied_at = NOON + timedelta(days=3), NOON + timedelta(days=6)  # Friday, and Monday, 10:00
    CASE.apply(row, asked_for(case=row, documents=read, now=asked_at))
    assert (row.asked, row.minutes_left) == (["TP02", "TP04"], 16 * 60)
    said: Any = rules.resumed(facts(case=row, documents=read, now=supplied_at), object())
    assert said.due_at == read.calendar().later(supplied_at, hours * 60)
    assert said.warn_at == read.calendar().earlier(said.due_at, 8 * 60)
    CASE.apply(row, said)
    assert (row.minutes_left, row.due_at, row.warn_at) == (None, said.due_at, said.warn_at)
    assert (row.counted_from, row.working_minutes) == (supplied_at, hours * 60)
    assert row.asked, "so that it is not asked again"


def test_a_case_that_was_late_already_stays_late() -> None:
    row, read = case(overdue=True, warned=True), documents(clock_on_supplement="suspend")
    CASE.apply(row, asked_for(case=row, documents=read, now=LATER))
    CASE.apply(row, rules.resumed(facts(case=row, documents=read, now=LATER + timedelta(days=1)), object()))
    assert (row.due_at, row.overdue, row.warned) == (DUE, True, True), "the same date is not warned of twice"


def test_a_supplement_that_never_comes_stops_the_case() -> None:
    assert rules.unsupplied(facts(), object()) == events.CaseStopped(reason=SUPPLEMENT_LATE)


# ---- fees

COLLECT = ask.Collect(step="collect")
FEES = [{"code": "LP1", "kind": "le-phi", "title": {"vi": "Lệ phí", "en": "Fee"}, "amount": 150_000}]


def test_fees_are_asked_for_and_suspend_the_clock() -> None:
    read, row = documents(fees=FEES, fee_limit=limit(16)), case()
    said: Any = rules.fee_requested(facts(case=row, documents=read), COLLECT)
    assert said.fees == [events.Fee(code="LP1", kind="le-phi", amount=150_000)]
    assert (said.step, said.until, said.left) == ("collect", NOON + timedelta(days=2), 40 * 60)
    CASE.apply(row, said)
    assert (row.collecting, row.minutes_left, row.paid) == ("collect", 40 * 60, [])
    paid: Any = rules.fee_paid(facts(case=row, documents=read, now=NOON + timedelta(days=1)), SETTLED)
    assert paid.due_at == DUE + timedelta(days=1), "a day of waiting is a day more"
    CASE.apply(row, paid)
    assert (row.minutes_left, row.paid, row.due_at) == (None, ["collect"], paid.due_at)


def test_a_fee_that_never_comes_stops_the_case_and_a_late_one_revives_it() -> None:
    row = case(collecting="collect", minutes_left=8 * 60)
    CASE.apply(row, rules.stopped_unpaid(facts(case=row), object()))
    assert row.reason == FEE_LATE
    assert when.stopped_for_fee(facts(case=row))
    CASE.apply(row, rules.fee_paid(facts(case=row, now=LATER), SETTLED))
    assert (row.reason, row.paid) == (None, ["collect"])
    assert row.due_at == documents().calendar().later(LATER, 8 * 60)


@pytest.mark.parametrize("reason", [SUPPLEMENT_LATE, "no-longer-needed"])
def test_what_was_stopped_for_something_else_is_not_revived(reason: str) -> None:
    assert not when.stopped_for_fee(facts(case=case(reason=reason)))


@pytest.mark.parametrize("reason", [FEE_LATE, SUPPLEMENT_LATE])
def test_no_one_stops_a_case_for_the_clocks_reason(reason: str) -> None:
    with pytest.raises(ClocksReason):
        when.has_own_reason(facts(), ask.Stop(reason=reason))


def test_a_stop_has_a_reason_of_the_procedure() -> None:
    assert when.has_own_reason(facts(), ask.Stop(reason="ordered-by-court"))
    for reason in ("no-longer-needed", "prohibited"):
        with pytest.raises(UnknownReason) as refused:
            when.has_own_reason(facts(), ask.Stop(reason=reason))
        assert "ordered-by-court" in refused.value.more["reasons"]  # type: ignore[operator]
        assert [(error.pointer, error.code) for error in refused.value.errors] == [("/reason", "unknown_reason")]


def test_a_procedure_from_before_stop_reasons_stops_for_its_refusal_reasons() -> None:
    old = facts(documents=documents(stop_reasons=[]))
    assert when.has_own_reason(old, ask.Stop(reason="prohibited"))
    with pytest.raises(UnknownReason):
        when.has_own_reason(old, ask.Stop(reason="ordered-by-court"))


# ---- the end, and the beginning


def test_a_result_is_returned_by_desk_or_by_post() -> None:
    assert rules.handed_over(facts(), object()) == events.ResultReturned(by="desk")
    assert rules.delivered(facts(), object()) == events.ResultReturned(by="post")
    said: Any = rules.decided(facts(case=case(returns="post")), object())
    assert said.returns == "post"


@pytest.mark.parametrize("kind", ["procedure", "route"])
def test_a_case_waits_for_what_it_will_need(kind: str) -> None:
    with pytest.raises(NotYet):
        rules.received(facts(documents=documents(without=kind)), ACCEPTED)


def test_a_case_is_what_was_accepted() -> None:
    row = case(code="", desk="", agency="", due_at=None)
    CASE.apply(row, rules.received(facts(), ACCEPTED))
    assert (row.code, row.desk, row.agency, row.due_at) == (ACCEPTED.code, ACCEPTED.desk, ACCEPTED.agency, DUE)
    assert (row.owner, row.returns) == (ACCEPTED.owner, "desk")


@pytest.mark.parametrize(
    "body",
    [
        {"reason": "Nguyễn Văn A đi vắng", "due_at": "2027-01-01T00:00:00Z"},  # a code, never words about people
        {"reason": "x", "due_at": "2027-01-01T00:00:00Z"},
        {"reason": "many-dossiers", "due_at": "2027-01-01T00:00:00"},
        {"reason": "many-dossiers", "due_at": "tomorrow"},
        {"reason": "many-dossiers"},
        {"reason": "many-dossiers", "due_at": "2027-01-01T00:00:00Z", "sorry": True},
    ],
)
def test_an_apology_no_one_could_keep(body: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        ask.Apologise.model_validate(body)
