"""Schemathesis against every route of every service: what the document promises is kept, whatever is sent.

Bounded and without randomness, so that a red run is red again. The clock and the catalogue are the whole
system's: nothing sound is sent to the catalogue from here, and nothing at all to the clock (what is wrong only in its
headers may still be a sound body, and moved an installation by years).
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from functools import cache
from typing import Any

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode, checks
from schemathesis.specs.openapi import checks as openapi

from motcua.simulation.province import Province
from shared.web.auth import Role
from tests.integration.http.conftest import Scenario
from tests.support import dossiers
from tests.support.routes import EVERY, SERVICES, Operation, app_of

EXAMPLES = 4
CLOCK = "/v1/clock"
SHARED = ("/v1/agencies", "/v1/calendars", "/v1/procedures", "/v1/routes")
CHECKS = [
    checks.not_a_server_error,
    openapi.status_code_conformance,
    openapi.content_type_conformance,
    openapi.response_schema_conformance,
    openapi.response_headers_conformance,
]
bounded = settings(
    max_examples=EXAMPLES,
    deadline=None,
    database=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@cache  # made by the worker that runs these tests, and not wherever they are collected
def schema_of(service: str) -> Any:
    return schemathesis.openapi.from_dict(app_of(service).openapi())


@pytest.fixture(scope="module", autouse=True)
async def catalogue(installation: Province) -> AsyncIterator[None]:
    """What is sent there is all unsound, and so nothing may be published by it."""

    async def known() -> list[Any]:
        lists = [await installation.operator.get(service, "/v1/reference") for service in SERVICES]
        return [[each for each in kept if each["kind"] != "places"] for kept in lists]  # a list of places may be sound

    before = await known()
    yield
    assert await known() == before


@pytest.fixture(scope="module")
def http() -> Iterator[requests.Session]:
    with requests.Session() as session:
        session.trust_env = False
        yield session


def token(operation: Operation, installation: Province, scenario: Scenario) -> str:
    """Of someone who may; where an applicant may, the one to whom the dossiers of the tests belong."""
    if operation.public or operation.roles is None:
        return ""
    if Role.APPLICANT in operation.roles and Role.OPERATOR not in operation.roles:
        return scenario.owner.token
    role = Role.OPERATOR if Role.OPERATOR in operation.roles else min(operation.roles)
    agency = dossiers.DESK if operation.service == "intake" else dossiers.AGENCY
    return installation.person("fuzz", role, None if role is Role.OPERATOR else agency).token


def may_be(operation: Operation, mode: GenerationMode) -> bool:
    """Is there something to be wrong about, and is what is sound harmless?"""
    if operation.writes and operation.route.path == CLOCK:
        return False
    if mode is GenerationMode.NEGATIVE:
        return bool(operation.route.dependant.query_params or operation.takes_json)
    return not (operation.writes and operation.route.path.startswith(SHARED))


MODES = [(each, mode) for each in EVERY for mode in GenerationMode if may_be(each, mode)]


@pytest.mark.parametrize(("operation", "mode"), MODES, ids=str)
def test_the_document_is_kept(
    operation: Operation, mode: GenerationMode, installation: Province, scenario: Scenario, http: requests.Session
) -> None:
    headers = {"Authorization": f"Bearer {token(operation, installation, scenario)}"}
    documented = schema_of(operation.service)[operation.route.path][operation.method]

    @bounded
    @given(documented.as_strategy(generation_mode=mode))
    def send(case: schemathesis.Case[Any]) -> None:
        case.path_parameters |= {name: scenario.parts[name] for name in case.path_parameters if name in scenario.parts}
        answer = case.call(base_url=installation.addresses[operation.service], session=http, headers=headers)
        case.validate_response(answer, checks=CHECKS)

    send()
