"""Requests are measured by the template of their route; a process says how it is when it is asked."""

from __future__ import annotations

import asyncio
import time

import pytest
from fastapi import APIRouter
from fastapi.testclient import TestClient
from prometheus_client import REGISTRY

from shared.kernel.db import Database
from shared.kernel.node import Node
from shared.kernel.settings import Settings
from shared.web import health, problems
from shared.web.measures import LoopLag, Timed, exposed
from shared.web.parts import App
from shared.web.served import ServedNode
from tests.support.toy import Toys

router = APIRouter(prefix="/v1")


@router.get("/measured/{thing}")
async def read_measured(thing: str) -> str:
    return {"no": "nothing"}[thing]


def node() -> ServedNode:
    settings = Settings(environment="development", database_url="", kafka="")
    return ServedNode(settings, Toys("measured").ask, Database(""))


@pytest.fixture(scope="module")
def client() -> TestClient:
    app = App()
    problems.install(app)
    app.add_middleware(Timed)
    app.include_router(router)
    app.include_router(health.router)
    app[ServedNode] = node()
    return TestClient(app, raise_server_exceptions=False)


def counted(route: str, method: str, status: str) -> float:
    labels = {"route": route, "method": method, "status": status}
    return REGISTRY.get_sample_value("motcua_http_total", labels) or 0.0


@pytest.mark.parametrize(
    ("method", "path", "route", "told", "status"),
    [
        ("GET", "/v1/measured/no", "/v1/measured/{thing}", "GET", "2xx"),
        ("HEAD", "/v1/measured/no", "/v1/measured/{thing}", "HEAD", "2xx"),
        ("DELETE", "/v1/measured/no", "/v1/measured/{thing}", "DELETE", "4xx"),
        ("GET", "/v1/measured/nguyen-van-an", "/v1/measured/{thing}", "GET", "5xx"),
        ("GET", "/nowhere/079123456789", "none", "GET", "4xx"),
        ("BREW", "/v1/measured/no", "/v1/measured/{thing}", "other", "4xx"),
    ],
)
def test_a_request_counts_under_its_template(
    client: TestClient, method: str, path: str, route: str, told: str, status: str
) -> None:
    before = counted(route, told, status)
    client.request(method, path)
    assert counted(route, told, status) == before + 1
    text = client.get("/metrics").text
    assert not any(said in text for said in ("nguyen-van-an", "079123456789", "BREW"))


def test_what_is_served_is_small(client: TestClient) -> None:
    """A route more is a few lines more: there are dozens, and each is read by several methods."""
    client.get("/v1/measured/no")
    lines = client.get("/metrics").text.splitlines()
    told = [line for line in lines if line.startswith("motcua_http_") and 'GET",route="/v1/measured/{thing}"' in line]
    assert len([line for line in told if "_seconds" in line]) <= 7
    assert not [line for line in lines if "_created" in line]


def test_the_state_of_a_process_is_taken_when_it_is_asked() -> None:
    here: Node = node()
    here.alive |= {"relay": True, "consumer": False}
    text = exposed(here).decode()
    assert 'motcua_part_alive{part="consumer"} 0.0' in text
    assert "motcua_standing_still 0.0" in text
    here.standing_still = "restored"
    assert "motcua_standing_still 1.0" in exposed(here).decode()


async def test_a_busy_loop_is_late() -> None:
    def found() -> float:
        return REGISTRY.get_sample_value("motcua_loop_lag_seconds_sum") or 0.0

    before, lag = found(), LoopLag(tick=0.01)
    time.sleep(0.06)  # noqa: ASYNC251 - this is what is measured
    await asyncio.sleep(0.01)
    lag.stop()
    assert found() - before > 0.04
