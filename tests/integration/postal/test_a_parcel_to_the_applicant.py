"""The scenario of a consignment on the real stack, with the post office behaving: delivered, returned, declined,
read.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from motcua.stack.waiting import until
from shared.kernel.ids import uuid7
from shared.web.auth import Role
from tests.integration.postal.office import AGENCY, DESK, Office, Parcel
from tests.support import filters


async def test_a_result_is_delivered(office: Office) -> None:
    parcel = await office.begun()
    await parcel.goes(2, 6, 7, 10, 11, 12, 14)
    await parcel.comes_to("delivered")
    assert await parcel.said() == [
        "ConsignmentRequested",
        "ConsignmentCreated",
        "ConsignmentCollected",
        "ConsignmentDelivered",
    ]
    [row] = await office.rows("select proof, ended_at from consignments where id = $1", parcel.id)
    assert row["proof"] == f"{await parcel.waybill()}/14"
    assert row["ended_at"] is not None
    assert await office.rows("select from scheduled where entity = $1", parcel.id) == []


async def test_two_attempts_fail_and_it_comes_back(office: Office) -> None:
    """TT 17/2017/TT-BTTTT."""
    parcel = await office.begun()
    await parcel.goes(6, 10, 12, 15, 12, 15)
    await until(lambda: _attempts(office, parcel, 2))
    assert await parcel.state() == "travelling"
    await parcel.goes(16, 17, 18, 24, 19)
    await parcel.comes_to("returned")
    assert (await parcel.said())[2:] == [
        "ConsignmentCollected",
        "DeliveryAttempted",
        "DeliveryAttempted",
        "ConsignmentReturned",
    ]


async def _attempts(office: Office, parcel: Parcel, wanted: int) -> bool:
    [row] = await office.rows("select attempts from consignments where id = $1", parcel.id)
    return bool(row["attempts"] == wanted)


async def test_a_parcel_that_no_postman_could_collect_stays_at_the_desk(office: Office) -> None:
    """Lấy hàng thất bại: the carrier tries no more."""
    parcel = await office.begun()
    await parcel.goes(2, 4, 5)
    await parcel.goes(4, 8)
    await parcel.comes_to("returned")
    assert (await parcel.said())[2:] == ["ConsignmentReturned"]


async def test_what_is_fetched_at_the_desk_is_not_posted(office: Office) -> None:
    dossier = uuid7()
    await office.accept(dossier)
    await office.decide(dossier, returns="desk")
    await until(lambda: office.rows("select from streams where dossier = $1 and checkpoints ? 'workflow'", dossier))
    assert await Parcel(office, dossier).state() is None


async def test_a_decision_that_overtakes_the_acceptance_waits_for_it(office: Office) -> None:
    parcel = Parcel(office, uuid7())
    await office.decide(parcel.dossier)
    await until(lambda: office.rows("select from deferred where dossier = $1", parcel.dossier))
    await office.accept(parcel.dossier)
    await parcel.comes_to("created")
    assert await office.rows("select from deferred") == []


async def test_the_order_has_name_and_address(office: Office) -> None:
    parcel = await office.begun()
    [found] = (await office.post.ask("GET", "/post/ledger"))["parcels"][-1:]
    assert (found["saleOrderCode"], found["itemCode"]) == (parcel.reference, await parcel.waybill())
    for table in ("consignments", "dossiers", "lines", "journal"):
        assert await office.rows(f"select from {table} t where t::text ~ 'Mận|0900000001|Hoa Ban'") == []


async def test_a_result_whose_order_is_declined_stays_at_the_desk(office: Office) -> None:
    """It is asked for some minutes; here the pauses between are over at once."""
    parcel = Parcel(office, uuid7())
    code = await office.accept(parcel.dossier)
    office.people[parcel.dossier]["receiver"]["address"]["line"] = " "
    await office.decide(parcel.dossier)

    async def is_given_up() -> bool:
        await office.rows("update scheduled set leased_until = now() where name = 'order' and entity = $1", parcel.id)
        return await parcel.state() == "returned"

    await until(is_given_up)
    assert await parcel.said() == ["ConsignmentRequested", "ConsignmentReturned"]
    ledger = (await office.post.ask("GET", "/post/ledger"))["parcels"]
    assert not [one for one in ledger if one["saleOrderCode"].startswith(code)]


async def test_each_filter_finds_a_parcel_and_leaves_it_out(office: Office) -> None:
    parcel = await office.begun()

    async def listed(query: Mapping[str, Any]) -> list[Any]:
        address = f"/v1/consignments?{urlencode(query, doseq=True)}"
        answer = await office.read(address, "officer-1", Role.OFFICER, DESK)
        return list(answer.raise_for_status().json()["consignments"])

    its_own = {
        "desk": (DESK, AGENCY),
        "agency": (AGENCY, DESK),
        "state": (["created", "travelling"], ["delivered", "travelling"]),
        "carrier": ("myvnpost", "another"),
        "code": (parcel.code, "H99.15-000000-0000"),
        "dossier": (parcel.dossier, parcel.id),
    }
    await filters.find(listed, str(parcel.id), its_own | filters.TIMES)


async def test_who_may_see_it(office: Office) -> None:
    parcel = await office.begun(owner="mrs-man")
    await parcel.goes(2, 6)
    await parcel.comes_to("travelling")
    one, many = f"/v1/consignments/{parcel.id}", f"/v1/consignments?dossier={parcel.dossier}"
    insiders = [
        ("mrs-man", Role.APPLICANT, None),
        ("officer-1", Role.OFFICER, DESK),
        ("head-1", Role.SUPERVISOR, AGENCY),
    ]
    for who in insiders:
        seen = (await office.read(one, *who)).raise_for_status().json()
        assert [line["status"] for line in seen["history"]] == [1, 2, 6]
        assert seen["history"][-1] | {"at": ""} == {
            "status": 6,
            "meaning": "collected",
            "vi": "Đã lấy hàng",
            "en": "Collected",
            "at": "",
        }
        assert (seen["state"], seen["code"], seen["moves"]) == ("travelling", parcel.code, [])
        listed = (await office.read(many, *who)).raise_for_status().json()
        assert [each["id"] for each in listed["consignments"]] == [str(parcel.id)]
    for who in [("mr-tho", Role.APPLICANT, None), ("officer-2", Role.OFFICER, "H99.16")]:
        assert (await office.read(one, *who)).status_code == 404
        assert (await office.read(many, *who)).json()["consignments"] == []
    assert (await office.read(one, "service:workflow", Role.SERVICE)).status_code == 403
    assert (await office.http.get(one)).status_code == 401
