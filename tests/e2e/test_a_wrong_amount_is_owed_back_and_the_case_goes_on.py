"""The bank takes too little, then too much: all is in the ledger, what is beyond the fee is owed, the case goes on."""

from motcua.simulation.scenarios import WRONG
from tests.support.journals import moved_by_money, said
from tests.support.plays import Play


async def test_the_case_goes_on_and_nothing_is_lost(play: Play) -> None:
    scene = await play(WRONG)
    charge, moves = await scene.charge(), await scene.journal()
    less, more = charge["amount"] - 1_000, charge["amount"] + 5_000
    assert [payment["amount"] for payment in charge["payments"]] == [less, more]
    assert (charge["state"], charge["owed"], charge["unconfirmed"]) == ("settled", less + 5_000, [])
    tried = ["PaymentAsked", "PaymentStarted"]
    short = ["PaymentFellShort", "PaymentFailed"]
    assert moved_by_money(moves) == ["ChargeOpened", *tried, *short, *tried, "ChargeSettled"]
    assert said(moves, "case").count("FeePaid") == 1
