"""A part repeats its step: no failure ends it, however long it lasts, and a stop ends it at once."""

from __future__ import annotations

import asyncio
from typing import TypeVar

import pytest

from shared.kernel.db import Database
from shared.kernel.errors import Unavailable
from shared.kernel.node import LONGEST_PAUSE, Node
from shared.kernel.settings import Part, Settings
from tests.support.toy import Toys

N = TypeVar("N", bound=Node)


class Restless(Node):
    """A node whose pauses take no time; they are written down."""

    pauses: list[float]

    async def rest(self, seconds: float, wake: asyncio.Event | None = None) -> None:
        self.pauses.append(seconds)


def made(kind: type[N]) -> N:
    settings = Settings(environment="development", database_url="", kafka="")
    return kind(settings, Toys("node").ask, Database(""))


@pytest.fixture
def node() -> Node:
    return made(Node)


@pytest.fixture
def restless() -> Restless:
    node = made(Restless)
    node.pauses = []
    return node


@pytest.mark.parametrize("error", [Unavailable, RuntimeError])
async def test_a_part_outlives_any_number_of_failures(restless: Restless, error: type[Exception]) -> None:
    """Also the 1,024th, after which a doubled pause could not be computed any more."""
    tries = 0

    async def step() -> float:
        nonlocal tries
        tries += 1
        if tries <= 1500:
            raise error()
        restless.stopping.set()
        return 0.0

    await restless.keep("part", step)
    assert (tries, restless.alive["part"]) == (1501, True)
    assert restless.pauses[:3] == [0.2, 0.4, 0.8]
    assert max(restless.pauses) == LONGEST_PAUSE


async def test_after_a_success_the_pause_begins_small_again(restless: Restless) -> None:
    outcomes: list[float | Exception] = [RuntimeError(), RuntimeError(), 1.5, RuntimeError(), 0.0]

    async def step() -> float:
        outcome = outcomes.pop(0)
        if isinstance(outcome, Exception):
            raise outcome
        if not outcomes:
            restless.stopping.set()
        return outcome

    await restless.keep("part", step)
    assert restless.pauses == [0.2, 0.4, 1.5, 0.2]


async def test_a_rest_ends_when_it_is_woken_and_clears_the_event(node: Node) -> None:
    resting = asyncio.create_task(node.rest(60, node.due["relay"]))
    await asyncio.sleep(0)
    node.due["relay"].set()
    async with asyncio.timeout(60):
        await resting
    assert not node.due["relay"].is_set()


async def test_a_rest_ends_when_the_node_stops(node: Node) -> None:
    node.stopping.set()
    async with asyncio.timeout(60):
        await node.rest(60, node.due["retrier"])
        await node.keep("part", lambda: pytest.fail("a step after the stop"))


@pytest.mark.parametrize(
    ("roles", "leads", "elsewhere"),
    [("api", False, {"relay", "timer"}), ("worker", False, {"relay"}), ("worker", True, set())],
)
def test_other_processes_are_rung_for_what_is_not_done_here(
    node: Node, roles: str, leads: bool, elsewhere: set[str]
) -> None:
    """A worker has every part, but only the relay that leads sends."""
    here = Node(node.settings.model_copy(update={"roles": frozenset({Part(roles)})}), node.registry, node.database)
    here.leads = leads
    here.wake("relay", "timer")
    assert (here.elsewhere, here.bell_due.is_set()) == (elsewhere, bool(elsewhere))
    assert {part for part, event in here.due.items() if event.is_set()} == {"relay", "timer"}


async def test_work_is_cancelled_when_the_node_stops(node: Node) -> None:
    assert await node.or_stop(asyncio.sleep(0, "done"), "stopped") == "done"
    node.stopping.set()
    async with asyncio.timeout(60):
        assert await node.or_stop(asyncio.sleep(600, "done"), "stopped") == "stopped"
