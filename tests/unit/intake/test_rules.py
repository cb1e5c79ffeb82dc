"""What the dossier's rules decide: completeness, codes, dates, reasons; and that no reason tells an answer."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from intake.dossier import commands as ask
from intake.dossier import conditions as when
from intake.dossier import rules
from intake.dossier.errors import AskedBefore, Ended, NotAsked, NotOffered, UnknownCode
from shared.contracts import intake as events
from shared.kernel.errors import Invalid, NotYet, Refused
from shared.reference.working_calendar import CalendarEnds
from tests.support import dossiers
from tests.support.documents import documents
from tests.support.intake_facts import NOON, OWNER, PAPERS, SOUND, dossier, facts, progress
from tests.support.reference import limits

LAST_DAY = datetime(2027, 12, 31, 3, 0, tzinfo=UTC)  # of the calendar


@pytest.mark.parametrize(
    ("desk", "day", "number", "code"),
    [
        ("H99.01.01", "261117", 1, "H99.01.01-261117-0001"),
        ("H99.15", "240601", 9999, "H99.15-240601-9999"),
        ("000.00.15.H99", "261231", 10_000, "000.00.15.H99-261231-10000"),  # grows, never wraps
    ],
)
def test_a_code_tells_desk_day_and_number(desk: str, day: str, number: int, code: str) -> None:
    assert rules.code_of(desk, day, number) == code


def accepted(**changes: Any) -> events.DossierAccepted:
    said = rules.accepted(facts(**changes), ask.Accept())
    assert isinstance(said, events.DossierAccepted)
    return said


@pytest.mark.parametrize(
    ("now", "due"),
    [
        ("2026-11-10T03:00Z", "2026-11-17T10:00Z"),  # Tuesday, five working days: the end of the next Tuesday
        ("2026-11-10T12:00Z", "2026-11-18T10:00Z"),  # after hours: received on Wednesday
        ("2026-11-14T03:00Z", "2026-11-23T10:00Z"),  # a Saturday: received on Monday
        ("2026-11-20T03:00Z", "2026-11-30T10:00Z"),  # Ngày Văn hóa Việt Nam, 24 November, is a day off
    ],
)
def test_the_due_date_counts_working_days(now: str, due: str) -> None:
    moment = datetime.fromisoformat(now)
    said = accepted(now=moment)
    assert (said.accepted_at, said.due_at) == (moment, datetime.fromisoformat(due))
    assert (said.code, said.agency, said.route) == ("H99.01.01-261110-0001", "H99.03", "promotion-registration")


def test_the_warning_comes_a_day_of_work_before() -> None:
    said = accepted()
    assert said.due_at == datetime(2026, 11, 17, 10, 0, tzinfo=UTC)
    assert said.warn_at == datetime(2026, 11, 17, 0, 0, tzinfo=UTC), "eight hours of work before"


def test_a_warning_is_never_in_the_past() -> None:
    """A night acceptance of a two-hour procedure: the warning would be due the evening before."""
    night = datetime(2026, 11, 10, 14, 0, tzinfo=UTC)
    said = accepted(now=night, documents=documents(limits=limits(2), warning_hours=1))
    assert night < said.warn_at < said.due_at
    soon = accepted(now=night, documents=documents(limits=limits(9), warning_hours=8))
    assert soon.warn_at > night


def test_an_acceptance_takes_a_number() -> None:
    with pytest.raises(NotYet):
        rules.accepted(facts(number=None), ask.Accept())


def test_a_date_beyond_the_calendar_is_refused() -> None:
    with pytest.raises(CalendarEnds):
        accepted(now=LAST_DAY)
    for asked in (when.has_a_due_date, when.not_asked_before):
        with pytest.raises(CalendarEnds):
            asked(facts(now=LAST_DAY))


def faults(**changes: Any) -> list[tuple[str, str]]:
    with pytest.raises(Invalid) as refused:
        when.is_complete(facts(**changes))
    told = "".join(f"{error.vi}{error.en}" for error in refused.value.errors)
    assert not [secret for secret in dossiers.SECRETS if secret in told]
    return [(error.pointer, error.code) for error in refused.value.errors]


def test_a_complete_dossier_is_complete() -> None:
    assert when.is_complete(facts())


def test_everything_missing_is_told_at_once() -> None:
    short = {"tax_code": "x", "prize_value": 0, "extra": dossiers.SECRETS[0], "contact_phone": dossiers.SECRETS[1]}
    got = faults(papers=PAPERS[:1], answers=dossiers.answers(**short))
    assert got[:2] == [("/documents/TP02", "missing"), ("/documents/TP03", "missing")]
    assert sorted(got[2:]) == [
        ("/answers/contact_phone", "pattern"),
        ("/answers/extra", "additionalProperties"),
        ("/answers/prize_value", "minimum"),
        ("/answers/tax_code", "pattern"),
    ]


def test_no_answers_miss_every_required_one() -> None:
    nothings: tuple[dict[str, Any] | None, ...] = (None, {})
    for nothing in nothings:
        got = faults(answers=nothing)
        assert got == [(f"/answers/{name}", "required") for name in facts().procedure.form["required"]]


def test_what_was_asked_for_is_required_then() -> None:
    asked = dossier(asked=["TP04"])
    assert faults(dossier=asked) == [("/documents/TP04", "missing")]
    assert when.is_complete(facts()), "no supplement was asked for"


def test_what_the_agency_asked_for_is_required_then() -> None:
    asked = facts(progress=progress("supplementing", asked=["TP04"]))
    with pytest.raises(Invalid) as refused:
        when.is_asked(asked)
    assert [error.pointer for error in refused.value.errors] == ["/documents/TP04"]
    assert when.is_asked(facts(progress=progress("supplementing", asked=["TP03"])))


@pytest.mark.parametrize("stage", [None, "received", "processing", "awaiting_payment", "decided", "stopped"])
def test_a_supplement_no_one_waits_for_is_not_taken(stage: str | None) -> None:
    with pytest.raises(NotAsked):
        when.is_asked(facts(progress=stage and progress(stage)))


def test_a_dossier_of_a_version_that_has_not_come_waits() -> None:
    with pytest.raises(NotYet):
        when.is_complete(facts(dossier=dossier(version=9)))


def test_a_supplement_is_asked_for_once_and_by_name() -> None:
    command = ask.AskSupplement(components=("TP04", "TP02", "TP04"))
    assert when.not_asked_before(facts())
    assert when.are_components(facts(), command)
    said = rules.supplement_asked(facts(), command)
    assert isinstance(said, events.SupplementAsked)
    assert said.components == ["TP02", "TP04"]
    assert said.until == datetime(2026, 11, 25, 10, 0, tzinfo=UTC), "ten working days; the 24th is off"
    with pytest.raises(AskedBefore):
        when.not_asked_before(facts(dossier=dossier(asked=[])))
    with pytest.raises(UnknownCode) as refused:
        when.are_components(facts(), ask.AskSupplement(components=("TP02", "TP99")))
    assert [error.pointer for error in refused.value.errors] == ["/components/1"]


def test_a_refusal_names_a_reason_of_the_procedure() -> None:
    assert when.reason_is_listed(facts(), SOUND[ask.Refuse])
    with pytest.raises(UnknownCode) as refused:
        when.reason_is_listed(facts(), ask.Refuse(reason="mood"))
    assert [(error.pointer, error.vi) for error in refused.value.errors] == [("/reason", refused.value.detail_vi)]


def test_a_late_supplement_is_refused_by_the_clock() -> None:
    assert rules.refused_late(facts(), object()) == events.DossierRefused(reason="supplement-late")


@pytest.mark.parametrize("stage", [None, "received", "processing", "supplementing", "awaiting_payment", "decided"])
def test_one_may_ask_back_what_is_not_over(stage: str | None) -> None:
    assert when.is_open(facts(progress=stage and progress(stage)))


@pytest.mark.parametrize(
    ("stage", "told"),
    [
        ("returned", "Hồ sơ đã trả kết quả."),
        ("refused", "Hồ sơ bị từ chối giải quyết."),
        ("withdrawn", "Hồ sơ đã rút."),
        ("stopped", "Hồ sơ đã dừng giải quyết."),
    ],
)
def test_what_is_over_is_not_asked_back(stage: str, told: str) -> None:
    with pytest.raises(Ended) as refused:
        when.is_open(facts(progress=stage and progress(stage)))
    assert refused.value.detail_vi == told


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"channel": "post"}, NotOffered),
        ({"desk": "H99.03"}, NotOffered),
        ({"returns": "post"}, NotOffered),
        ({"procedure": "9.999999"}, NotYet),
    ],
)
def test_what_is_not_offered(changes: dict[str, str], why: type[Refused]) -> None:
    with pytest.raises(why) as refused:
        when.is_offered(facts(), ask.Draft.model_validate(dossiers.draft(**changes)))
    assert [error.pointer for error in refused.value.errors] == [f"/{name}" for name in changes if why is NotOffered]


def test_a_dossier_is_pinned_to_the_version_in_force() -> None:
    said = rules.drafted(facts(dossier=dossier(version=0)), SOUND[ask.Draft])
    assert isinstance(said, events.DossierDrafted)
    assert (said.version, said.channel, said.returns) == (1, "online", "desk")


def test_an_acceptance_says_who_asked_and_how_the_result_returns() -> None:
    said = accepted(dossier=dossier(returns="post"))
    assert (said.owner, said.returns) == (OWNER, "post")


def test_moments_are_the_facts() -> None:
    assert accepted().accepted_at is NOON


def test_an_event_of_older_code_leaves_alone_what_it_does_not_know() -> None:
    row = dossier(supplement_from=NOON)
    rules.apply(row, events.SupplementAsked(components=["form"], until=NOON + timedelta(days=2)))
    assert row.supplement_from == NOON


def test_the_latest_end_of_an_older_row_is_its_due_date() -> None:
    row = progress("processing", furthest=None)
    assert row.latest(object()) == row.due_at
    until = row.due_at + timedelta(days=3)
    later = events.SupplementTimeExtended(until=until, calendar="vn", version=1)
    assert (row.latest(later), progress("processing", furthest=until).latest(object())) == (until, until)
