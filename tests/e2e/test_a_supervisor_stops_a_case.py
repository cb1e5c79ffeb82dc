"""The head of the lead agency stops the processing with a reason (form 05)."""

from motcua.simulation.scenarios import STOPPED
from tests.support.journals import about
from tests.support.plays import Play


async def test_only_the_head_may_and_every_task_is_cancelled(play: Play) -> None:
    scene = await play(STOPPED)
    moves = about(await scene.journal(), "case", "task")
    assert [move.event for move in moves[-3:]] == ["CaseStopped", "TaskCancelled", "TaskCancelled"]
    assert (moves[-3].actor, moves[-3].body) == (scene.head.subject, {"reason": "ordered-by-court"})
    assert scene.refusals == [("stop it without the right", 403, "forbidden")]
