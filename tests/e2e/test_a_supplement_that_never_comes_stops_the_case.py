"""The lead agency asks for a paper in the course of its work, and nothing comes."""

from motcua.simulation.scenarios import UNSUPPLIED
from tests.support.journals import about, said
from tests.support.plays import Play


async def test_the_clock_stops_it_and_cancels_both_branches(play: Play) -> None:
    scene = await play(UNSUPPLIED)
    moves = about(await scene.journal(), "case", "task")
    assert [(move.event, move.actor) for move in moves[-3:]] == [
        ("CaseStopped", "clock"),
        ("TaskCancelled", "clock"),
        ("TaskCancelled", "clock"),
    ]
    assert moves[-3].body == {"reason": "supplement-late"}
    assert scene.refusals == [("bring it after the time", 409, "not-editable")]
    assert "conclude" not in [move.body.get("step") for move in moves]
    assert said(moves).count("TaskOpened") == 3
