"""The applicant comes with the money to the desk that received the dossier."""

from motcua.simulation.scenarios import CASH
from tests.support.journals import about, said
from tests.support.plays import Play


async def test_the_desk_takes_it_and_the_work_goes_on(play: Play) -> None:
    scene = await play(CASH)
    moves = await scene.journal()
    assert said(moves, "charge") == ["ChargeOpened", "ChargeSettled"]
    assert (about(moves, "charge")[-1].body["provider"], about(moves, "charge")[-1].actor) == (
        "cash",
        scene.desk.subject,
    )
    assert scene.refusals == [("take it oneself", 403, "forbidden")]
