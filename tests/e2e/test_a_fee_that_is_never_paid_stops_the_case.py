"""The applicant leaves the bank's page, and the time to pay passes."""

from motcua.simulation.scenarios import EXPIRED
from tests.support.journals import about, said
from tests.support.plays import Play


async def test_the_bank_is_asked_once_more_then_the_case_is_stopped(play: Play) -> None:
    scene = await play(EXPIRED)
    moves = await scene.journal()
    assert said(moves, "charge")[-2:] == ["ExpiryNeared", "ChargeExpired"]
    assert about(moves, "case")[-1].event == "CaseStopped"
    assert about(moves, "case")[-1].body == {"reason": "fee-late"}
    assert (await scene.seen())["case"]["reason"] == "fee-late"
