"""What a person writes: an applicant who can be, names and answers in one spelling."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from intake.dossier import commands as ask
from tests.support import dossiers


@pytest.mark.parametrize(
    "changes",
    [
        {"name": " "},
        {"name": "x" * 201},
        {"name": "a\u202eb"},
        {"identity": "12345678"},
        {"identity": "0123456789"},
        {"identity": "٠٩٩٨٧٦٥٤٣٢١٠"},
        {"identity": "099876543210\n"},
        {"phone": "call me"},
        {"phone": "+84 199 555"},
        {"email": "a@b@c"},
        {"email": "a b@c.example"},
        {"email": "a@" + "b" * 300},
        {"address": ""},
        {"id": 1},
    ],
)
def test_an_applicant_who_cannot_be(changes: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        ask.Applicant.model_validate(dossiers.applicant(**changes))


@pytest.mark.parametrize("phone", ["0912 345 678", "0912.345.678", "(0912) 345-678", "0912\u00a0345\u00a0678"])
def test_a_telephone_is_written_in_groups(phone: str) -> None:
    assert ask.Applicant.model_validate(dossiers.applicant(phone=phone)).phone == "0912345678"


def test_what_cannot_be_seen_in_a_name_is_named() -> None:
    with pytest.raises(ValidationError) as refused:
        ask.Applicant.model_validate(dossiers.applicant(name="Lê\u200b Thị"))
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
        ask.Applicant.model_validate(dossiers.applicant(name=name))
    assert [(error["loc"], error["type"]) for error in refused.value.errors()] == [(("name",), code)]


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
    found = ask.Applicant.model_validate(dossiers.applicant(name="  Le\u0302  Thi\u0323 ", identity="099876543"))
    assert found.name == "L\u00ea Th\u1ecb"
