"""Stories play scripted lives on the shared town; the laws must hold after each file of them.

Other stories may run before, and the town's clock only goes forward: so a story looks at its own dossier,
and takes due dates from what it is told.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator

import pytest

from motcua.applicants import Applicant, applicants
from motcua.lives import Clock, Life, Scene
from motcua.proof import verify
from motcua.province import Province
from motcua.system import System

Play = Callable[[Life], Awaitable[Scene]]


@pytest.fixture(scope="session")
def everybody() -> Iterator[Applicant]:
    """Fictitious people, each for one story only."""
    return iter(applicants(160))


@pytest.fixture(scope="module")
async def play(town: Province, running: System, everybody: Iterator[Applicant]) -> AsyncIterator[Play]:
    """Plays a life to its scripted end and gives its scene."""

    async def run(life: Life) -> Scene:
        scene = Scene(town, next(everybody), Clock(town.operator))
        await life.play(scene)
        return scene

    yield run
    verdict = await verify(running.kafka, running.databases, sandbox=running.sandbox)
    assert verdict.holds, verdict.lines()
