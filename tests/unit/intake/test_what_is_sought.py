"""The words that a dossier is found by, how they are kept, and what is no search."""

from __future__ import annotations

import re

import pytest
from pydantic import SecretStr, TypeAdapter

from intake.applicant.models import Applicant
from intake.applicant.proof import Pepper
from intake.search.models import Search
from intake.search.rules import sought
from intake.word.rules import kept, words_of
from shared.kernel.errors import Invalid
from tests.support.dossiers import applicant

PEPPER = Pepper(SecretStr("of a test"))
HOME = {"line": "Số 1", "province": "24", "commune": "24001"}
ONE = {"identity": {"kind": "citizen-id", "number": "079185010203"}, "phone": "0912000001", "address": HOME}


def words(**who: object) -> set[tuple[str, str]]:
    read: Applicant = TypeAdapter(Applicant).validate_python(who)
    return words_of(read, "1.000001") - {("procedure", "1.000001")}


def test_a_person_is_found_by_whole_words_without_marks() -> None:
    assert words(kind="person", name="Đặng Thị H'Ươn Y-Bih", **ONE) == {
        *(("name", word) for word in ("dang", "thi", "h", "uon", "y", "bih")),
        ("identity", "079185010203"),
        ("telephone", "0912000001"),
    }


def test_an_organisation_and_several_persons_are_found_by_each_of_them() -> None:
    who = {name: ONE[name] for name in ("identity", "phone")} | {"name": "Lê An"}
    own = {"form": "enterprise", "name": "Công ty Sen", "tax_code": "0101234567", "phone": "0240000001"}
    found = words(kind="organisation", address=HOME, representative=who, **own)
    assert found >= {("identity", "0101234567"), ("telephone", "0240000001"), ("telephone", "0912000001")}
    assert found >= {("name", "sen"), ("name", "cong"), ("name", "an"), ("identity", "079185010203")}
    other = ONE | {"name": "Lê Bình", "identity": {"kind": "none", "reason": "Chưa có số"}}
    group = words(kind="group", form="household", contact=ONE | {"name": "Lê An"}, others=[other])
    assert group == {
        *(("name", word) for word in ("le", "an", "binh")),
        ("identity", "079185010203"),
        ("telephone", "0912000001"),
    }


def test_a_word_is_another_one_for_each_agency_and_pepper() -> None:
    (one,), (again,) = kept([("name", "an")], "H99", PEPPER), kept([("name", "an")], "H99", PEPPER)
    assert one == again
    assert -(2**63) <= one < 2**63
    others = (kept([("name", "an")], "H98", PEPPER), kept([("identity", "an")], "H99", PEPPER))
    assert one not in (*others[0], *others[1], *kept([("name", "an")], "H99", Pepper(SecretStr("another"))))


@pytest.mark.parametrize(
    ("asked", "place"),
    [
        ({}, ""),
        ({"procedure": "1.000001"}, ""),
        ({"name": "…"}, ""),
        ({"name": "Y"}, "/name"),
        ({"name": "y h"}, "/name"),
    ],
)
def test_what_would_find_too_much_is_no_search(asked: dict[str, str], place: str) -> None:
    with pytest.raises(Invalid) as refused:
        sought(Search.model_validate(asked))
    assert [error.pointer for error in refused.value.errors] == [place]


def test_what_is_typed_is_looked_for_as_it_is_kept() -> None:
    typed = {"identity": " b 123 4567", "telephone": "0912.000.001", "name": "ĐẶNG Y"}
    assert sought(Search.model_validate(typed)) == [
        ("name", "dang"),
        ("name", "y"),
        ("identity", "B1234567"),
        ("telephone", "0912000001"),
    ]
    assert sought(Search(code="H99-1", name="y")) == [("name", "y")]
    assert re.fullmatch("[a-z]+", sought(Search.model_validate({"name": applicant()["name"]}))[0][1])
