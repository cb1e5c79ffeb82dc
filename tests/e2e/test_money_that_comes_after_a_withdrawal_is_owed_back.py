"""Withdrawn while the bank's page is open, and paid afterwards: the money is owed back."""

from motcua.simulation.scenarios import OWED
from tests.support.journals import moved_by_money, said
from tests.support.plays import Play


async def test_the_charge_is_cancelled_and_the_payment_owed(play: Play) -> None:
    scene = await play(OWED)
    moves = await scene.journal()
    assert moved_by_money(moves)[-2:] == ["ChargeCancelled", "RefundOwed"]
    assert said(moves, "case")[-1] == "CaseWithdrawn"
    charge = await scene.charge()
    assert (charge["state"], charge["owed"]) == ("owed", 8000)
