"""A route is open to the roles in its signature and to no others."""

from collections.abc import Iterator
from typing import Annotated, Any

import pytest
from fastapi import Depends, Request
from fastapi.testclient import TestClient

from shared.web import problems
from shared.web.auth import By, Caller, Gate, Role, by
from shared.web.parts import App
from tests.support.tokens import token

Staff = Annotated[Caller, Depends(by(Role.OFFICER, Role.SUPERVISOR))]


@pytest.fixture(scope="module")
def client(gate: Gate) -> Iterator[TestClient]:
    app = App()
    problems.install(app)
    app[Gate] = gate

    @app.get("/desk")
    def desk(who: Staff, request: Request) -> dict[str, Any]:
        kept: Caller = request.state.caller
        return {"subject": who.subject, "role": who.role, "agency": who.agency, "kept": kept == who}

    with TestClient(app) as client:
        yield client


@pytest.mark.parametrize(
    ("role", "status"),
    [("officer", 200), ("supervisor", 200), ("operator", 403), ("applicant", 403), ("service", 403)],
)
def test_a_route_is_open_to_its_roles_only(client: TestClient, role: str, status: int) -> None:
    bearer = token(role=role, agency="H99.15")
    answer = client.get("/desk", headers={"Authorization": f"Bearer {bearer}"})
    assert answer.status_code == status
    if status == 200:
        assert answer.json() == {"subject": "someone", "role": role, "agency": "H99.15", "kept": True}
    else:
        assert answer.json()["type"] == "/problems/forbidden"


@pytest.mark.parametrize("header", [None, "", "Bearer", "Bearer ", "Basic YTpi"])
def test_without_a_token_the_answer_names_the_scheme(client: TestClient, header: str | None) -> None:
    answer = client.get("/desk", headers={} if header is None else {"Authorization": header})
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Bearer"
    assert answer.json()["type"] == "/problems/unauthenticated"


def test_a_wrong_token_is_told_why(client: TestClient) -> None:
    """RFC 6750 section 3.1."""
    for bearer, why in {"a.b.c": "not valid", token(aud=["motcua-postal"]): "for another service"}.items():
        answer = client.get("/desk", headers={"Authorization": f"Bearer {bearer}"})
        assert answer.status_code == 401
        told = f"The token is {why}."
        assert answer.headers["www-authenticate"] == f'Bearer error="invalid_token", error_description="{told}"'
        assert answer.json()["en"]["detail"] == told


def test_who_may_call_can_be_listed_and_is_documented(client: TestClient) -> None:
    app: Any = client.app
    route = next(route for route in app.routes if route.path == "/desk")
    found = [one.call.roles for one in route.dependant.dependencies if isinstance(one.call, By)]
    assert found == [{Role.OFFICER, Role.SUPERVISOR}]
    document = client.get("/openapi.json").json()
    assert document["paths"]["/desk"]["get"]["security"] == [{"HTTPBearer": []}]
    assert document["components"]["securitySchemes"]["HTTPBearer"]["scheme"] == "bearer"


def test_a_route_without_roles_is_an_error() -> None:
    with pytest.raises(ValueError, match="at least one role"):
        by()
