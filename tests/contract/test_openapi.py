"""The OpenAPI documents: complete enough to write a client from, without reading the code."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import APIRouter
from jsonschema import Draft202012Validator

from shared.web.openapi import refuse_doubles
from tests.support.over import over
from tests.support.routes import CALLBACKS, EVERY, OPERATIONS, PUBLIC, SERVICES, Operation, app_of

every = over("operation", OPERATIONS)
services = over("service", SERVICES)


def told(operation: Operation) -> dict[str, Any]:
    found: dict[str, Any] = app_of(operation.service).openapi()["paths"][operation.route.path]
    said: dict[str, Any] = found[operation.method.lower()]
    return said


def parameters(operation: Operation) -> set[str]:
    return {parameter["name"] for parameter in told(operation).get("parameters", ())}


@services
def test_operation_ids_are_names_of_their_own(service: str) -> None:
    paths = app_of(service).openapi()["paths"].values()
    names = Counter(each["operationId"] for path in paths for each in path.values())
    assert set(names.values()) == {1}
    assert all(name.isidentifier() for name in names)


def test_two_routes_of_one_name_are_refused_at_start() -> None:
    first, second = APIRouter(), APIRouter(prefix="/other")
    for router in (first, second):
        router.add_api_route("/", lambda: None, name="same")
    with pytest.raises(ValueError, match="same"):
        refuse_doubles((first, second))


@every
def test_an_operation_is_described(operation: Operation) -> None:
    said = told(operation)
    assert said["tags"]
    assert len(said["summary"]) > 10, "a sentence, not a name"
    assert "\n" not in said["summary"]
    assert said["security"] == [{"HTTPBearer": []}]


@every
def test_problems_are_documented_as_problems(operation: Operation) -> None:
    answers = told(operation)["responses"]
    assert {"400", "401", "403", "422", "500", "503"} <= answers.keys()
    assert ("404" in answers) == ("{" in operation.route.path)
    for status, answer in answers.items():
        if status >= "4":
            schema = answer["content"]["application/problem+json"]["schema"]
            assert schema == {"$ref": "#/components/schemas/Problem"}
            assert answer["description"]


@every
def test_a_writing_operation_takes_a_key(operation: Operation) -> None:
    assert ("idempotency-key" in parameters(operation)) == operation.writes
    if operation.writes:
        answers = told(operation)["responses"]
        good = [answer for status, answer in answers.items() if status < "3"]
        assert all("Idempotency-Replayed" in answer["headers"] for answer in good)
        assert {"409", "413"} <= answers.keys()


#: What moves, each at its own address; a command names the revision it has seen.
ENTITIES = (
    "/v1/dossiers/",
    "/v1/tasks/",
    "/v1/cases/",
    "/v1/charges/",
    "/v1/consignments/",
    "/v1/exchanges/",
    "/v1/requests/",
    "/v1/mandates/{mandate}",
    "/v1/officers/{officer}",
)


def test_a_subject_is_read_with_its_tag() -> None:
    """Without it no command could name the revision it has seen."""
    ends = (
        "{dossier}",
        "{task}",
        "{case}",
        "{charge}",
        "{consignment}",
        "{exchange}",
        "{request}",
        "{officer}",
        "{mandate}",
    )
    reads = [
        each
        for each in OPERATIONS
        if each.method == "GET" and each.route.path.startswith(ENTITIES) and each.route.path.endswith(ends)
    ]
    assert len(reads) == len(ends)
    for operation in reads:
        assert "ETag" in told(operation)["responses"]["200"]["headers"], operation


def test_if_match_is_documented_where_it_is_wanted() -> None:
    wanted = {str(each) for each in OPERATIONS if "if-match" in parameters(each)}
    moves = {str(each) for each in OPERATIONS if each.writes and each.route.path.startswith(ENTITIES)}
    assert wanted == {move for move in moves if "/documents/" not in move}
    for operation in OPERATIONS:
        answers = told(operation)["responses"]
        assert (str(operation) in wanted) == ("428" in answers) == ("412" in answers)
        if str(operation) in wanted:
            assert "ETag" in answers["200"]["headers"]


def test_if_match_is_required_where_its_absence_is_refused() -> None:
    for operation in OPERATIONS:
        [required] = [p["required"] for p in told(operation).get("parameters", ()) if p["name"] == "if-match"] or [None]
        assert required is (True if "428" in told(operation)["responses"] else None), operation


@every
def test_what_is_read_with_a_tag_may_be_answered_unchanged(operation: Operation) -> None:
    answers = told(operation)["responses"]
    tagged = operation.method == "GET" and "ETag" in answers["200"].get("headers", {})
    assert ("if-none-match" in parameters(operation)) == ("304" in answers) == tagged
    assert not tagged or {"ETag", "API-Version"} == answers["304"]["headers"].keys()


@every
def test_no_parameter_can_be_null(operation: Operation) -> None:
    for parameter in told(operation).get("parameters", ()):
        assert "null" not in str(parameter["schema"].get("anyOf", "")), parameter


def test_tracking_takes_one_of_two_factors() -> None:
    [public] = [each for each in PUBLIC if each.route.path.startswith("/v1/tracking/")]
    [factor] = [p for p in told(public)["parameters"] if p["in"] == "query"]
    assert (factor["style"], factor["explode"], factor["required"]) == ("form", True, True)
    check = Draft202012Validator(factor["schema"])
    qr = "0" * 32
    assert [check.is_valid(given) for given in ({"phone": "1234"}, {"token": qr})] == [True, True]
    assert not any(check.is_valid(given) for given in ({}, {"phone": "12"}, {"phone": "1234", "token": qr}))


def test_a_generated_client_can_upload() -> None:
    """Most send bytes as application/octet-stream only."""
    [upload] = [each for each in OPERATIONS if each.route.name == "upload_document"]
    body = told(upload)["requestBody"]
    assert (body["required"], "application/octet-stream" in body["content"]) == (True, True)


@services
def test_the_document_says_whom_to_ask_and_which_version_it_is(service: str) -> None:
    info = app_of(service).openapi()["info"]
    assert info["contact"].keys() == {"name", "email", "url"}
    assert re.fullmatch(r"\d+\.\d+\.\d+", info["version"])


def test_what_is_created_names_its_location() -> None:
    (begins,) = (each for each in OPERATIONS if str(each) == "intake POST /v1/dossiers")
    assert {"ETag", "Location"} <= told(begins)["responses"]["201"]["headers"].keys()


def test_only_counterparts_call_without_a_token_of_ours() -> None:
    assert {str(each) for each in CALLBACKS} == {
        "intake POST /v1/callbacks/{channel}",
        "payment POST /v1/callbacks/{provider}",
        "postal POST /v1/callbacks/{carrier}",
    }
    assert not [each for each in CALLBACKS if each.roles]


@services
def test_what_asks_for_no_token_is_listed_by_hand(service: str) -> None:
    """Beside the routes that other tests walk: what is of the process, and what explains it."""
    walked = {each.route.path for each in EVERY if each.service == service}
    beside = {"/healthz", "/readyz", "/metrics", "/problems", "/problems/{kind}"}
    assert set(app_of(service).openapi()["paths"]) - walked == beside


@services
def test_the_document_is_whole(service: str) -> None:
    """Every reference leads somewhere, and every schema is one."""
    document = app_of(service).openapi()
    for reference in _references(document):
        found: Any = document
        for part in reference.removeprefix("#/").split("/"):
            found = found[part]
    for schema in document["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)


def _references(part: Any) -> list[str]:
    inside = part.values() if isinstance(part, dict) else part if isinstance(part, list) else ()
    here = [part["$ref"]] if isinstance(part, dict) and isinstance(part.get("$ref"), str) else []
    return [*here, *(found for one in inside for found in _references(one))]


DOCUMENTS = Path(__file__).parents[2] / "docs" / "openapi"


def shown(part: Any, place: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every media type of a document that has an example, with its place."""
    if isinstance(part, dict):
        if "schema" in part and "example" in part:
            yield place, part
        for name, inner in part.items():
            yield from shown(inner, f"{place}/{name}")


@services
def test_a_recorded_example_fits_its_schema(service: str) -> None:
    """A field that was added since the demo was recorded: `motcua demo --record`, then `motcua map`."""
    document = json.loads((DOCUMENTS / f"{service}.json").read_text())
    found = dict(shown(document["paths"]))
    assert len(found) > 10
    wrong = {}
    for place, media in found.items():
        validator = Draft202012Validator({**media["schema"], "components": document["components"]})
        if (error := next(validator.iter_errors(media["example"]), None)) is not None:
            wrong[place] = error.message
    assert not wrong
