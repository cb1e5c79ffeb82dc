"""Every route of every service walked as no one, in a wrong role, as another applicant, as another agency."""

from __future__ import annotations

from typing import Any

from motcua.simulation.province import Province
from motcua.stack.people import Person
from shared.web.auth import Role
from tests.integration.http.conftest import Scenario, problem_of
from tests.support import dossiers
from tests.support.over import over
from tests.support.routes import OPERATIONS, PUBLIC, SERVICES, Operation

#: What is about no one's dossier.
COMMON = ("/v1/procedures", "/v1/calendars", "/v1/agencies", "/v1/routes", "/v1/account", "/v1/mandates")


def about_a_dossier(operation: Operation) -> bool:
    """Is it for applicants and agencies, and does it not begin something of one's own?"""
    roles = operation.roles or frozenset()
    begins = operation.method == "POST" and "{" not in operation.route.path
    return bool(roles - {Role.OPERATOR, Role.SERVICE}) and not begins and not operation.route.path.startswith(COMMON)


every = over("operation", OPERATIONS)
PERSONAL = [(each, role) for each in OPERATIONS if about_a_dossier(each) for role in sorted(each.roles or ())]
ONE = [pair for pair in PERSONAL if "{" in pair[0].route.path]


@every
def test_every_route_asks_who_is_calling(operation: Operation) -> None:
    assert operation.roles, f"{operation} has no auth dependency"
    assert operation.route.path.startswith("/v1/")


def test_few_routes_ask_no_one() -> None:
    """The document lists them too: the public page, whose own tests check what else it needs, and the catalogue."""
    assert {str(each) for each in PUBLIC} == {
        "intake GET /v1/tracking/{code}",
        "intake GET /v1/procedures",
        "intake GET /v1/procedures/{code}",
        "intake GET /v1/procedures/{code}/versions/{version}",
        "intake GET /v1/places",
        "intake GET /v1/purposes",
        "intake POST /v1/token",
        "workflow POST /v1/token",
        "intake GET /v1/rights",
        "intake GET /v1/places/{code}",
        "intake GET /v1/places/{code}/versions/{version}",
        *(f"{service} GET /v1/machines" for service in SERVICES),
    }
    assert all(each.roles is None and (not each.writes or each.route.path == "/v1/token") for each in PUBLIC)


@every
async def test_no_one_is_asked_for_a_token(operation: Operation, installation: Province, scenario: Scenario) -> None:
    """What came as a token and is none is named (RFC 6750, 3.1); who sent none is asked for one."""
    wrong = 'Bearer error="invalid_token", error_description="The token is not valid."'
    for header, challenge in (
        ({}, "Bearer"),
        ({"Authorization": "Bearer nonsense"}, wrong),
        ({"Authorization": "Basic YTpi"}, "Bearer"),
    ):
        address = installation.addresses[operation.service] + operation.address(**scenario.parts)
        answer = await installation.http.request(operation.method, address, headers=header)
        assert problem_of(answer, 401).type == "/problems/unauthenticated"
        assert answer.headers["www-authenticate"] == challenge
        assert scenario.id not in answer.text.replace(answer.request.url.path, "")


@every
async def test_a_wrong_role_is_forbidden(
    operation: Operation, everybody: dict[Role, Person], scenario: Scenario
) -> None:
    assert operation.roles is not None
    for role in frozenset(Role) - operation.roles:
        answer = await everybody[role].ask(operation.method, operation.service, operation.address(**scenario.parts))
        assert problem_of(answer, 403).type == "/problems/forbidden"


BODIES: dict[str, Any] = {
    "/v1/dossiers/{dossier}/application": dossiers.application(),
    "/v1/dossiers/{dossier}/submission": {},
    "/v1/dossiers/{dossier}/supplement-request": {"components": ["TP01"]},
    "/v1/dossiers/{dossier}/refusal": {"reason": "prohibited"},
    "/v1/requests/{request}/identity": {"person": dossiers.PAPER},
    "/v1/requests/{request}/partial-grant": {"ground": "kept-by-law"},
    "/v1/requests/{request}/refusal": {"ground": "kept-by-law"},
    "/v1/tasks/{task}/completion": {"outcome": "approved"},
    "/v1/cases/{case}/supplement-request": {"components": ["TP01"]},
    "/v1/cases/{case}/stop": {"reason": "ordered-by-court"},
    "/v1/cases/{case}/apology": {"reason": "too-many", "due_at": "2030-01-01T00:00:00Z"},
}
BODIES["/v1/officers/{officer}"] = {
    "name": "Trần Thị Bình",
    "title": {"vi": "Chuyên viên", "en": "Officer"},
    "email": None,
    "telephone": None,
    "roles": [],
}
QUERIES: dict[str, Any] = {"/v1/dossiers/{dossier}/documents/{document}": {"component": "TP01", "name": "a.pdf"}}


async def sent(operation: Operation, person: Person, scenario: Scenario) -> tuple[int, str]:
    """A request that would be good, were it the right person's: status and text of the answer."""
    path = operation.route.path
    assert not operation.takes_json or path in {*BODIES, "/v1/dossiers"}, f"give {operation} a body in BODIES"
    more: dict[str, Any] = {"json": BODIES[path]} if path in BODIES else {}
    if path in QUERIES and operation.method == "PUT":
        more = {"content": dossiers.PDF, "params": QUERIES[path]}
    answer = await person.ask(
        operation.method, operation.service, operation.address(**scenario.parts), headers={"If-Match": "*"}, **more
    )
    return answer.status_code, answer.text.replace(answer.request.url.path, "")


@over("operation, role", PERSONAL)
async def test_a_stranger_finds_nothing(
    operation: Operation, role: Role, everybody: dict[Role, Person], scenario: Scenario
) -> None:
    status, text = await sent(operation, everybody[role], scenario)
    assert status == (404 if "{" in operation.route.path else 200), text
    found = [
        secret
        for secret in (scenario.id, scenario.parts["task"], scenario.document, scenario.request, *dossiers.SECRETS)
        if secret in text
    ]
    assert not found, f"{operation} told a stranger {found}"


@over("operation, role", ONE)
async def test_a_stranger_learns_not_even_that_it_is_there(
    operation: Operation, role: Role, everybody: dict[Role, Person], scenario: Scenario
) -> None:
    """What is another's is answered word for word as what is not there at all."""
    nowhere = Scenario(
        scenario.owner,
        "/v1/dossiers/" + "0" * 8 + scenario.id[8:],
        scenario.task[:-4] + "0000",
        scenario.document,
        "",
        "0" * 8 + scenario.request[8:],
    )
    assert await sent(operation, everybody[role], scenario) == await sent(operation, everybody[role], nowhere)


async def test_everybody_is_told_who_they_are(installation: Province, everybody: dict[Role, Person]) -> None:
    """In each service, with what the role may call there; agencies by their names where the directory is known."""
    for service in ("intake", "workflow", "payment"):
        me = await installation.officer("officer:desk", dossiers.DESK).get(service, "/v1/me")
        assert (me["actor"], me["role"]) == ("officer:desk", "officer")
        assert me["agency"]["id"] == dossiers.DESK
        assert me["agency"]["title"]["vi"] == "Trung tâm Phục vụ hành chính công tỉnh"
        assert "read_me" in {each["operation"] for each in me["operations"]}
    for service in SERVICES:
        me = await everybody[Role.APPLICANT].get(service, "/v1/me")
        assert (me["actor"], me["role"], me["agency"]) == ("applicant:stranger", "applicant", None)
        assert not [each for each in me["operations"] if each["path"].startswith("/v1/journal")]


async def test_a_draft_is_its_applicants_alone(installation: Province, scenario: Scenario) -> None:
    desk = installation.officer("officer:desk", dossiers.DESK)
    for path in (scenario.draft, f"{scenario.draft}/application", f"{scenario.draft}/documents"):
        assert (await scenario.owner.ask("GET", "intake", path)).status_code == 200
        problem_of(await desk.ask("GET", "intake", path), 404)


async def test_the_agencies_of_a_case_see_what_is_theirs(installation: Province, scenario: Scenario) -> None:
    """The desk that received it and the agency that decides see the case; a task only its own agency."""
    for agency, tasks in ((dossiers.DESK, 404), (dossiers.AGENCY, 200), ("H99.01", 404), ("H99", 404)):
        officer = installation.officer("officer:looks", agency)
        case = await officer.ask("GET", "workflow", f"/v1/cases/{scenario.id}")
        assert case.status_code == (200 if agency in (dossiers.DESK, dossiers.AGENCY) else 404)
        assert (await officer.ask("GET", "workflow", scenario.task)).status_code == tasks
