"""`/readyz` says what a process waits for, without what an exception quotes."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from aiokafka.errors import KafkaTimeoutError
from fastapi.testclient import TestClient

from shared.kernel.db import Database
from shared.kernel.errors import Unavailable
from shared.kernel.outages import silence
from shared.kernel.settings import Part, Settings
from shared.web import health, problems
from shared.web.auth import Caller, Role
from shared.web.parts import App
from shared.web.served import ServedNode
from tests.support.toy import Toys


class There(Database):
    """A database that answers after so many seconds."""

    def __init__(self, seconds: float = 0) -> None:
        super().__init__("")
        self._seconds = seconds

    async def look(self, _sql: str, *_values: Any) -> list[Any]:
        await asyncio.sleep(self._seconds)
        return []


def node_of(*roles: Part, database: Database | None = None) -> ServedNode:
    settings = Settings(environment="development", database_url="", kafka="a:1,b:2", roles=roles)
    return ServedNode(settings, Toys("ready").echo, database or There())


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
    assert "relay waits: topic motcua.ready is not there; sweep waits: a bug (builtins.KeyError)" in told["why"]
    assert told["waits"] == {
        "relay": "topic motcua.ready is not there",
        "consumer": "the database does not answer (ConnectionError): see if it runs, and MOTCUA_DATABASE_URL",
        "sweep": "a bug (builtins.KeyError): the log has its trace",
    }


async def test_a_broker_that_is_away_is_told_with_what_to_look_at() -> None:
    node = node_of(Part.WORKER)
    await run(node, "relay", KafkaTimeoutError("secret"))
    assert readyz(node)["waits"]["relay"] == "Kafka does not answer at a:1,b:2: see if it runs, and MOTCUA_KAFKA"


async def test_a_database_that_is_frozen_is_not_waited_for() -> None:
    assert isinstance(await silence(There(60).look("select 1"), 0.01), TimeoutError)
    told = readyz(node_of(Part.API, database=Database("")))  # it is not open
    assert (told["status"], told["state"]) == (503, "waiting")
    assert told["waits"]["database"].startswith("the database does not answer (")


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


@pytest.mark.parametrize(("roles", "status"), [([Part.API], None), ([Part.WORKER], 503), ([*Part], 503)])
async def test_who_has_not_compared_its_database_answers_queries_only(roles: list[Part], status: int | None) -> None:
    node = node_of(*roles)
    node.unchecked = True
    assert "with what was sent: Kafka at a:1,b:2 has not answered yet, or the topic is long" in readyz(node)["why"]
    await run(node, "restored", KafkaTimeoutError("secret"))
    told = readyz(node)
    assert (told.get("status"), told["state"]) == (status, "reads-only")
    away = "Kafka does not answer at a:1,b:2: see if it runs, and MOTCUA_KAFKA"
    assert told["why"] == f"its database is not compared yet with what was sent: {away}"
    node.stopping.set()
    assert readyz(node)["state"] == "stopping"


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
