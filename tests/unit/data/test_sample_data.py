"""The sample province: every file is sound, tidy, refers to what is there; the calendar is cross-checked."""

from __future__ import annotations

import json
import unicodedata
from collections import Counter
from datetime import date
from pathlib import Path
from typing import TypeVar

import holidays
import pytest
from jsonschema import Draft202012Validator
from pydantic import BaseModel

from intake.catalogue.rules import has_a_usable_form
from shared.contracts.reference import (
    Agencies,
    Calendar,
    Competent,
    Fixed,
    Procedure,
    Receiving,
    Route,
    schemas,
)

DATA = Path(__file__).parents[3] / "deploy/data"
ROOMS: dict[str, tuple[str, type[BaseModel]]] = {
    "calendar": ("calendar", Calendar),
    "agencies": ("agencies", Agencies),
    "procedures": ("procedure", Procedure),
    "routes": ("route", Route),
}
FILES = [path for room in ROOMS for path in sorted((DATA / room).iterdir())]

M = TypeVar("M", bound=BaseModel)


def loaded(room: str, model: type[M]) -> list[M]:
    return [model.model_validate_json(path.read_bytes()) for path in sorted((DATA / room).iterdir())]


[CALENDAR] = loaded("calendar", Calendar)
[DIRECTORY] = loaded("agencies", Agencies)
ROUTES = {route.code: route for route in loaded("routes", Route)}
PROCEDURES = {procedure.code: procedure for procedure in loaded("procedures", Procedure)}


def test_every_folder_has_a_model() -> None:
    assert {path.name for path in DATA.iterdir() if path.is_dir()} == {*ROOMS, "officers", "places", "schemas"}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_file_says_exactly_what_its_model_keeps(path: Path) -> None:
    """Nothing is defaulted, tidied or dropped on the way in: what is reviewed is what is published."""
    written = json.loads(path.read_text())
    _, model = ROOMS[path.parent.name]
    assert model.model_validate(written).model_dump(mode="json") == written
    assert unicodedata.is_normalized("NFC", path.read_text())


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_file_satisfies_its_schema(path: Path) -> None:
    name, _ = ROOMS[path.parent.name]
    Draft202012Validator(schemas()[name]).validate(json.loads(path.read_text()))


@pytest.mark.parametrize("name", schemas())
def test_the_schemas_are_schemas(name: str) -> None:
    Draft202012Validator.check_schema(schemas()[name])


@pytest.mark.parametrize("procedure", PROCEDURES.values(), ids=PROCEDURES)
def test_a_form_is_a_schema_that_titles_every_answer(procedure: Procedure) -> None:
    Draft202012Validator.check_schema(procedure.form)
    answers, required = procedure.form["properties"], procedure.form["required"]
    assert isinstance(answers, dict)
    assert all(isinstance(answer, dict) and answer.get("title") for answer in answers.values())
    has_a_usable_form(procedure)
    assert isinstance(required, list)
    assert set(required) <= set(answers)


@pytest.mark.parametrize("procedure", PROCEDURES.values(), ids=PROCEDURES)
def test_route_and_agencies_exist_and_the_time_suffices(procedure: Procedure) -> None:
    route = ROUTES[procedure.route]
    assert all(route.working_hours <= each.kept.hours for each in procedure.limits)
    owners = [procedure.agency, *(step.agency for step in route.steps)]
    named = {owner.fixed for owner in owners if isinstance(owner, Fixed)}
    assert named <= {agency.id for agency in DIRECTORY.agencies}


def test_procedure_one_is_the_simplest_there_is() -> None:
    """One agency, the result handed over at the desk where the dossier was received."""
    procedure = PROCEDURES["2.000004"]
    steps = ROUTES[procedure.route].steps
    assert [(step.kind, step.role) for step in steps] == [
        ("appraise", "officer"),
        ("sign", "supervisor"),
        ("return", "officer"),
    ]
    assert [type(step.agency) for step in steps] == [Competent, Competent, Receiving]
    assert procedure.returns == ("desk",)


def test_there_are_desks_in_the_centre_and_in_the_communes() -> None:
    desks = {agency.tier for agency in DIRECTORY.agencies if agency.desk}
    assert desks == {"province", "commune"}


# The calendar against the holidays package ------------------------------------------------------------

YEARS = (2025, 2026, 2027)
# Known to us and not to the package: Friday 2 January 2026 was swapped with Saturday 10 January
# by document 12729/VPCP-KGVX of 25 December 2025.
MISSED, MISSED_WORK = {date(2026, 1, 2)}, {date(2026, 1, 10)}


def test_the_days_off_are_those_of_the_package_and_the_named_ones() -> None:
    ours = {day.date for day in CALENDAR.days_off}
    assert ours == set(holidays.country_holidays("VN", years=YEARS)) | MISSED


def test_the_days_worked_instead_are_those_of_the_package_and_the_named_ones() -> None:
    ours = {day.date for day in CALENDAR.working_days}
    package = holidays.country_holidays("VN", years=YEARS).weekend_workdays
    assert ours == {day for day in package if day.year in YEARS} | MISSED_WORK


def test_the_package_still_misses_what_we_name() -> None:
    """When this fails, the package has projected the swap and the lists above can go."""
    package = holidays.country_holidays("VN", years=YEARS)
    assert not MISSED & set(package)
    assert not MISSED_WORK & set(package.weekend_workdays)


def test_what_no_one_has_decided_yet_says_so() -> None:
    provisional = {day.date for day in CALENDAR.days_off if "(dự kiến)" in day.why.vi}
    assert provisional == {day.date for day in CALENDAR.days_off if "(provisional)" in day.why.en}
    assert {day.date for day in CALENDAR.days_off if day.date.year == 2027} <= provisional


def test_the_reasons_of_a_procedure_are_its_own() -> None:
    """Only what may happen to any application is a reason of several."""
    told = [(reason.code, reason.title.vi) for one in PROCEDURES.values() for reason in one.refusal_reasons]
    assert {code for code, times in Counter(code for code, _ in told).items() if times > 1} == {
        "not-competent",
        "not-supplied",
    }
    assert [title for _, title in told if "khuyến mại" in title or "may rủi" in title] == [
        reason.title.vi for reason in PROCEDURES["2.000004"].refusal_reasons[1:3]
    ]
