"""The time to pay passes, or the case ends: what comes in at that instant and after it is never lost."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

import pytest

from motcua.stack.waiting import until
from shared.contracts.workflow import CaseRefused, CaseWithdrawn, FeeTimeMoved
from tests.integration.payment.bench import DAY, Bench, Charge
from tests.support.payment_facts import AMOUNT, OUR_STOP

SOON, NOW = timedelta(seconds=4), timedelta()
EARNED = {"received:national-platform": AMOUNT, "phi": -120_000, "le-phi": -30_000}
OWED = {"received:national-platform": AMOUNT, "owed": -AMOUNT}


async def test_the_fee_is_not_paid(bench: Bench) -> None:
    charge = await bench.charge(NOW)
    seen = await charge.comes_to("expired")
    assert seen["moves"] == []
    assert await bench.moves(charge) == ["ChargeOpened", "ChargeExpired"]
    await bench.case(charge, OUR_STOP)
    await bench.receives_all(charge)
    assert (await charge.see())["state"] == "expired"


async def test_there_is_more_time_and_the_news_comes_after_the_end(bench: Bench) -> None:
    """A calendar moved the time before it was over: it is open again, and is paid."""
    charge = await bench.charge(NOW)
    until = datetime.fromisoformat((await charge.comes_to("expired"))["until"]) + DAY
    await bench.case(charge, FeeTimeMoved(step="collect", until=until, calendar="vn", version=2))
    assert datetime.fromisoformat((await charge.comes_to("open"))["until"]) == until
    await charge.officer.act("payment", charge.path, "cash")
    assert await bench.moves(charge) == ["ChargeOpened", "ChargeExpired", "ChargeReopened", "ChargeSettled"]


async def test_the_payer_leaves(bench: Bench) -> None:
    charge = await bench.charge(SOON)
    await bench.bank_pays(await charge.pay(), "abandoned")
    await charge.comes_to("expired")
    assert await bench.moves(charge) == [
        *("ChargeOpened", "PaymentAsked", "PaymentStarted"),
        *("ExpiryNeared", "ChargeExpired"),
    ]


async def test_paid_just_before_and_the_bank_is_silent(bench: Bench) -> None:
    """The clock is first, but it asks before it decides."""
    charge = await bench.charge(SOON)
    reference = await charge.pay()
    await bench.order("forget")
    await bench.order("unknown", times=1)
    await charge.comes_to("expiring")
    await bench.bank_pays(reference)
    await charge.comes_to("settled")
    assert "ChargeExpired" not in await bench.said(charge)
    assert await bench.entered(charge) == EARNED


async def test_the_bank_is_down_when_the_time_passes(bench: Bench) -> None:
    """Nothing is guessed: it stays expiring until the bank can be asked."""
    charge = await bench.charge(SOON)
    reference = await charge.pay()
    await bench.order("forget")
    await bench.sandbox("PUT", "/faults/bank", {"rate": 1, "kinds": ["error"]})
    await bench.bank_pays(reference)
    await charge.comes_to("expiring")
    await bench.sandbox("DELETE", "/faults")
    await charge.comes_to("settled")
    assert "ChargeExpired" not in await bench.said(charge)


@pytest.mark.parametrize("lost", [False, True])
async def test_paid_after_it_expired(bench: Bench, lost: bool) -> None:
    """The clock was first; the payment revives the case, also when the bank's word was lost."""
    charge = await bench.charge(SOON)
    reference = await charge.pay()
    await charge.comes_to("expired")
    await bench.case(charge, OUR_STOP)
    if lost:
        await bench.order("forget")
    await bench.bank_pays(reference)
    await charge.comes_to("settled")
    await bench.receives_all(charge)
    assert (await bench.moves(charge))[-2:] == ["ChargeExpired", "ChargeSettled"]
    assert (await charge.see())["state"] == "settled"
    assert await bench.entered(charge) == EARNED


async def test_paid_at_the_instant_of_expiry_in_whatever_order(bench: Bench) -> None:
    charges = await asyncio.gather(*(bench.charge(timedelta(seconds=10 + n / 20)) for n in range(8)))
    references = await asyncio.gather(*(charge.pay() for charge in charges))

    async def at_the_instant(number: int) -> None:
        due = "select 1 from scheduled where dossier = $1 and name = 'TimePasses' and at > now() + interval '0.05 s'"
        await until(lambda: absent(bench, due, charges[number]))
        await bench.bank_pays(references[number])

    await asyncio.gather(*map(at_the_instant, range(8)))
    for charge in charges:
        await charge.comes_to("settled")
        assert await bench.entered(charge) == EARNED
        assert (await bench.said(charge)).count("ChargeSettled") == 1


async def absent(bench: Bench, sql: str, charge: Charge) -> bool:
    return not await bench.rows(sql, charge.dossier)


@pytest.mark.parametrize("lost", [False, True])
async def test_withdrawn_then_paid(bench: Bench, lost: bool) -> None:
    charge = await bench.charge(DAY)
    reference = await charge.pay()
    await bench.case(charge, CaseWithdrawn())
    await charge.comes_to("cancelled")
    if lost:
        await bench.order("forget")
    await bench.bank_pays(reference)
    seen = await charge.comes_to("owed")
    assert seen["owed"] == AMOUNT
    assert await bench.entered(charge) == OWED


async def test_paid_then_refused(bench: Bench) -> None:
    charge = await bench.charge(DAY)
    await bench.bank_pays(await charge.pay())
    await charge.comes_to("settled")
    await bench.case(charge, CaseRefused(reason="prohibited"))
    await charge.comes_to("owed")
    assert await bench.entered(charge) == {**OWED, "phi": 0, "le-phi": 0}
    receipts = (await charge.applicant.get("payment", f"{charge.path}/receipts"))["receipts"]
    assert [one["valid"] for one in receipts] == [False, False]


async def test_paid_on_two_pages(bench: Bench) -> None:
    """A failed attempt is paid after all, when a second one was paid already."""
    charge = await bench.charge(DAY)
    first = await charge.pay()
    await bench.bank_pays(first, "failed")
    await charge.comes_to("open")
    await bench.bank_pays(await charge.pay())
    await charge.comes_to("settled")
    await bench.bank_pays(first)
    seen = await charge.comes_to("owed")
    assert seen["owed"] == AMOUNT
    assert (await bench.entered(charge))["owed"] == -AMOUNT
    receipts = (await charge.applicant.get("payment", f"{charge.path}/receipts"))["receipts"]
    assert [one["valid"] for one in receipts] == [True, True], "the fee itself is kept"
