"""Query parameters that a route does not take: refused by name where a token is asked for, ignored where none is."""

from __future__ import annotations

import json
from urllib.parse import quote

import pytest

from shared.web.asked import UNKNOWN, parameters
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
