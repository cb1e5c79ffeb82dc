"""A dossier's scenario as the portal is told it: the record first, then every line, in order, once."""

from __future__ import annotations

from typing import Any

from motcua.stack.waiting import until
from shared.contracts import workflow
from tests.integration.sync_gateway.gateway import Dossier, Gateway
from tests.support.exchanges import LATER, SOUND, settled

PROCESSING = workflow.ProcessingStarted()
DECIDED = workflow.CaseDecided(result="KQ01", on_time=True)
RETURNED = workflow.ResultReturned()


async def test_record_then_progress(gateway: Gateway) -> None:
    async with gateway.working():
        dossier = await gateway.accepted()
        await dossier.comes_to("level")
        told = await dossier.told()
        assert (told["record"]["ChuHoSo"], told["record"]["TrangThaiHoSo"]) == ("Lò Thị Mẫu", "2")
        assert told["record"]["DonViXuLy"] == "Sở Công Thương"
        for event in (PROCESSING, DECIDED, RETURNED):
            await dossier.receives(event)
            await dossier.comes_to("level")
    told = await dossier.told()
    assert told["statuses"] == ["2", "4", "9", "10"]
    assert await dossier.progress() == [2, 4, 9, 10]
    assert (told["repeated"], told["updates"]) == (0, 3)
    assert told["record"]["NgayTra"] >= told["record"]["NgayKetThucXuLy"] > ""
    assert (await dossier.said())[:3] == ["ExchangeOpened", "RecordAcknowledged", "PortalTold"]


async def test_an_officer_is_named_and_otherwise_the_agency(gateway: Gateway) -> None:
    """Known to workflow, of the agency, or neither."""
    neighbour = gateway.neighbours["workflow"]
    async with gateway.working():
        dossier = await gateway.accepted()
        for actor, agency, event in (
            ("officer:trade", "H99.03", PROCESSING),
            ("officer:gone-before", "H99.03", SOUND[workflow.ApologyGiven]),
            ("officer:trade", "H99.04", DECIDED),
        ):
            neighbour.actor, neighbour.agency = actor, agency
            await dossier.receives(event)
        neighbour.actor, neighbour.agency = "person", None
        await dossier.comes_to("level")
    lines = (await dossier.told())["progress"]
    assert [(line["NguoiXuLy"], line["ChucDanh"]) for line in lines] == [
        ("Ủy ban nhân dân phường Bến Thuyền", ""),
        ("Nguyễn Hải Yến", "Chuyên viên"),
        ("Sở Công Thương", ""),
        ("Sở Công Thương", ""),
    ]
    assert {line["PhongBanXuLy"] for line in lines[1:]} == {"Sở Công Thương"}
    assert "Hải Yến" not in str(await gateway.rows("select l::text, j::text from lines l, journal j"))


async def test_a_name_is_not_kept(gateway: Gateway) -> None:
    async with gateway.working():
        dossier = await gateway.accepted()
        await dossier.comes_to("level")
    for table in ("exchanges", "dossiers", "submissions", "lines", "troubles", "journal"):
        kept = await gateway.rows(f"select t::text as row from {table} t where dossier = $1", dossier.id)
        assert "Lò" not in str(kept)
        assert "001190000001" not in str(kept)


async def test_news_during_a_call_is_sent_by_the_next_one(gateway: Gateway) -> None:
    async with gateway.working():
        first = await gateway.accepted()
        await first.comes_to("level")  # logged in
        await gateway.faults("slow", seconds=0.5)
        dossier = await gateway.accepted()
        await gateway_asks(gateway)
        await dossier.receives(PROCESSING, DECIDED)
        await dossier.comes_to("level")
    assert await dossier.said() == [
        *("ExchangeOpened", "NewsQueued", "NewsQueued", "RecordAcknowledged"),
        *("LinesAcknowledged", "RecordAcknowledged", "PortalTold"),
    ]
    told = await dossier.told()
    assert (await dossier.progress(), told["statuses"]) == ([2, 4, 9], ["2", "9"])
    assert (told["repeated"], told["updates"]) == (0, 1)


async def gateway_asks(gateway: Gateway) -> None:
    """Back when the slow answer is being waited for."""

    async def ordered() -> bool:
        return not (await gateway.portal.ask("GET", "/faults"))["portal"]["ordered"]

    await until(ordered)


async def test_many_entries_go_ten_at_a_time(gateway: Gateway) -> None:
    """The portal takes no more at once; each ten is acknowledged before the next."""
    dossier = await gateway.accepted()
    asked, resumed = SOUND[workflow.SupplementRequested], SOUND[workflow.ProcessingResumed]
    await dossier.receives(PROCESSING, *(asked, resumed) * 10)
    async with gateway.working():
        await dossier.comes_to("level")
    assert await dossier.progress() == [2, 4, *(5, 4) * 10]
    assert (await dossier.said()).count("LinesAcknowledged") == 2
    assert (await dossier.told())["repeated"] == 0


async def test_an_apology_changes_the_promised_date(gateway: Gateway) -> None:
    async with gateway.working():
        dossier = await gateway.accepted()
        await dossier.receives(PROCESSING, SOUND[workflow.ApologyGiven])
        await dossier.comes_to("level")
    told = await dossier.told()
    assert told["record"]["NgayHenTra"] == f"{LATER['due_at']:%Y%m%d}100000"
    assert await dossier.progress() == [2, 4, 4]
    assert told["progress"][-1]["NoiDungXuLy"] == "Xin lỗi và đề nghị gia hạn thời gian giải quyết"


async def test_two_producers_in_either_order_end_the_same(gateway: Gateway) -> None:
    """Workflow and payment are received before the acceptance, or in between, or after: the portal knows the same."""
    fee = SOUND[workflow.FeeRequested]
    usual, early, late = [gateway.newcomer() for _ in range(3)]
    async with gateway.working():
        await usual.is_accepted()
        await usual.receives(PROCESSING, fee, settled(), SOUND[workflow.FeePaid])
        await early.receives(PROCESSING, fee, settled(), SOUND[workflow.FeePaid])
        deferred = await gateway.rows("select kind from deferred where dossier = $1 order by id", early.id)
        assert {row["kind"] for row in deferred} == {"refused", "waiting"}
        await early.is_accepted()
        await late.is_accepted()
        await late.receives(PROCESSING, fee, SOUND[workflow.FeePaid], settled())
        ends = [await ended(dossier) for dossier in (usual, early, late)]
    assert ends[0] == ends[1] == ends[2]
    assert ends[0]["record"] == ("4", "1")
    assert ends[0]["progress"] == [2, 4, 6, 4]


async def ended(dossier: Dossier) -> dict[str, Any]:
    """What there is once all is received and told."""

    async def all_told() -> bool:
        row = await dossier.row()
        return bool(row) and row["state"] == "level" and row["news"] == 5

    await until(all_told)
    told, row = await dossier.told(), await dossier.row()
    columns = {name: row[name] for name in ("state", "status", "news", "recorded", "told", "told_status")}
    record = (told["record"]["TrangThaiHoSo"], told["record"]["DuocThanhToanTrucTuyen"])
    return {**columns, "record": record, "progress": await dossier.progress(), "repeated": told["repeated"]}


async def test_two_workers_at_once(gateway: Gateway) -> None:
    dossiers = [await gateway.accepted() for _ in range(12)]
    async with gateway.working(2):
        for event in (PROCESSING, DECIDED, RETURNED):
            for dossier in dossiers:
                await dossier.receives(event)
        for dossier in dossiers:
            await dossier.comes_to("level")
    for dossier in dossiers:
        told = await dossier.told()
        assert await dossier.progress() == [2, 4, 9, 10]
        assert (told["repeated"], told["record"]["TrangThaiHoSo"]) == (0, "10")
