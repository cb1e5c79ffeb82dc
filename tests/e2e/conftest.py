"""Stories play scripted scenarios on the shared installation; the invariants must hold after each file of them.

A story is about at least two services; what one of them does alone is tested in process, where it costs a tenth.

Other stories may run before, and the installation's clock only goes forward: so a story looks at its own dossier,
and takes due dates from the responses. A file of stories is about one thing; a scenario is played once for all files.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest

from motcua.simulation.applicants import Applicant, applicants
from motcua.simulation.province import Province
from motcua.simulation.scenarios import Clock, Scenario, Scene
from motcua.stack.system import System
from motcua.verify.proof import verify
from tests.support.plays import Play


@pytest.fixture(scope="session")
def people() -> Iterator[Applicant]:
    """Fictitious people, each for one story only."""
    return iter(applicants(160))


@pytest.fixture(scope="session")
def ended() -> dict[Scenario, Scene]:
    """The scenarios that any file has played to their end."""
    return {}


@pytest.fixture(scope="module")
async def play(
    installation: Province, running: System, people: Iterator[Applicant], ended: dict[Scenario, Scene]
) -> AsyncIterator[Play]:
    played: dict[Scenario, Scene] = {}

    async def run(scenario: Scenario, *, anew: bool = False) -> Scene:
        if scenario not in ended or anew:
            scene = Scene(installation, next(people), Clock(installation.operator))
            await scenario.play(scene)
            ended[scenario] = scene
        played[scenario] = ended[scenario]
        return played[scenario]

    yield run
    producers = {move.producer for scene in played.values() for move in await scene.journal()}
    assert len(producers) > 1, f"{producers} alone: no story"
    verdict = await verify(running.kafka, running.databases, sandbox=running.sandbox, keys=running.keys)
    assert verdict.holds, verdict.lines()
