"""Both branches are completed at once: the step where they join opens exactly once."""

import asyncio

from motcua.simulation.scenarios import AT_ONCE
from tests.support.plays import Play


async def test_the_join_opens_exactly_once(play: Play) -> None:
    for scene in await asyncio.gather(*(play(AT_ONCE, anew=True) for _ in range(4))):
        opened = [move.body["step"] for move in await scene.journal() if move.event == "TaskOpened"]
        assert sorted(opened) == ["appraise", "conclude", "consult", "forward", "sign"]
