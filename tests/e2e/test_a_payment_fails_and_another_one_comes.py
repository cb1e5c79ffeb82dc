"""The bank turns the first payment down, the second one settles the charge."""

from motcua.simulation.scenarios import FAILED
from tests.support.journals import about, moved_by_money, said
from tests.support.plays import Play


async def test_the_charge_is_open_again_and_then_settled(play: Play) -> None:
    scene = await play(FAILED)
    moves = await scene.journal()
    tried = ["PaymentAsked", "PaymentStarted"]
    assert moved_by_money(moves) == ["ChargeOpened", *tried, "PaymentFailed", *tried, "ChargeSettled"]
    asked = [move.body["reference"] for move in about(moves, "charge") if move.event == "PaymentAsked"]
    assert len(set(asked)) == 2
    assert said(moves, "case").count("FeePaid") == 1
