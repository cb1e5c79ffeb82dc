"""Scenarios that end before any other service has work with them: an intake in this process with its own clock."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator

import pytest

from motcua.simulation.applicants import Applicant, applicants
from motcua.simulation.scenarios import Clock, Scenario, Scene
from motcua.stack.issuer import Issuer
from motcua.stack.stack import Stack
from shared.kernel.timers import Timer
from tests.support.counter import Counter
from tests.support.plays import Play


@pytest.fixture(scope="package")
def everybody() -> Iterator[Applicant]:
    """Fictitious people, each for one scenario only."""
    return iter(applicants(160))


@pytest.fixture(scope="package")
async def counter(stack: Stack, issuer: Issuer, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Counter]:
    """Its deadlines fire by themselves."""
    async with Counter(stack, issuer, tmp_path_factory.mktemp("intake")) as counter:
        firing = asyncio.create_task(Timer(counter.node).run())
        yield counter
        counter.node.stopping.set()
        await firing


@pytest.fixture
async def play(counter: Counter, everybody: Iterator[Applicant]) -> AsyncIterator[Play]:
    """Plays a scenario to its scripted end and gives its scene; the invariants hold afterwards."""

    async def run(scenario: Scenario, *, anew: bool = True) -> Scene:
        scene = Scene(counter.province, next(everybody), Clock(counter.province.operator))
        await scenario.play(scene)
        return scene

    yield run
    assert await counter.breaches() == []
