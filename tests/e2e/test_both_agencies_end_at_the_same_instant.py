"""Both branches are completed at once: the step where they join opens exactly once."""

import asyncio

from motcua.simulation.scenarios import AT_ONCE, Scenario, Scene
from motcua.simulation.scenarios.matters import PERMIT
from motcua.simulation.scenarios.post import joined
from tests.support.plays import Play

JOINED = ["appraise", "conclude", "consult", "forward"]


async def concluded(scene: Scene) -> None:
    """No further than the fee."""
    await joined(scene)
    await scene.until_stage("awaiting_payment")


async def opened(scene: Scene) -> list[str]:
    return sorted(move.body["step"] for move in await scene.journal() if move.event == "TaskOpened")


async def test_the_join_opens_exactly_once(play: Play) -> None:
    unpaid = Scenario(concluded, "not paid yet", "Chưa nộp phí", "accepted", "awaiting_payment", PERMIT)
    for scene in await asyncio.gather(*(play(unpaid, anew=True) for _ in range(3))):
        assert await opened(scene) == JOINED
    assert await opened(await play(AT_ONCE)) == [*JOINED, "sign"]
