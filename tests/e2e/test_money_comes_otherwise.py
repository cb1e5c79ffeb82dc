"""Fees that are not paid at once, in full and in time: turned down, short, too late, never, in cash."""

from motcua.simulation.scenarios import CASH, EXPIRED, FAILED, LAST_MOMENT, OWED, WRONG
from tests.support.journals import about, moved_by_money, said
from tests.support.plays import Play


async def test_the_charge_is_open_again_and_then_settled(play: Play) -> None:
    """The bank turns the first payment down, the second one settles the charge."""
    scene = await play(FAILED)
    moves = await scene.journal()
    tried = ["PaymentAsked", "PaymentStarted"]
    assert moved_by_money(moves) == ["ChargeOpened", *tried, "PaymentFailed", *tried, "ChargeSettled"]
    asked = [move.body["reference"] for move in about(moves, "charge") if move.event == "PaymentAsked"]
    assert len(set(asked)) == 2
    assert said(moves, "case").count("FeePaid") == 1


async def test_the_case_goes_on_and_nothing_is_lost(play: Play) -> None:
    """The bank takes too little, then too much: all is in the ledger, what is beyond the fee is owed."""
    scene = await play(WRONG)
    charge, moves = await scene.charge(), await scene.journal()
    less, more = charge["amount"] - 1_000, charge["amount"] + 5_000
    assert [payment["amount"] for payment in charge["payments"]] == [less, more]
    assert (charge["state"], charge["owed"], charge["unconfirmed"]) == ("settled", less + 5_000, [])
    tried = ["PaymentAsked", "PaymentStarted"]
    short = ["PaymentFellShort", "PaymentFailed"]
    assert moved_by_money(moves) == ["ChargeOpened", *tried, *short, *tried, "ChargeSettled"]
    assert said(moves, "case").count("FeePaid") == 1


async def test_the_charge_is_cancelled_and_the_payment_owed(play: Play) -> None:
    """Withdrawn while the bank's page is open, and paid afterwards: the money is owed back."""
    scene = await play(OWED)
    moves = await scene.journal()
    assert moved_by_money(moves)[-2:] == ["ChargeCancelled", "RefundOwed"]
    assert said(moves, "case")[-1] == "CaseWithdrawn"
    charge = await scene.charge()
    assert (charge["state"], charge["owed"]) == ("owed", 8000)


async def test_never_both_stopped_for_good_and_paid(play: Play) -> None:
    """Paid at the instant of expiry: whichever is received first, the money is taken and the case goes on."""
    scene = await play(LAST_MOMENT)
    moves = await scene.journal()
    assert said(moves, "charge").count("ChargeSettled") == 1
    assert said(moves, "case").count("FeePaid") == 1
    if "CaseStopped" in said(moves, "case"):
        assert said(moves, "case").index("CaseStopped") < said(moves, "case").index("FeePaid")
    assert said(moves, "case")[-1] == "ResultReturned"


async def test_the_desk_takes_it_and_the_work_goes_on(play: Play) -> None:
    """The applicant comes with the money to the desk that received the dossier."""
    scene = await play(CASH)
    moves = await scene.journal()
    assert said(moves, "charge") == ["ChargeOpened", "ChargeSettled"]
    assert (about(moves, "charge")[-1].body["provider"], about(moves, "charge")[-1].actor) == (
        "cash",
        scene.desk.subject,
    )
    assert scene.refusals == [("take it oneself", 403, "forbidden")]


async def test_the_bank_is_asked_once_more_then_the_case_is_stopped(play: Play) -> None:
    """The applicant leaves the bank's page, and the time to pay passes."""
    scene = await play(EXPIRED)
    moves = await scene.journal()
    assert said(moves, "charge")[-2:] == ["ExpiryNeared", "ChargeExpired"]
    assert about(moves, "case")[-1].event == "CaseStopped"
    assert about(moves, "case")[-1].body == {"reason": "fee-late"}
    assert (await scene.seen())["case"]["reason"] == "fee-late"
