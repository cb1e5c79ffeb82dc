"""Which factor opens the public page, and that its words are total."""

from __future__ import annotations

import pytest

from intake.dossier.handlers import ON_THE_WAY, STAGES
from intake.dossier.names import NAMES
from intake.tracking import rules
from intake.tracking.rules import NO_PHONE, NO_TOKEN, knows
from intake.tracking.views import Past, events, happenings
from motcua.generate.map import events_of
from shared.contracts.names import Name
from shared.contracts.personal import ERASURES, REQUESTS
from shared.reference.officers import Called
from tests.support.intake_facts import NOON

PHONE, TOKEN = "5777", "0123456789abcdef" * 2


@pytest.mark.parametrize(
    ("phone", "token", "right"),
    [
        (PHONE, None, True),
        (None, TOKEN, True),
        ("5778", None, False),
        (None, TOKEN[::-1], False),
        (TOKEN, PHONE, False),
        ("", "", False),
        (None, None, False),
    ],
)
def test_either_factor_opens(phone: str | None, token: str | None, right: bool) -> None:
    assert knows(phone, token, PHONE, TOKEN) is right


@pytest.mark.parametrize("kept", [None, ""])
@pytest.mark.parametrize(("phone", "token"), [(None, None), ("", ""), (NO_PHONE, NO_TOKEN), (PHONE, TOKEN)])
def test_what_is_not_kept_is_never_right(phone: str | None, token: str | None, kept: str | None) -> None:
    assert knows(phone, token, kept, kept) is False


ROW = {"event": "DossierAccepted", "at": NOON, "agency": "H99.15", "actor": "officer:one", "role": "officer"}
KNOWN = {"H99.15": {"vi": "Phường Bến Thuyền", "en": "Bến Thuyền Ward"}}


CALLED = {("officer:one", NOON): Called(NOON, "Lê Thị Hoa", Name("Chuyên viên", "Officer"))}


def test_the_subject_of_who_acted_is_told_to_officers_only() -> None:
    [told] = happenings(Past([ROW], KNOWN), CALLED, actors=False)
    assert (told.agency and told.agency.title.vi, told.actor, told.role) == ("Phường Bến Thuyền", None, None)
    assert told.title.vi == "Tiếp nhận hồ sơ, hẹn trả kết quả"
    [told] = happenings(Past([ROW], {}), CALLED, actors=True)
    assert (told.agency and told.agency.title.en, told.actor, told.role) == ("H99.15", "officer:one", "officer")
    [told] = happenings(Past([ROW | {"agency": None}], KNOWN), CALLED, actors=True)
    assert (told.agency, told.officer) == (None, None), "the applicant acted, or time passed"


def test_an_officer_is_named_to_everybody_and_who_is_not_known_is_not() -> None:
    [told] = events(Past([ROW], KNOWN), CALLED)
    assert told.officer
    assert (told.officer.name, told.officer.title.vi) == ("Lê Thị Hoa", "Chuyên viên")
    assert Past([ROW, ROW | {"agency": None}], {}).acts == [("officer:one", NOON)]
    [told] = events(Past([ROW], KNOWN), {})
    assert (told.officer, told.agency and told.agency.id) == (None, "H99.15")


def test_every_event_kept_has_words() -> None:
    names = (kind.__name__ for kind in events_of("intake"))
    own = {name for name in names if not name.endswith("Published") and not name.startswith("Notice")}
    incoming = {kind.__name__ for kind in (*STAGES, *ON_THE_WAY)}
    own -= {kind.__name__ for kind in (*REQUESTS, *ERASURES)}  # of no dossier
    own = {each for each in own if not each.startswith("Mandate")}  # of no dossier
    assert rules.HISTORY.keys() == own | incoming, "notices tell of the others"
    assert {stage for stage in STAGES.values() if stage} | {"accepted"} == rules.STAGES.keys()


def test_what_is_only_ordered_is_not_told_as_handed_over() -> None:
    assert rules.HISTORY["ConsignmentCreated"].vi == "Đã đăng ký gửi kết quả qua bưu chính"


def test_a_supplement_says_nothing_of_the_time_limit_that_one_procedure_does_not_do() -> None:
    """For some the time limit is suspended, for others it begins anew; it is not counted meanwhile in both."""
    assert "tạm dừng" not in rules.HISTORY["SupplementRequested"].vi


def test_a_stage_is_called_as_its_state_is() -> None:
    assert rules.STAGES["accepted"] == NAMES.states["accepted"].title
    assert rules.STAGES["decided"].vi == "Đã có kết quả, chờ trả kết quả"


@pytest.mark.parametrize(
    ("typed", "digits"),
    [("5678", "5678"), (" 56 78 ", "5678"), ("0912.345.678", "5678"), ("+84 912 345 678", "5678"), ("567", "567")],
)
def test_the_last_four_digits_are_read_off_what_a_person_types(typed: str, digits: str) -> None:
    assert rules.last_four(typed) == digits
