"""Two dozen parcels while three in ten calls and webhooks go wrong, in every way there is: each ends as it should."""

from __future__ import annotations

from collections import Counter

from motcua.stack.waiting import until
from shared.kernel.ids import uuid7
from tests.integration.postal.office import Office, Parcel

PLANS = (["delivered"], ["failed", "delivered"], ["failed", "failed", "returned"])
TOLD = (
    ["ConsignmentDelivered"],
    ["DeliveryAttempted", "ConsignmentDelivered"],
    ["DeliveryAttempted", "DeliveryAttempted", "ConsignmentReturned"],
)


async def test_every_parcel_ends_once_and_as_at_the_post_office(office: Office) -> None:
    parcels = [Parcel(office, uuid7()) for _ in range(24)]
    await office.post.ask("PUT", "/faults/post", {"rate": 0.3, "seed": 7})
    for number, parcel in enumerate(parcels):
        parcel.code = await office.accept(parcel.dossier)
        plan = {"plan": PLANS[number % 3], "reference": parcel.reference}
        await office.post.ask("POST", "/post/plan", plan)
        await office.decide(parcel.dossier)
    await until(lambda: ended(office, parcels), timeout=150)
    ledger = (await office.post.ask("GET", "/post/ledger"))["parcels"]
    placed = Counter(one["saleOrderCode"] for one in ledger)
    for number, parcel in enumerate(parcels):
        assert placed[parcel.reference] == 1
        told = [each for each in await parcel.said() if not each.endswith(("Requested", "Created", "Collected"))]
        assert told == TOLD[number % 3]


async def ended(office: Office, parcels: list[Parcel]) -> bool:
    """Hours pass whenever nothing is left to do: a webhook that was forgotten is made good by the next poll."""
    if not await office.rows("select from scheduled where at <= now() + (select ahead from clock)"):
        await office.later(hours=6)
    ids = [parcel.id for parcel in parcels]
    rows = await office.rows("select state from consignments where id = any($1)", ids)
    return len(rows) == len(parcels) and all(row["state"] in ("delivered", "returned") for row in rows)
