"""The code list of places: as many as QĐ 19/2025/QĐ-TTg has, each code one place on a day, and each old one is told."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import jsonschema_rs
import pytest

from intake.places.rules import Index, InForce, became, commune
from shared.contracts.reference import Places, schemas

FOLDER = Path(__file__).parents[3] / "deploy/data/places"
EVERY = [Places.model_validate_json(path.read_bytes()) for path in sorted(FOLDER.iterdir())]
INDEX = Index(EVERY)
MERGED = date(2025, 7, 1)
BEFORE, TODAY = MERGED - timedelta(days=1), date(2026, 11, 29)


def test_a_file_says_exactly_what_its_model_keeps() -> None:
    schema = jsonschema_rs.validator_for(schemas()["places"])
    for path, each in zip(sorted(FOLDER.iterdir()), EVERY, strict=True):
        written = json.loads(path.read_text())
        assert (each.model_dump(mode="json"), path.stem) == (written, each.code)
        schema.validate(written)


def test_there_are_as_many_as_the_decision_has() -> None:
    assert (len(EVERY), sum(len(each.communes) for each in EVERY)) == (34, 3321)
    kinds = [one.name.split()[0] for each in EVERY for one in each.communes]
    assert {kind: kinds.count(kind) for kind in set(kinds)} == {"Xã": 2621, "Phường": 687, "Đặc": 13}
    assert len({one.code for each in EVERY for one in each.formerly}) == 63


def test_a_code_is_one_place_on_a_day() -> None:
    for day in (BEFORE, MERGED):
        codes = [one.code for each in EVERY for all_ in each.by_code.values() for one in all_ if one.existed(day)]
        assert len(codes) == len(set(codes)) == {BEFORE: 10030, MERGED: 3321}[day]


def test_every_old_commune_has_become_one_that_there_is() -> None:
    for each in EVERY:
        for old in each.former:
            assert became(EVERY, old.code, BEFORE, TODAY), old


@pytest.mark.parametrize(
    ("code", "before", "today", "now"),
    [
        ("00004", "Phường Trúc Bạch", "Phường Ba Đình", ["Phường Ba Đình"]),
        ("00001", "Phường Phúc Xá", None, ["Phường Hồng Hà"]),
        ("00016", "Phường Ngọc Hà", None, ["Phường Ba Đình", "Phường Ngọc Hà"]),
        ("99999", None, None, []),
    ],
)
def test_a_code_means_something_on_a_day_only(code: str, before: str | None, today: str | None, now: list[str]) -> None:
    names = [found and found.name for found in (commune(EVERY, code, day) for day in (BEFORE, TODAY))]
    assert names == [before, today]
    assert [each.name for each in became(EVERY, code, BEFORE, TODAY)] == now
    assert [each.name for each in became(EVERY, code, TODAY, TODAY)] == ([today] if today else [])


def test_names_are_found_without_their_marks() -> None:
    def names(asked: str, day: date = TODAY, province: str | None = None) -> list[str]:
        return [each.name for each in INDEX.search(day, province, asked)]

    assert names("da nang")[0] == "Thành phố Đà Nẵng"
    assert {"Xã Đăng Hà", "Xã Đặng Sơn"} & {*names("dang", BEFORE)}
    assert "Xã Bạch Đằng" in names("dang")
    assert names("Đà nẴNG") == names("đa nang") == names(" DA   nan ")
    assert {*names("ba dinh")[:3]} == {"Xã Ba Đình", "Xã Ba Dinh", "Phường Ba Đình"}, "what begins with it comes first"
    assert names("phuc xa", BEFORE)[0] == "Phường Phúc Xá" not in names("phuc xa")
    assert {*names("ba dinh", TODAY, "38")} < {*names("ba dinh")}


def test_without_words_provinces_or_the_communes_of_one() -> None:
    assert len(INDEX.listed(TODAY, None)) == 34
    assert [each.code for each in INDEX.listed(TODAY, "96")] == [one.code for one in EVERY[-1].communes]
    assert INDEX.listed(TODAY, "02") == []


IN_FORCE = InForce({each.code: each for each in EVERY}, TODAY)


@pytest.mark.parametrize(
    ("province", "code", "field", "fault", "told"),
    [
        ("08", "00691", "", "", ""),
        ("01", "00001", "commune", "ended", "Phường Phúc Xá, Quận Ba Đình, Thành phố Hà Nội"),
        ("01", "00001", "commune", "ended", "Phường Hồng Hà (00097), Thành phố Hà Nội (01)"),
        ("01", "00016", "commune", "ended", "Phường Ba Đình (00004), Thành phố Hà Nội (01); Phường Ngọc Hà (00008)"),
        ("02", "00691", "province", "ended", "Tỉnh Tuyên Quang (08)"),
        ("01", "00691", "commune", "elsewhere", "Phường Hà Giang 2"),
        ("99", "00691", "province", "unknown", "99"),
        ("08", "99999", "commune", "unknown", "99999"),
    ],
)
def test_what_is_wrong_with_an_address_is_told(province: str, code: str, field: str, fault: str, told: str) -> None:
    found = list(IN_FORCE.faults(province, code))
    assert [(each.place, each.code) for each in found] == ([((field,), fault)] if field else [])
    assert all(told in each.en and told in each.vi for each in found), found


def test_without_a_list_no_code_is_wrong() -> None:
    assert list(InForce({}, TODAY).faults("99", "99999")) == []
