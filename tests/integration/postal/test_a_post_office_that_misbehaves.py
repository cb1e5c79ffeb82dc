"""Orders whose answer is lost, webhooks that lie, vanish, come twice or out of order: one parcel, one end."""

from __future__ import annotations

from typing import Any

import pytest

from motcua.stack.waiting import until
from shared.kernel.ids import uuid7
from tests.integration.postal.office import Office, Parcel


async def ordered(office: Office, parcel: Parcel) -> list[dict[str, Any]]:
    """What the post office has for this dossier."""
    ledger = (await office.post.ask("GET", "/post/ledger"))["parcels"]
    return [one for one in ledger if one["saleOrderCode"].startswith(parcel.code)]


@pytest.mark.parametrize("unsure", [False, True], ids=["then asked", "then asked in vain"])
async def test_an_order_whose_answer_is_lost_is_not_placed_twice(office: Office, unsure: bool) -> None:
    await office.begun()  # so that the token is there, and the order is what goes wrong
    await office.faults("done_but_timeout", seconds=5)
    if unsure:
        await office.faults("unknown")
    parcel = Parcel(office, uuid7())
    parcel.code = await office.accept(parcel.dossier)
    await office.decide(parcel.dossier)
    await parcel.comes_to("created")
    [one] = await ordered(office, parcel)
    assert one["itemCode"] == await parcel.waybill()
    assert await parcel.said() == ["ConsignmentRequested", "ConsignmentCreated"]


@pytest.mark.parametrize("kind", ["error", "refuse", "slow"])
async def test_a_failing_order_is_placed_in_the_end(office: Office, kind: str) -> None:
    await office.faults(kind, times=2)
    parcel = await office.begun()
    assert len(await ordered(office, parcel)) == 1


async def test_a_spent_token_is_renewed(office: Office) -> None:
    await office.begun()
    await office.post.ask("DELETE", "/post/tokens")
    parcel = await office.begun()
    assert await parcel.said() == ["ConsignmentRequested", "ConsignmentCreated"]


async def test_a_forged_webhook_is_refused(office: Office) -> None:
    parcel = await office.begun()
    webhooks = await parcel.webhooks()
    item = {"itemCode": await parcel.waybill(), "status": 14}
    forged = {"data": [item], "sendDate": "21/11/2025 15:30:00", "signature": "Zm9yZ2Vk"}
    answer = await office.http.post("/v1/callbacks/myvnpost", json=forged)
    assert (answer.status_code, answer.json()["success"]) == (401, False)
    answer = await office.http.post("/v1/callbacks/myvnpost", content=b'{"data": 1}')
    assert (answer.status_code, answer.json()["success"]) == (400, False)
    assert (await parcel.webhooks(), await parcel.state()) == (webhooks, "created")


async def test_a_webhook_altered_on_the_way_is_sent_again_and_counts(office: Office) -> None:
    parcel = await office.begun()
    await office.faults("wrong_signature")
    await parcel.goes(6)
    await parcel.comes_to("travelling")


async def test_a_false_unsigned_item_moves_nothing(office: Office) -> None:
    """The second item says that the other parcel was delivered; its history says that it was not."""
    liar, victim = await office.begun(), await office.begun()
    others = {one["itemCode"] for one in (await office.post.ask("GET", "/post/ledger"))["parcels"]}
    others -= {await liar.waybill(), await victim.waybill()}
    for code in others:
        await office.post.ask("POST", f"/post/parcels/{code}/advance", {"status": 14})

    async def told() -> bool:
        """The next webhook is not about one of these."""
        found = [await office.post.ask("GET", f"/post/parcels/{code}") for code in others]
        return all(change["webhook"] for parcel in found for change in parcel["history"])

    await until(told)
    await office.quiet()
    webhooks = await victim.webhooks()
    await office.faults("tampered")
    await liar.goes(6)
    await liar.comes_to("travelling")
    await office.quiet()
    assert await victim.webhooks() == webhooks + 1
    assert (await victim.state(), await victim.known()) == ("created", [1])


async def test_a_lost_webhook_is_made_good_by_a_poll(office: Office) -> None:
    parcel = await office.begun()
    webhooks = await parcel.webhooks()
    await office.post.ask("PUT", "/post/webhook", {"url": ""})
    await parcel.goes(6, 12, 15, 12, 14)
    assert await parcel.state() == "created"
    await office.later(hours=6)
    await parcel.comes_to("delivered")
    assert (await parcel.said())[2:] == ["ConsignmentCollected", "DeliveryAttempted", "ConsignmentDelivered"]
    assert await parcel.webhooks() == webhooks


async def test_webhooks_that_come_twice_and_out_of_order_do_no_harm(office: Office) -> None:
    """The first is deferred until a later one has passed it; both come twice."""
    parcel = await office.begun()
    await office.faults("reorder")
    await office.faults("duplicate", times=3)
    await parcel.goes(6, 15)
    await until(lambda: _attempted(office, parcel))
    await parcel.goes(12, 14)
    await parcel.comes_to("delivered")
    await parcel.is_told()
    assert (await parcel.said())[2:] == ["ConsignmentCollected", "DeliveryAttempted", "ConsignmentDelivered"]
    assert sorted(await parcel.known()) == [1, 6, 12, 14, 15]


async def _attempted(office: Office, parcel: Parcel) -> bool:
    return bool(await office.rows("select from consignments where id = $1 and attempts = 1", parcel.id))


async def test_news_after_the_end_changes_nothing(office: Office) -> None:
    parcel = await office.begun()
    await parcel.goes(14)
    await parcel.comes_to("delivered")
    webhooks = await parcel.webhooks()
    await parcel.goes(19, 6)
    await parcel.is_told()
    await office.later(hours=7)
    await office.quiet()
    assert (await parcel.said())[2:] == ["ConsignmentDelivered"]
    assert await parcel.webhooks() == webhooks


async def test_a_parcel_the_carrier_does_not_know_yet_is_polled_again(office: Office) -> None:
    parcel = await office.begun()
    await office.faults("unknown", times=2)
    await parcel.goes(6)
    await parcel.comes_to("travelling")
    assert await parcel.known() == [1, 6]
