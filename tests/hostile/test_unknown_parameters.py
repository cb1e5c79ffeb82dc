"""Query parameters a route does not take, or takes once: refused by name with a token, ignored where none is asked."""

from __future__ import annotations

import json
from urllib.parse import quote

import pytest

from shared.web.asked import REPEATED, UNKNOWN, parameters
from tests.support.routes import CALLBACKS, OPERATIONS, PUBLIC, app_of
from tests.support.strangers import Stranger, allowed

pytestmark = pytest.mark.usefixtures("gated")


async def test_every_route_with_a_token_names_the_parameter_it_does_not_take() -> None:
    for operation in OPERATIONS:
        known = [f"{name}=1" for name in parameters(operation.route.dependant)]
        stranger = Stranger(app_of(operation.service))
        address = f"{operation.address()}?{'&'.join(['stat=open', *known])}"
        assert await stranger.asks(operation.method, address, allowed(operation)) == 422, operation
        [error] = json.loads(stranger.answer)["errors"]
        assert (error["pointer"], error["code"], stranger.asked_for) == ("?stat", UNKNOWN, 0), operation


async def test_every_route_with_a_token_names_the_parameter_that_it_takes_once() -> None:
    """Of two values one would count here, and the caller has not said which. A list takes each of its values."""
    for operation in OPERATIONS:
        known, stranger = parameters(operation.route.dependant), Stranger(app_of(operation.service))
        once = {f"?{name}" for name, several in known.items() if not several}
        address = f"{operation.address()}?{'&'.join(f'{name}={value}' for name in known for value in (1, 2))}"
        if once:
            assert await stranger.asks(operation.method, address, allowed(operation)) == 422, operation
            told = {(error["pointer"], error["code"]) for error in json.loads(stranger.answer)["errors"]}
            assert (told, stranger.asked_for) == ({(name, REPEATED) for name in once}, 0), operation
    assert {name for each in OPERATIONS for name, several in parameters(each.route.dependant).items() if several} == {
        "state",
        "stage",
        "asks",
    }


async def test_a_name_that_may_be_personal_is_not_repeated() -> None:
    [operation] = [each for each in OPERATIONS if str(each) == "workflow GET /v1/tasks"]
    stranger = Stranger(app_of(operation.service))
    address = f"{operation.address()}?{quote('Nguyễn Văn A')}&{'a' * 61}"
    assert await stranger.asks("GET", address, allowed(operation)) == 422
    assert [error["pointer"] for error in json.loads(stranger.answer)["errors"]] == ["?", "?"]


async def test_counterparts_and_links_may_add_parameters() -> None:
    for operation in (*CALLBACKS, *PUBLIC):
        stranger = Stranger(app_of(operation.service))
        await stranger.asks(operation.method, f"{operation.address()}?utm_source=mail", allowed(operation))
        assert UNKNOWN.encode() not in stranger.answer, operation
