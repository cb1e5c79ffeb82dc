"""A token that is good for other services opens no route of this one, and the answer says why."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from shared.web.auth import Gate, Keyring, audience_of
from shared.web.callers import AGENTS
from tests.support.routes import OPERATIONS, SERVICES, Operation, app_of
from tests.support.strangers import Stranger
from tests.support.tokens import RING, gate_of, token

WHY = 'Bearer error="invalid_token", error_description="The token is for another service."'


@pytest.fixture(scope="module", autouse=True)
def apart(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Each app knows the keys of the tests, and has its own audience as its process would."""
    path, before = tmp_path_factory.mktemp("auth") / "jwks.json", {name: app_of(name)[Gate] for name in SERVICES}
    path.write_text(json.dumps({"keys": RING}))
    for name, known in before.items():
        app_of(name)[Gate] = gate_of(Keyring(path), known.audience)
    yield
    for name, known in before.items():
        app_of(name)[Gate] = known


async def tried(operation: Operation, *services: str) -> Stranger:
    """The answer to a token for these services, in a role that the route is open to."""
    assert operation.roles
    role = min(operation.roles)
    agency = "H99.15" if role in AGENTS else None
    bearer = token(role=role, agency=agency, aud=[*map(audience_of, services)])
    stranger = Stranger(app_of(operation.service))
    await stranger.asks(operation.method, operation.address(), {"Authorization": f"Bearer {bearer}"})
    return stranger


async def test_no_two_services_share_an_audience() -> None:
    assert [app_of(name)[Gate].audience for name in SERVICES] == [audience_of(name) for name in SERVICES]


@pytest.mark.parametrize("service", SERVICES)
async def test_no_route_takes_a_token_for_all_the_others(service: str) -> None:
    operations = [operation for operation in OPERATIONS if operation.service == service]
    others = [name for name in SERVICES if name != service]
    answers = {str(operation): await tried(operation, *others) for operation in operations}
    opened = {name: answer.status for name, answer in answers.items() if answer.status != 401}
    assert not opened
    assert {answer.headers["www-authenticate"] for answer in answers.values()} == {WHY}
    assert {json.loads(answer.answer)["en"]["detail"] for answer in answers.values()} == {
        "The token is for another service."
    }


@pytest.mark.parametrize("service", SERVICES)
async def test_a_token_for_one_is_for_that_one(service: str) -> None:
    me = {operation.service: operation for operation in OPERATIONS if operation.route.path == "/v1/me"}
    answers = {name: (await tried(operation, service)).status for name, operation in me.items()}
    assert answers == {name: 200 if name == service else 401 for name in SERVICES}
