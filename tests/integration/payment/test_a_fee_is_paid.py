"""A fee is paid: online, with cash, after a failure; and the bank may misbehave in every way it knows."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

import pytest

from motcua.stack.people import Unexpected
from shared.kernel.ids import uuid7
from shared.web.auth import Role
from tests.integration.payment.bench import Bench
from tests.support import filters
from tests.support.cast import UNRELATED
from tests.support.dossiers import AGENCY, DESK
from tests.support.payment_facts import AMOUNT

PAID = {"received:national-platform": AMOUNT, "phi": -120_000, "le-phi": -30_000}
WAY = ["ChargeOpened", "PaymentAsked", "PaymentStarted", "ChargeSettled"]


async def test_online(bench: Bench) -> None:
    charge = await bench.charge()
    assert await charge.applicant.get("payment", f"{charge.path}/receipts") == {"receipts": []}
    await bench.bank_pays(await charge.pay())
    seen = await charge.comes_to("settled")
    assert (seen["provider"], seen["amount"], seen["moves"], seen["url"]) == ("national-platform", AMOUNT, [], None)
    assert await bench.moves(charge) == WAY
    assert await bench.entered(charge) == PAID
    receipts = (await charge.applicant.get("payment", f"{charge.path}/receipts"))["receipts"]
    assert [(one["kind"], one["amount"], one["valid"]) for one in receipts] == [
        ("le-phi", 30_000, True),
        ("phi", 120_000, True),
    ]
    assert [one["number"] for one in receipts] == [f"{seen['receipt']}-LP", f"{seen['receipt']}-P"]


async def test_who_acted_for_the_applicant_is_told_that_this_is_over(bench: Bench) -> None:
    mandate, other = str(uuid7()), str(uuid7())
    charge = await bench.charge(mandate=mandate)

    async def answered(method: str, tail: str, *ended: str) -> tuple[int, str]:
        former = [[each, "revoked", 1_790_000_000] for each in ended]
        person = bench.person(charge.applicant.subject, Role.APPLICANT, acted_for=former)
        answer = await person.ask(method, "payment", charge.path + tail, headers={"If-Match": "*"})
        return answer.status_code, answer.json()["type"].removeprefix("/problems/")

    for method, tail in (("GET", ""), ("GET", "/receipts"), ("POST", "/payment")):
        assert await answered(method, tail, other, mandate) == (403, "mandate-ended"), tail
        assert await answered(method, tail, other) == await answered(method, tail) == (404, "not-found"), tail
    for wrong in ([mandate], [[mandate, "claimed", 1]], [["x", "revoked", 1]], [[mandate, "revoked", "now"]], "x"):
        person = bench.person(charge.applicant.subject, Role.APPLICANT, acted_for=wrong)
        assert (await person.ask("GET", "payment", charge.path)).status_code == 401, wrong


async def test_an_applicant_finds_the_receipts_of_all_own_charges(bench: Bench) -> None:
    charge, other = await bench.charge(), await bench.charge()
    for each in (charge, other):
        await each.officer.act("payment", each.path, "cash")
    mine = await charge.applicant.get("payment", "/v1/receipts")
    numbers = [each["number"] for each in mine["receipts"]]
    assert numbers == [f"{(await charge.see())['receipt']}-{end}" for end in ("LP", "P")]
    assert mine["receipts"] == (await charge.applicant.get("payment", f"{charge.path}/receipts"))["receipts"]
    for number, found in zip(numbers, mine["receipts"], strict=True):
        assert await charge.applicant.get("payment", f"/v1/receipts/{number}") == found
        assert (await other.applicant.ask("GET", "payment", f"/v1/receipts/{number}")).status_code == 404
    assert (await charge.applicant.ask("GET", "payment", f"/v1/receipts/{numbers[0]}-P")).status_code == 404
    assert (await charge.officer.ask("GET", "payment", "/v1/receipts")).status_code == 403
    page = await charge.applicant.get("payment", "/v1/receipts", limit=1, count=True)
    assert (page["receipts"], page["after"], page["count"]) == (mine["receipts"], None, 1)
    assert (await charge.applicant.get("payment", "/v1/receipts", code="nowhere"))["receipts"] == []


async def test_the_bank_gets_the_payers_name(bench: Bench) -> None:
    """The name is asked of intake at that moment; while intake is away, the payment waits."""
    charge = await bench.charge()
    bench.intake.away = True
    await charge.applicant.act("payment", charge.path, "payment")
    await charge.comes_to("asking")
    bench.intake.away = False
    await charge.comes_to("paying")
    assert not await bench.rows("select 1 from attempts where attempts::text like '%Lan%'")


async def test_with_cash(bench: Bench) -> None:
    charge = await bench.charge()
    seen = await charge.officer.act("payment", charge.path, "cash")
    assert (seen["state"], seen["provider"]) == ("settled", "cash")
    assert await bench.entered(charge) == {"received:cash": AMOUNT, "phi": -120_000, "le-phi": -30_000}


async def test_cash_is_for_the_desk_and_not_while_money_is_under_way(bench: Bench) -> None:
    charge = await bench.charge()
    elsewhere = bench.person("officer:elsewhere", Role.OFFICER, "H99.15")
    for who, status in ((bench.person("officer:appraiser", Role.OFFICER, AGENCY), 403), (charge.applicant, 403)):
        with pytest.raises(Unexpected) as refused:
            await who.act("payment", charge.path, "cash")
        assert refused.value.answer.status_code == status
    assert (await elsewhere.ask("GET", "payment", charge.path)).status_code == 404
    await charge.pay()
    with pytest.raises(Unexpected) as refused:
        await charge.officer.act("payment", charge.path, "cash")
    assert refused.value.answer.status_code == 409


async def test_others_charges_are_not_visible(bench: Bench) -> None:
    charge = await bench.charge()
    stranger = bench.person("applicant:stranger", Role.APPLICANT)
    assert (await stranger.ask("GET", "payment", charge.path)).status_code == 404
    assert (await stranger.ask("GET", "payment", f"{charge.path}/receipts")).status_code == 404
    assert (await stranger.get("payment", "/v1/charges"))["charges"] == []
    headers = {"If-Match": "*", "Idempotency-Key": "a-stranger"}
    assert (await stranger.ask("POST", "payment", f"{charge.path}/payment", headers=headers)).status_code == 404
    supervisor = bench.person("supervisor:one", Role.SUPERVISOR, DESK)
    assert (await supervisor.get("payment", charge.path))["state"] == "open"


async def test_each_filter_finds_a_charge_and_leaves_it_out(bench: Bench) -> None:
    charge = await bench.charge()
    seen = await charge.officer.get("payment", charge.path)

    async def listed(query: Mapping[str, Any]) -> list[Any]:
        return list((await charge.officer.get("payment", "/v1/charges", **query))["charges"])

    its_own = {
        "desk": (DESK, UNRELATED),
        "agency": (AGENCY, UNRELATED),
        "state": (["open", "cancelled"], ["settled", "cancelled"]),
        "procedure": ("2.000004", "1.000011"),
        "code": (seen["code"], "H99.15-000000-0000"),
        "dossier": (seen["dossier"], seen["id"]),
    }
    await filters.find(listed, seen["id"], its_own | filters.TIMES | filters.DUE)


async def test_failed_then_paid(bench: Bench) -> None:
    charge = await bench.charge()
    first = await charge.pay()
    await bench.bank_pays(first, "failed")
    await charge.comes_to("open")
    second = await charge.pay()
    assert second != first
    await bench.bank_pays(second)
    await charge.comes_to("settled")
    assert await bench.entered(charge) == PAID


async def test_failed_then_paid_on_the_same_page(bench: Bench) -> None:
    """The bank lets the payer try again where the first card was refused, and its CONFIRM is lost."""
    charge = await bench.charge()
    reference = await charge.pay()
    await bench.bank_pays(reference, "failed")
    await charge.comes_to("open")
    await bench.order("forget")
    await bench.bank_pays(reference)
    await charge.comes_to("settled")
    assert await bench.entered(charge) == PAID


@pytest.mark.parametrize("kind", ["error", "refuse", "slow", "done_but_timeout"])
async def test_the_bank_misbehaves_when_it_is_asked_to_begin(bench: Bench, kind: str) -> None:
    charge = await bench.charge()
    await bench.order(kind)
    reference = await charge.pay()
    assert (await bench.bank_knows(reference))["state"] == "open"
    await bench.bank_pays(reference)
    await charge.comes_to("settled")
    assert await bench.moves(charge) == WAY


@pytest.mark.parametrize("kind", ["slow", "duplicate", "reorder", "wrong_signature", "tampered"])
async def test_the_bank_misbehaves_when_it_confirms(bench: Bench, kind: str) -> None:
    charge = await bench.charge()
    reference = await charge.pay()
    await bench.order(kind, on="callback")
    await bench.bank_pays(reference)
    await charge.comes_to("settled")
    assert await bench.confirmed(reference) == "taken"
    assert await bench.moves(charge) == WAY
    assert await bench.entered(charge) == PAID


async def test_a_lost_confirm_is_found_by_a_query(bench: Bench) -> None:
    charge = await bench.charge()
    reference = await charge.pay()
    await bench.order("forget")
    await bench.order("unknown")
    await bench.order("error")
    await bench.bank_pays(reference)
    await charge.comes_to("settled")
    assert await bench.confirmed(reference) == "forgotten"
    assert await bench.moves(charge) == WAY


async def test_ten_at_once_while_the_bank_misbehaves(bench: Bench) -> None:
    await bench.sandbox("PUT", "/faults/bank", {"rate": 0.3, "seed": 7})
    charges = await asyncio.gather(*(bench.charge() for _ in range(10)))

    async def scenario(number: int) -> None:
        reference = await charges[number].pay()
        if number % 3 == 0:
            await bench.bank_pays(reference, "failed")
            await charges[number].comes_to("open")
            reference = await charges[number].pay()
        await bench.bank_pays(reference)
        await charges[number].comes_to("settled", seconds=90)

    await asyncio.gather(*map(scenario, range(10)))
