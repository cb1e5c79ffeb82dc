"""Scripted scenarios as tests play them: each with an applicant of its own."""

from __future__ import annotations

from typing import Protocol

from motcua.simulation.scenarios import Scenario, Scene


class Play(Protocol):
    """Plays a scenario to its scripted end and gives its scene."""

    async def __call__(self, scenario: Scenario, *, anew: bool = False) -> Scene:
        """A scenario that was played before is reused, unless it is to be played `anew`: tests only look at scenes."""
        ...
