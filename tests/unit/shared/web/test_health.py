"""`/readyz` says what a process waits for, without what an exception quotes."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from types import SimpleNamespace
from typing import Any, cast

import pytest
from fastapi.testclient import TestClient

from shared.kernel.db import Database
from shared.kernel.errors import Unavailable
from shared.kernel.settings import Part, Settings
from shared.web import health, problems
from shared.web.auth import Caller, Role
from shared.web.parts import App
from shared.web.served import ServedNode
from tests.support.toy import Toys


class There:
    """A database that answers."""

    @asynccontextmanager
    async def begin(self) -> Any:
        async def value(_sql: str) -> int:
            return 1

        yield SimpleNamespace(value=value)


def node_of(*roles: Part) -> ServedNode:
    settings = Settings(environment="development", database_url="", kafka="", roles=roles)
    return ServedNode(settings, Toys("ready").echo, cast("Database", There()))


def readyz(node: ServedNode) -> dict[str, Any]:
    app = App()
    app[ServedNode] = node
    problems.install(app)
    app.include_router(health.router)
    return dict(TestClient(app).get("/readyz").json())


async def run(node: ServedNode, part: str, error: Exception | None) -> None:
    """One step of a part."""

    async def step() -> float:
        if error is not None:
            raise error
        return 60.0

    keeping = asyncio.create_task(node.keep(part, step))
    await asyncio.sleep(0.01)
    keeping.cancel()


async def test_each_part_that_waits_is_named_with_its_reason() -> None:
    node = node_of(Part.WORKER)
    assert readyz(node)["waits"] == {"consumer": "does not run", "relay": "does not run"}
    await run(node, "relay", Unavailable("topic motcua.ready is not there"))
    await run(node, "consumer", ConnectionError("secret"))
    await run(node, "sweep", KeyError("secret"))
    told = readyz(node)
    assert (told["status"], told["state"]) == (503, "waiting")
    assert "relay waits: topic motcua.ready is not there; sweep waits: builtins.KeyError" in told["why"]
    assert told["waits"] == {
        "relay": "topic motcua.ready is not there",
        "consumer": "builtins.ConnectionError",
        "sweep": "builtins.KeyError",
    }


async def test_a_worker_is_ready_when_relay_and_consumer_run() -> None:
    node = node_of(Part.WORKER)
    await run(node, "relay", Unavailable())
    await run(node, "relay", None)
    await run(node, "consumer", None)
    await run(node, "heads", Unavailable("ask does not answer"))
    told = readyz(node)
    assert (told["state"], told["waits"]) == ("ready", {"heads": "ask does not answer"})


async def test_a_part_that_works_again_within_one_long_step_waits_for_nothing() -> None:
    """A term of the relay and a session of the consumer last until their next failure."""
    node = node_of(Part.WORKER)
    for part in ("relay", "consumer"):
        await run(node, part, Unavailable("the broker does not answer"))
        node.alive[part] = True
    assert (readyz(node)["state"], readyz(node)["waits"]) == ("ready", {})


@pytest.mark.parametrize(("roles", "status"), [([Part.API], None), ([Part.WORKER], 503), ([*Part], 503)])
def test_who_stands_still_says_why_and_an_api_alone_is_ready(roles: list[Part], status: int | None) -> None:
    node = node_of(*roles)
    node.stand_still("restored from older")
    told = readyz(node)
    assert (told.get("status"), told["state"], told["why"]) == (status, "standing-still", "restored from older")


def test_a_process_that_is_stopped_is_not_ready() -> None:
    node = node_of(Part.API)
    node.stopping.set()
    assert readyz(node)["state"] == "stopping"


def test_only_an_operator_may_change_what_stands_still() -> None:
    node = node_of(Part.API)
    node.stand_still("restored from older")
    refusal = node.halted(Caller("someone", Role.OFFICER, "H99"))
    assert (refusal and refusal.kind) == "stands-still"
    assert node.halted(Caller("someone", Role.OPERATOR, None)) is None
