"""Stories play scripted lives on the shared town; the invariants must hold after each file of them.

A story is about at least two services; what one of them does alone is tested in process, where it costs a tenth.

Other stories may run before, and the town's clock only goes forward: so a story looks at its own dossier,
and takes due dates from what it is told.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest

from motcua.applicants import Applicant, applicants
from motcua.lives import Clock, Life, Scene
from motcua.proof import verify
from motcua.province import Province
from motcua.system import System
from tests.support.plays import Play


@pytest.fixture(scope="session")
def everybody() -> Iterator[Applicant]:
    """Fictitious people, each for one story only."""
    return iter(applicants(160))


@pytest.fixture(scope="module")
async def play(town: Province, running: System, everybody: Iterator[Applicant]) -> AsyncIterator[Play]:
    played: dict[Life, Scene] = {}

    async def run(life: Life, *, anew: bool = False) -> Scene:
        if life in played and not anew:
            return played[life]
        scene = Scene(town, next(everybody), Clock(town.operator))
        await life.play(scene)
        played[life] = scene
        return scene

    yield run
    said = {move.producer for scene in played.values() for move in await scene.journal()}
    assert len(said) > 1, f"{said} alone: no story"
    verdict = await verify(running.kafka, running.databases, sandbox=running.sandbox)
    assert verdict.holds, verdict.lines()
