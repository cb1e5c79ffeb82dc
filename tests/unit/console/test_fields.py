"""A JSON Schema as a form, and a filled form as the value that it describes."""

from __future__ import annotations

from typing import Any

import pytest

from motcua_console.public.applicants import KINDS, applying
from motcua_console.public.draft import page_of
from motcua_console.public.fields import NOTHING, changed, draw, leaves, value_of

SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["name", "year", "home"],
    "properties": {
        "name": {"type": "string", "title": "Tên", "x-title-en": "Name", "maxLength": 100},
        "year": {"type": "integer", "title": "Năm"},
        "area": {"type": "number"},
        "born": {"type": "string", "format": "date"},
        "why": {"type": "string", "maxLength": 1000, "description": "Nêu rõ"},
        "kind": {"enum": ["a", "b"]},
        "way": {"oneOf": [{"const": str(n), "title": f"Cách {n}"} for n in range(6)]},
        "sure": {"type": "boolean", "const": True},
        "new": {"type": "boolean"},
        "tags": {"type": "array", "items": {"enum": ["x", "y"]}},
        "home": {"type": "object", "properties": {"line": {"type": "string"}}},
        "people": {
            "type": "array",
            "items": {"type": "object", "properties": {"name": {"type": "string"}, "a/b": {"type": "string"}}},
        },
    },
}


def test_each_kind_of_value_has_its_field_in_the_order_of_the_schema() -> None:
    drawn = draw(SCHEMA, "/answers", {"people": [{"name": "Bình"}, {}]})
    assert [(each["name"].removeprefix("/answers/"), each["widget"]) for each in drawn["fields"]] == [
        ("name", "text"),
        ("year", "integer"),
        ("area", "number"),
        ("born", "date"),
        ("why", "area"),
        ("kind", "radio"),
        ("way", "select"),
        ("sure", "check"),
        ("new", "yes-no"),
        ("tags", "checks"),
        ("home", "object"),
        ("people", "list"),
    ]
    assert [each["name"] for each in leaves(drawn["fields"][-1])] == [
        f"/answers/people/{number}/{name}" for number in (0, 1) for name in ("name", "a~1b")
    ]
    assert drawn["fields"][0]["title"] == {"vi": "Tên", "en": "Name"}
    assert drawn["fields"][4]["help"] == {"vi": "Nêu rõ", "en": "Nêu rõ"}
    assert [each["required"] for each in drawn["fields"][:3]] == [True, True, False]


def test_what_was_filled_in_is_the_value_and_what_was_left_empty_is_left_out() -> None:
    told = {
        "/a/name": " Bình ",
        "/a/year": "1990",
        "/a/area": "12,5",
        "/a/why": "a\r\nb",
        "/a/kind": "",
        "/a/sure": "true",
        "/a/new": "false",
        "/a/tags": "x",
        "/a/people/0/name": "",
        "/a/people/3/name": "An",
        "/a/people/10/a~1b": "c",
        "/a/people/x/name": "nobody",
        "/elsewhere": "1",
    }
    assert value_of(SCHEMA, "/a", told) == {
        "name": "Bình",
        "year": 1990,
        "area": 12.5,
        "why": "a\nb",
        "sure": True,
        "new": False,
        "tags": ["x"],
        "home": {},
        "people": [{"name": "An"}, {"a/b": "c"}],
    }
    assert value_of(SCHEMA, "/a", {}) is NOTHING


@pytest.mark.parametrize(
    ("text", "value"),
    [("1.000.000", 1_000_000), ("-3", -3), ("nhiều", "nhiều"), ("1.5", "1.5"), ("9" * 40, "9" * 40)],
)
def test_a_number_is_read_as_people_write_it_and_what_is_none_is_left_to_the_service(text: str, value: Any) -> None:
    assert value_of(SCHEMA, "", {"/year": text})["year"] == value


def test_rows_come_and_go() -> None:
    value: dict[str, Any] = {"people": [{"name": "An"}]}
    assert changed(value, "/a", "add:/a/people", {"/a/people/0/name": "An"})
    assert value["people"] == [{"name": "An"}, {}]
    assert changed(value, "/a", "drop:/a/people/0", {})
    assert value["people"] == [{}]
    for hostile in ("drop:/a/people/9", "drop:/a/none/0", "drop:/a/people/-1", "add:/a/people/0/x/y", "add:"):
        assert changed(value, "/a", hostile, {})
    assert value["people"][0] == {}
    assert not changed(value, "/a", "next", {})


def test_members_of_a_household_live_together() -> None:
    told = {"/applicant/contact/name": "An", "/applicant/contact/address/line": "1", "/applicant/others/0/name": "Bo"}
    found = applying("group", value_of(KINDS["group"], "/applicant", told))
    assert found["form"] == "household"
    assert found["others"][0]["address"] == found["contact"]["address"] == {"line": "1"}


def test_what_is_wrong_is_mended_on_its_page() -> None:
    assert page_of("/answers/copies") == "form#/answers/copies"
    assert page_of("/documents/TP01") == "papers#paper-TP01"
    assert page_of("/applicant/phone") == "applicant#/applicant/phone"
    assert page_of("") == page_of("/channel") == "check"
