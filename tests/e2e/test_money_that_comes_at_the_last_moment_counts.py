"""Paid at the instant of expiry: whichever is received first, the money is taken and the case goes on."""

from motcua.simulation.scenarios import LAST_MOMENT
from tests.support.journals import said
from tests.support.plays import Play


async def test_never_both_stopped_for_good_and_paid(play: Play) -> None:
    scene = await play(LAST_MOMENT)
    moves = await scene.journal()
    assert said(moves, "charge").count("ChargeSettled") == 1
    assert said(moves, "case").count("FeePaid") == 1
    if "CaseStopped" in said(moves, "case"):
        assert said(moves, "case").index("CaseStopped") < said(moves, "case").index("FeePaid")
    assert said(moves, "case")[-1] == "ResultReturned"
