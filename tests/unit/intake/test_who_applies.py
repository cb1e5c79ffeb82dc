"""What a person writes: an applicant who can be, names and answers in one spelling."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest
from pydantic import ValidationError

from intake.applicant.models import Applicant
from intake.applicant.rules import check, contact, same
from intake.dossier import commands as ask
from intake.people.rules import told
from shared.kernel.errors import Invalid
from tests.support import dossiers
from tests.support.intake_facts import APPLICANT, ID, PLACES, applicant


@pytest.mark.parametrize(
    "changes",
    [
        {"name": " "},
        {"name": "x" * 201},
        {"name": "a\u202eb"},
        {"identity": "099176543210"},
        {"identity": {"number": "099176543210"}},
        {"identity": {"kind": "citizen-id", "number": "12345678"}},
        {"identity": {"kind": "citizen-id", "number": "٠٩٩٨٧٦٥٤٣٢١٠"}},
        {"identity": {"kind": "citizen-id", "number": "099176543210\n"}},
        {"identity": {"kind": "old-id", "number": "0123456789"}},
        {"identity": {"kind": "passport", "number": "C1234567"}},
        {"identity": {"kind": "passport", "number": "c1234567", "country": "VNM"}},
        {"identity": {"kind": "none"}},
        {"kind": "company"},
        {"born": "1976-02-30"},
        {"born": "1700-01-01"},
        {"receiver": {"name": "Ai"}},
        {"phone": "call me"},
        {"phone": "+84 199 555"},
        {"email": "a@b@c"},
        {"email": "a b@c.example"},
        {"email": "a@" + "b" * 300},
        {"address": "Số 1"},
        {"address": {"line": ""}},
        {"address": {"line": "Số 1", "province": "8"}},
        {"address": {"line": "Số 1", "commune": "691"}},
        {"id": 1},
    ],
)
def test_an_applicant_who_cannot_be(changes: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        applicant(**changes)


@pytest.mark.parametrize("phone", ["0912 345 678", "0912.345.678", "(0912) 345-678", "0912\u00a0345\u00a0678"])
def test_a_telephone_is_written_in_groups(phone: str) -> None:
    assert applicant(phone=phone).phone == "0912345678"
    assert applicant(email=" an@hoagiang.example ").email == "an@hoagiang.example"


def test_what_cannot_be_seen_in_a_name_is_named() -> None:
    with pytest.raises(ValidationError) as refused:
        applicant(name="Lê\u200b Thị")
    [error] = refused.value.errors()
    assert error["ctx"] == {
        "en": "holds a character that cannot be seen: U+200B ZERO WIDTH SPACE, character 3",
        "vi": "Có ký tự không nhìn thấy được: U+200B ZERO WIDTH SPACE, ký tự thứ 3",
    }


@pytest.mark.parametrize(
    ("name", "code"),
    [
        *(
            (name, "invisible")
            for name in ("\u3164", "\u2800", "\uffa0", "a\ufe0f", "a\u034f", "a\u180b", "a\U000e0100")
        ),
        ("a" + "\u0323" * 50, "marks"),
        ("x" * 201, "string_too_long"),
    ],
)
def test_a_name_that_no_one_can_read(name: str, code: str) -> None:
    with pytest.raises(ValidationError) as refused:
        applicant(name=name)
    assert [(error["loc"], error["type"]) for error in refused.value.errors()] == [(("person", "name"), code)]


def test_what_cannot_be_seen_in_answers_is_pointed_at() -> None:
    fine = {"long": "Ông  Lê\n\tThị\u00a0Bé\r\n", "marks": "Q\u0323\u0302", "none": None, "number": 1}
    answers = {**fine, "a": "x\u200b", "b": [{"c": "\u202ey"}], "d\u3164": 1, "e": "\u2028"}
    with pytest.raises(ValidationError) as refused:
        ask.Application.model_validate({"applicant": dossiers.applicant(), "answers": answers})
    places = [("a",), ("b", 0, "c"), ("d\u3164",), ("e",)]
    assert [error["loc"] for error in refused.value.errors()] == [("answers", *place) for place in places]
    sent = {"applicant": dossiers.applicant(), "answers": fine}
    assert ask.Application.model_validate(sent).answers == fine


def test_answers_are_composed_before_they_are_checked() -> None:
    answers = {"a": "Le\u0302", "b": ["Thi\u0323", 1, None, {"c": "e\u0302"}]}
    application = ask.Application.model_validate({"applicant": dossiers.applicant(), "answers": answers})
    assert application.answers == {"a": "L\u00ea", "b": ["Th\u1ecb", 1, None, {"c": "\u00ea"}]}
    with pytest.raises(ValidationError, match="look the same"):
        ask.Application.model_validate({"applicant": dossiers.applicant(), "answers": {"\u00ea": 1, "e\u0302": 2}})


def test_a_name_is_tidied() -> None:
    found = applicant(name="  Le\u0302  Thi\u0323 ", identity={"kind": "old-id", "number": "099176543"})
    assert contact(found).name == "L\u00ea Th\u1ecb"


# ---- what is held against who is written down

BRANCH = {"kind": "organisation", "form": "enterprise", "name": "Công ty Chè", "tax_code": "9900000001-001"}
SOMEONE = {name: dossiers.applicant()[name] for name in ("name", "identity", "phone")}
RESIDENT = SOMEONE | {"address": dossiers.home()}
COMPANY = BRANCH | {"address": dossiers.home(), "phone": "0199000001", "representative": SOMEONE}
BROTHER = RESIDENT | {"identity": {"kind": "citizen-id", "number": "099076543211"}}
CHILD = RESIDENT | {"identity": {"kind": "none", "reason": "Trẻ chưa đăng ký khai sinh"}}
FAMILY = {"kind": "group", "form": "household", "contact": RESIDENT, "others": [BROTHER, CHILD]}


def read(**whole: Any) -> Applicant:
    return APPLICANT.validate_python(whole)


def faults(now: Applicant, before: Applicant | None = None, *, posted: bool = False) -> dict[str, str]:
    """What is wrong, by place; each in both languages."""
    with suppress(Invalid):
        check("/applicant", now, PLACES, before, posted=posted)
        return {}
    with pytest.raises(Invalid) as refused:
        check("/applicant", now, PLACES, before, posted=posted)
    assert all(error.vi and error.en for error in refused.value.errors)
    return {error.pointer.removeprefix("/applicant"): error.code for error in refused.value.errors}


def test_persons_companies_and_households_apply() -> None:
    third = RESIDENT | {"identity": {"kind": "none", "reason": "Trẻ chưa đăng ký khai sinh"}}
    abroad = RESIDENT | {
        "address": {"line": "12 rue Neuve, Lyon", "abroad": True},
        "identity": {"kind": "passport", "country": "FRA", "number": "19AB12345"},
    }
    shop = {"form": "household-business", "tax_code": "099176543210"}
    for who in (
        applicant(born="1976-02-01", submitter=SOMEONE, receiver=third),
        applicant(**abroad),
        read(**COMPANY),
        read(**COMPANY | shop),
        read(**FAMILY | {"receiver": third, "others": [BROTHER, CHILD, CHILD]}),
    ):
        assert faults(who, posted=who.receiver is not None) == {}


@pytest.mark.parametrize(
    ("number", "born", "code"),
    [
        ("000176543210", None, "personal_number"),
        ("099876543210", None, "personal_number"),
        ("099176543210", "1977-01-01", "year_of_birth"),
        ("099176543210", "1986-01-01", "year_of_birth"),
        ("099276543210", "1976-01-01", "year_of_birth"),
        ("099226543210", "2026-01-01", ""),
    ],
)
def test_a_personal_number_is_one(number: str, born: str | None, code: str) -> None:
    for kind in ("citizen-id", "identity-certificate"):
        who = applicant(identity={"kind": kind, "number": number}, born=born)
        assert list(faults(who).values()) == [code] * bool(code)


def test_every_fault_is_told_at_its_place() -> None:
    bad = {"identity": {"kind": "old-id", "number": "123456789"}, "address": {"line": "Số 1"}}
    assert faults(applicant(**bad, submitter=SOMEONE | {"identity": bad["identity"]})) == {
        "/identity/kind": "ended",
        "/address/province": "missing",
        "/address/commune": "missing",
        "/submitter/identity/kind": "ended",
    }
    family = FAMILY | {"others": [CHILD, RESIDENT | bad]}
    assert list(faults(read(**family))) == [
        "/others/1/identity/kind",
        "/others/1/address/province",
        "/others/1/address/commune",
    ]
    assert faults(read(**COMPANY | {"tax_code": "099176543210"})) == {"/tax_code": "tax_code"}
    assert faults(read(**COMPANY | {"form": "household-business"})) == {"/tax_code": "tax_code"}
    shop = COMPANY | {"form": "household-business", "tax_code": "000176543210"}
    assert faults(read(**shop)) == {"/tax_code": "personal_number"}, "it is that of its owner"
    assert faults(read(**FAMILY | {"others": [BROTHER, CHILD, RESIDENT]})) == {"/others/2/identity": "twice"}
    assert faults(applicant(born="2076-01-01", identity={"kind": "none", "reason": "Mất"})) == {"/born": "future"}
    abroad = read(**COMPANY | {"address": {"line": "Lyon", "abroad": True}})
    assert faults(abroad, posted=True) == {"/address/abroad": "abroad"}


def test_what_stood_there_before_may_stay() -> None:
    later = {"born": "2076-01-01", "identity": {"kind": "none", "reason": "Mất"}}
    assert faults(applicant(**later, phone="0199000002"), applicant(**later)) == {}
    old = {"identity": {"kind": "old-id", "number": "123456789"}, "address": {"line": "Số 1"}}
    assert faults(applicant(**old, phone="0199000002"), applicant(**old)) == {}
    other = old | {"identity": {"kind": "old-id", "number": "123456780"}}
    assert faults(applicant(**other), applicant(**old)) == {"/identity/kind": "ended"}


def test_who_applies_is_the_same_however_they_are_reached() -> None:
    assert same(applicant(), applicant(phone="0199000002", receiver=RESIDENT))
    assert same(read(**COMPANY), read(**COMPANY | {"representative": SOMEONE | {"name": "Người Mới"}}))
    assert not same(read(**COMPANY), read(**COMPANY | {"tax_code": "9900000002"}))
    assert not same(read(**FAMILY), read(**FAMILY | {"others": [BROTHER]}))
    assert not same(applicant(), read(**FAMILY))


# ---- what other services are told of them


def test_what_other_services_are_told() -> None:
    third = RESIDENT | {"name": "Người Nhận", "address": dossiers.home("Nơi nhận")}
    one = told(ID, applicant(receiver=third))
    assert (one.kind, one.number, one.address.commune) == ("person", "099176543210", "07210")
    assert (one.receiver.name, one.receiver.address.line) == ("Người Nhận", "Nơi nhận")
    company = told(ID, read(**COMPANY))
    assert (company.form, company.number, company.identities) == ("enterprise", "9900000001-001", [])
    assert company.receiver.name == "Công ty Chè"
    assert [each.kind for each in told(ID, read(**FAMILY)).identities] == ["citizen-id"] * 2
    nobody = told(ID, applicant(identity={"kind": "none", "reason": "Chưa có"}))
    assert (nobody.number, nobody.identities) == ("", [])
