"""Scripted lives as tests play them: each with an applicant of its own."""

from __future__ import annotations

from typing import Protocol

from motcua.lives import Life, Scene


class Play(Protocol):
    """Plays a life to its scripted end and gives its scene."""

    async def __call__(self, life: Life, *, anew: bool = False) -> Scene:
        """A life that a test of this file has played before is looked at again, unless it is to be played `anew`."""
        ...
