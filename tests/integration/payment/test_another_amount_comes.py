"""The bank takes another amount than was asked for: it is booked as received, all see it, and the case goes on."""

from __future__ import annotations

import pytest

from shared.contracts.workflow import CaseRefused, CaseWithdrawn
from tests.integration.payment.bench import DAY, Bench
from tests.integration.payment.test_a_fee_is_late import SOON
from tests.support.payment_facts import AMOUNT

DIFFERING = 'motcua_payments_differing_total{by="answer",provider="national-platform"}'
MORE, LESS = AMOUNT + 5_000, AMOUNT - 1_000
EARNED = {"phi": -120_000, "le-phi": -30_000}


@pytest.mark.parametrize("lost", [False, True])
async def test_too_much_settles_and_the_surplus_is_owed(bench: Bench, lost: bool) -> None:
    charge, before = await bench.charge(), await bench.counted(DIFFERING)
    reference = await charge.pay()
    if lost:
        await bench.order("forget")
    await bench.bank_pays(reference, amount=MORE)
    seen = await charge.comes_to("settled")
    assert await bench.counted(DIFFERING) == before + 1
    assert (seen["amount"], seen["owed"]) == (AMOUNT, 5_000)
    assert [one["amount"] for one in seen["payments"]] == [MORE]
    assert await charge.officer.get("payment", charge.path) == {**seen, "moves": []}, "the desk sees it too"
    assert await bench.entered(charge) == {"received:national-platform": MORE, **EARNED, "owed": -5_000}
    assert await bench.confirmed(reference) == ("forgotten" if lost else "taken")
    receipts = (await charge.applicant.get("payment", f"{charge.path}/receipts"))["receipts"]
    assert (sum(one["amount"] for one in receipts), {one["valid"] for one in receipts}) == (AMOUNT, {True})


async def test_too_much_and_then_the_case_is_refused(bench: Bench) -> None:
    charge = await bench.charge()
    await bench.bank_pays(await charge.pay(), amount=MORE)
    await charge.comes_to("settled")
    await bench.case(charge, CaseRefused(reason="prohibited"))
    assert (await charge.comes_to("owed"))["owed"] == MORE
    assert await bench.entered(charge) == {"received:national-platform": MORE, "phi": 0, "le-phi": 0, "owed": -MORE}


@pytest.mark.parametrize("lost", [False, True])
async def test_too_little_is_owed_and_the_fee_can_be_paid_again(bench: Bench, lost: bool) -> None:
    charge = await bench.charge()
    reference = await charge.pay()
    if lost:
        await bench.order("forget")
    await bench.bank_pays(reference, amount=LESS)
    seen = await charge.comes_to("open")
    assert (seen["owed"], [one["amount"] for one in seen["payments"]]) == (LESS, [LESS])
    assert await bench.entered(charge) == {"received:national-platform": LESS, "owed": -LESS}
    assert [(move["move"], move["possible"]) for move in seen["moves"]] == [("Pay", True)]
    await bench.bank_pays(await charge.pay())
    seen = await charge.comes_to("settled")
    assert (seen["owed"], [one["amount"] for one in seen["payments"]]) == (LESS, [LESS, AMOUNT])
    assert (await bench.moves(charge))[3:5] == ["PaymentFellShort", "PaymentFailed"]


async def test_too_little_and_then_cash(bench: Bench) -> None:
    charge = await bench.charge()
    await bench.bank_pays(await charge.pay(), amount=LESS)
    await charge.comes_to("open")
    seen = await charge.officer.act("payment", charge.path, "cash")
    assert (seen["state"], seen["owed"]) == ("settled", LESS)
    assert sorted(one["amount"] for one in seen["payments"]) == [LESS, AMOUNT]


async def test_too_little_just_before_the_time_is_over(bench: Bench) -> None:
    """The clock is first, and asks: what came is booked, and the charge expires; no one waits for ever."""
    charge = await bench.charge(SOON)
    reference = await charge.pay()
    await bench.order("forget")
    await bench.sandbox("PUT", "/faults/bank", {"rate": 1, "kinds": ["error"]})
    await charge.comes_to("expiring")
    await bench.bank_pays(reference, amount=LESS)
    await bench.sandbox("DELETE", "/faults")
    seen = await charge.comes_to("expired")
    assert seen["owed"] == LESS
    assert await bench.moves(charge) == [
        *("ChargeOpened", "PaymentAsked", "PaymentStarted", "ExpiryNeared", "PaymentFellShort", "ChargeExpired"),
    ]


async def test_too_little_after_the_end(bench: Bench) -> None:
    charge = await bench.charge(DAY)
    reference = await charge.pay()
    await bench.case(charge, CaseWithdrawn())
    await charge.comes_to("cancelled")
    await bench.bank_pays(reference, amount=LESS)
    assert (await charge.comes_to("owed"))["owed"] == LESS
    assert await bench.entered(charge) == {"received:national-platform": LESS, "owed": -LESS}


@pytest.mark.parametrize("amount", [AMOUNT, MORE, LESS])
async def test_two_attempts_are_both_paid_and_the_bank_is_silent(bench: Bench, amount: int) -> None:
    """The first one was turned down, the second is paid; then the first is paid after all, and no CONFIRM comes."""
    charge = await bench.charge()
    first = await charge.pay()
    await bench.bank_pays(first, "failed")
    await charge.comes_to("open")
    second = await charge.pay()
    await bench.bank_pays(second)
    await charge.comes_to("settled")
    await bench.order("forget")
    await bench.bank_pays(first, amount=amount)
    seen = await charge.comes_to("owed")
    assert (seen["owed"], sorted(one["amount"] for one in seen["payments"])) == (amount, sorted([AMOUNT, amount]))
