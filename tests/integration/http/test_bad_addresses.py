"""Paths, queries and headers that make no sense are problems, or harmless."""

from __future__ import annotations

from typing import Any

import pytest

from motcua.simulation.province import Province
from shared.web.asked import parameters
from shared.web.auth import Role
from tests.integration.http.conftest import Scenario, problem_of
from tests.support import dossiers
from tests.support.routes import OPERATIONS, Operation

WRONG_PARTS = (
    "nonsense",
    "0",
    "-1",
    "%00",
    "a%00b",
    "..%2f..",
    "%ff%fe",
    "9" * 400,
    "%F0%9F%92%A9",
    "'--",
    "%E2%80%AE",
)


@pytest.mark.parametrize("operation", [each for each in OPERATIONS if "{" in each.route.path], ids=str)
async def test_a_path_that_leads_nowhere(operation: Operation, installation: Province, scenario: Scenario) -> None:
    assert operation.roles is not None
    for wrong in WRONG_PARTS:
        for part in operation.route.param_convertors:
            address = operation.address(**scenario.parts | {part: wrong})
            person = (
                scenario.owner
                if Role.APPLICANT in operation.roles
                else installation.officer("officer:x", dossiers.AGENCY)
            )
            person = installation.operator if operation.roles <= {Role.OPERATOR, Role.SERVICE} else person
            answer = await person.ask(operation.method, operation.service, address, headers={"If-Match": "*"})
            problem_of(answer, 400, 403, 404, 405, 422)


WRONG_QUERIES = (
    "",
    "x",
    "-1",
    "0",
    "1e3",
    "99999999999999999999",
    "%00",
    "\0",
    "' or 1=1",
    "9" * 300,
    "﷽" * 30,
)
QUERIED = [each for each in OPERATIONS if each.method == "GET" and each.route.dependant.query_params]


@pytest.mark.parametrize("operation", QUERIED, ids=str)
async def test_a_query_that_makes_no_sense(operation: Operation, installation: Province, scenario: Scenario) -> None:
    """Either it is a problem that names the parameter, or it is harmless and finds nothing it should not."""
    assert operation.roles is not None
    person = (
        scenario.owner if Role.APPLICANT in operation.roles else installation.officer("officer:x", dossiers.ELSEWHERE)
    )
    person = installation.operator if Role.OPERATOR in operation.roles else person
    for name in parameters(operation.route.dependant):
        for wrong in WRONG_QUERIES:
            params = {name: wrong}
            answer = await person.ask("GET", operation.service, operation.address(**scenario.parts), params=params)
            if answer.status_code != 200:
                problem = problem_of(answer, 404, 422)
                pointers = [error.pointer for error in problem.errors or ()]
                assert pointers in ([f"?{name}"], []), pointers


async def test_a_limit_beyond_what_is_served(installation: Province, scenario: Scenario) -> None:
    for limit in (0, 201, 10**9):
        answer = await scenario.owner.ask("GET", "intake", "/v1/dossiers", params={"limit": limit})
        assert [error.pointer for error in problem_of(answer, 422).errors or ()] == ["?limit"]


async def test_an_address_has_one_form(installation: Province, scenario: Scenario) -> None:
    """No redirect that would carry a token to whatever Host was claimed."""
    answer = await scenario.owner.ask("GET", "intake", "/v1/dossiers/", headers={"Host": "elsewhere.example"})
    problem_of(answer, 404)


async def test_headers_that_make_no_sense(installation: Province, scenario: Scenario) -> None:
    headers: Any
    for headers in (
        {"Idempotency-Key": ""},
        {"Idempotency-Key": "k" * 201},
        {"If-Match": "x" * 201},
        {"X-Correlation-Id": "'; drop table journal"},
        {"traceparent": "00-x"},
        {"If-Match": "\u00e9".encode("latin-1")},
        {"Accept-Language": "xx;q=nan," * 50},
    ):
        answer = await scenario.owner.ask("POST", "intake", f"{scenario.draft}/submission", headers=headers)
        problem_of(answer, 412, 422, 428)
