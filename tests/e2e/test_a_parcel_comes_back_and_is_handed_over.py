"""Two delivery attempts fail; the parcel is returned and the result handed over at the desk."""

from motcua.simulation.scenarios import CAME_BACK
from tests.support.journals import about, said
from tests.support.plays import Play


async def test_two_attempts_then_the_desk(play: Play) -> None:
    scene = await play(CAME_BACK)
    moves = await scene.journal()
    attempts = [move.body["attempt"] for move in moves if move.event == "DeliveryAttempted"]
    assert attempts == [1, 2]
    assert said(moves, "consignment")[-1] == "ConsignmentReturned"
    assert said(moves, "case")[-3:] == ["CaseDecided", "DeliveryFailed", "ResultReturned"]
    assert about(moves, "case")[-1].body["by"] == "desk"
