"""Bodies that do not come, or drop by drop: they hold a connection for a time and no longer.

The time limit is passed to the app, and is short here.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from shared.web.bodies import Timeout
from shared.web.parts import App
from tests.support.routes import OPERATIONS, app_of
from tests.support.strangers import Stranger, allowed, bodied

pytestmark = pytest.mark.usefixtures("gated")


@contextmanager
def hurried(app: App, seconds: float) -> Iterator[None]:
    before, app[Timeout] = app[Timeout], Timeout(seconds, seconds)
    yield
    app[Timeout] = before


async def never() -> dict[str, Any]:
    """What a server has for who sends nothing more."""
    await asyncio.Event().wait()
    raise AssertionError


async def test_a_body_that_does_not_come_is_not_waited_for() -> None:
    """The connection is closed after the answer, which both languages tell."""
    for operation in (*bodied(), *(each for each in OPERATIONS if each.takes_json and each.method != "POST")):
        app = app_of(operation.service)
        stranger = Stranger(app)
        stranger.receive = never  # type: ignore[method-assign]
        with hurried(app, 0.001):
            status = await stranger.asks(operation.method, operation.address(), allowed(operation))
        assert (status, stranger.kind) == (408, "/problems/too-slow"), operation
        assert stranger.headers["connection"] == "close"
        assert {"vi", "en"} <= json.loads(stranger.answer).keys()


async def test_a_body_that_drips_is_not_waited_for() -> None:
    """It is the whole of it that has a time, not the next piece."""
    operation = next(each for each in bodied() if each.roles)
    app = app_of(operation.service)
    stranger = Stranger(app, b" ", pieces=10**9)
    at_once = stranger.receive

    async def drips() -> dict[str, Any]:
        await asyncio.sleep(0)
        return await at_once()

    stranger.receive = drips  # type: ignore[method-assign]
    with hurried(app, 0.01):
        assert await stranger.asks("POST", operation.address(), allowed(operation)) == 408
    assert stranger.asked_for > 1


def test_how_long_a_body_may_take() -> None:
    assert Timeout() == (15, 120)
