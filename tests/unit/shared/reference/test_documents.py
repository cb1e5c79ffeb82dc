"""Reference documents: sound ones pass unchanged, unsound ones are refused with a sentence that helps."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel, TypeAdapter, ValidationError

from shared.contracts.reference import Agencies, Calendar, Places, Procedure, Route, Text, schemas
from shared.contracts.reference.words import AgencyId, ProcedureCode, SectorCode
from tests.support.reference import (
    OFFICE,
    Document,
    agencies,
    agency,
    calendar,
    day,
    places,
    procedure,
    refusal,
    route,
)

SCHEMAS = Path(__file__).parents[4] / "deploy/data/schemas"

SOUND = [
    (Calendar, calendar()),
    (Agencies, agencies(agency("H99"), agency("H99.15", "H99"), agency("000.00.15.H43"))),
    (Route, route()),
    (Procedure, procedure()),
    (Places, places()),
]


@pytest.mark.parametrize(("model", "document"), SOUND)
def test_a_sound_document_passes_and_comes_back_as_it_was(model: type[BaseModel], document: Document) -> None:
    kept = model.model_validate(document)
    assert document.items() <= kept.model_dump(mode="json").items()
    assert model.model_validate_json(kept.model_dump_json()) == kept


@pytest.mark.parametrize(("model", "document"), SOUND)
def test_documents_are_closed_and_frozen(model: type[BaseModel], document: Document) -> None:
    assert "Extra inputs" in refusal(model, {**document, "version": 2})
    with pytest.raises(ValidationError, match="frozen"):
        model.model_validate(document).code = "other"  # type: ignore[attr-defined]


def test_a_warning_is_a_day_ahead_unless_said_otherwise() -> None:
    assert Procedure.model_validate(procedure()).warning_hours == 8


CALENDAR: list[tuple[Document, str]] = [
    ({"zone": "Asia/Hanoi"}, "Asia/Hanoi is not a time zone"),
    ({"zone": "../etc"}, "../etc is not a time zone"),
    ({"hours": {}}, "no weekday has opening hours"),
    ({"hours": {"monday": [], "friday": []}}, "no weekday has opening hours"),
    ({"hours": {"someday": OFFICE}}, "someday"),
    ({"hours": {"monday": OFFICE[::-1]}}, "07:00 does not come after 17:00"),
    ({"hours": {"monday": [{"from": "09:00", "to": "09:00"}]}}, "09:00 does not come after 09:00"),
    ({"hours": {"monday": [*OFFICE, {"from": "16:00", "to": "18:00"}]}}, "16:00 does not come after 17:00"),
    ({"hours": {"monday": [{"from": "7:00", "to": "24:00"}]}}, "should match pattern"),
    ({"last_year": 2025}, "the last year, 2025, is before the first, 2026"),
    ({"last_year": 2027}, "2027 has no day off"),
    ({"days_off": [day("2026-01-02"), day("2025-12-31")]}, "2025-12-31 is outside the years covered"),
    ({"working_days": [day("2027-01-09", instead_of="2026-01-02")]}, "2027-01-09 is outside the years"),
    ({"days_off": [day("2026-01-02"), day("2026-01-02")]}, "the day off 2026-01-02 is listed twice"),
    (
        {"working_days": [day("2026-01-10", instead_of="2026-01-02")] * 2},
        "the working day 2026-01-10 is listed twice",
    ),
    ({"days_off": [day("2026-01-02"), day("2026-01-10")]}, "2026-01-10 is both off and worked"),
    ({"working_days": [day("2026-01-12", instead_of="2026-01-02")]}, "2026-01-12 is a monday, worked anyway"),
    ({"working_days": [day("2026-01-10", instead_of="2026-01-05")]}, "2026-01-05, which is not off"),
    ({"working_days": [day("2026-01-10", instead_of="2026-01-03")]}, "a saturday without hours"),
]


@pytest.mark.parametrize(("changes", "why"), CALENDAR)
def test_an_unsound_calendar(changes: Document, why: str) -> None:
    assert why in refusal(Calendar, calendar(**changes))


def test_a_swap_may_reach_over_new_year() -> None:
    Calendar.model_validate(calendar(working_days=[day("2026-01-10", instead_of="2025-12-31")]))


AGENCIES: list[tuple[list[Document], str]] = [
    ([], "at least 1 item"),
    ([agency("H99"), agency("H99")], "H99 is listed twice"),
    ([agency("H99.15", "H99")], "H99.15 is under H99, which is not listed"),
    ([agency("H99", "H99")], "H99 is under itself"),
    ([agency("H99", "H99.1"), agency("H99.1", "H99")], "H99 is under itself; H99.1 is under itself"),
    ([agency("H99"), agency("h99.1", "H99")], "should match pattern"),
]


@pytest.mark.parametrize(("listed", "why"), AGENCIES)
def test_an_unsound_directory(listed: list[Document], why: str) -> None:
    assert why in refusal(Agencies, agencies(*listed))


OLD: Document = places()["former"][0]
PLACES: list[tuple[Document, str]] = [
    ({"code": "1"}, "should match pattern"),
    ({"communes": []}, "at least 1 item"),
    ({"communes": [*places()["communes"], places()["communes"][0]]}, "00001 is listed twice"),
    ({"communes": [{**places()["communes"][0], "name": "Xa\u0303 1"}]}, "should match pattern"),
    ({"communes": [{**places()["communes"][0], "more": 1}]}, "Unexpected keyword"),
    ({"former": [{**OLD, "since": "2025-07-01"}]}, "00004 ends before it begins"),
    ({"former": [{**OLD, "became": ["00002"]}]}, "00004 became 00002, which is not listed on that day"),
    ({"former": [{**OLD, "became": []}]}, "at least 1 item"),
]


@pytest.mark.parametrize(("changes", "why"), PLACES)
def test_an_unsound_list_of_places(changes: Document, why: str) -> None:
    assert why in refusal(Places, places(**changes))


def test_below_a_circle_is_not_in_it() -> None:
    circle = [agency("H99", "H99.1"), agency("H99.1", "H99"), agency("H99.2", "H99")]
    assert "H99.2" not in refusal(Agencies, agencies(*circle)).split("[type")[0]


def test_texts_are_tidied() -> None:
    decomposed = unicodedata.normalize("NFD", " Trả  kết\u00a0quả\n")
    assert Text(vi=decomposed, en="x").vi == "Trả kết quả"
    assert Text(vi=unicodedata.normalize("NFD", "ế" * 500), en="x").vi == "ế" * 500


@pytest.mark.parametrize("words", ["", "  ", "x" * 501, "a\x00b", "a\u202eb", "a\u200bb"])
def test_texts_that_cannot_be_read_are_refused(words: str) -> None:
    refusal(Text, {"vi": words, "en": "x"})


CODES: list[tuple[Any, list[str], list[str]]] = [
    (
        AgencyId,
        ["H99", "H99.15", "G22.99.001", "A00.ZZ", "000.00.00.G22", "000.00.01.H22"],
        ["", "h99", "Z29", "H2", "H99.", "H99..1", "H99-15", "H99.15\n", "000.00.G22", "H99" + ".123456" * 5],
    ),
    (
        ProcedureCode,
        ["1.012766", "2.002492", "3.000181.000.00.00.H22"],
        ["1.01276", "01.012766", "1.012766.", "1.012766-H22", "1.012766\n"],
    ),
    (SectorCode, ["G03-GD10", "G02-XT01"], ["G03", "g03-GD10", "G03_GD10"]),
]


@pytest.mark.parametrize(("kind", "good", "bad"), CODES)
def test_codes(kind: Any, good: list[str], bad: list[str]) -> None:
    accepts: Callable[[str], object] = TypeAdapter(kind).validate_python
    assert [accepts(code) for code in good] == good
    for code in bad:
        with pytest.raises(ValidationError):
            accepts(code)


def test_the_schemas_checked_in_are_those_of_the_models() -> None:
    checked_in = {path.stem: json.loads(path.read_text()) for path in SCHEMAS.glob("*.json")}
    assert checked_in == schemas()
