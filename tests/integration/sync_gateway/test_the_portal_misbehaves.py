"""The portal times out after doing it, forgets the session, is busy, is down: nothing is lost, nothing is doubled."""

from __future__ import annotations

import asyncio

import pytest

from motcua.stack.waiting import until
from shared.contracts import workflow
from sync_gateway.portal.clients import Portal
from sync_gateway.portal.errors import PortalAway
from tests.integration.sync_gateway.gateway import Dossier, Gateway
from tests.support.exchanges import SOUND

PROCESSING = workflow.ProcessingStarted()
DECIDED = workflow.CaseDecided(result="KQ01", on_time=True)
AFTER_LOOK_UP = {"kind": "slow", "seconds": 0}  # the look-up behaves; the order behind this is for the next call


async def logged_in(gateway: Gateway) -> None:
    """The portal has given a session, so that the next call is a look-up."""
    dossier = await gateway.accepted()
    await dossier.comes_to("level")


async def test_a_create_that_timed_out_but_was_done_becomes_an_update(gateway: Gateway) -> None:
    """And the look-up knows nothing of it either: the portal says that it exists."""
    async with gateway.working():
        await logged_in(gateway)
        await gateway.faults(**AFTER_LOOK_UP)
        await gateway.faults("done_but_timeout")
        dossier = await gateway.accepted()
        await tried(gateway, dossier)
        await gateway.faults("unknown", on="answer")
        await dossier.comes_to("level")
    told = await dossier.told()
    assert (told["statuses"], told["updates"], told["repeated"]) == (["2"], 1, 0)
    assert await dossier.progress() == [2]


async def tried(gateway: Gateway, dossier: Dossier) -> None:
    """Back when a call has come to nothing and waits to be made again."""
    later = "select from scheduled where entity = $1 and attempts = 1 and leased_until < now() + interval '20 s'"

    async def waits() -> bool:
        return bool(await gateway.rows(later, dossier.exchange))

    await until(waits)


async def test_progress_that_timed_out_but_was_done_is_not_doubled(gateway: Gateway) -> None:
    async with gateway.working():
        await logged_in(gateway)
        await gateway.faults(**AFTER_LOOK_UP)
        await gateway.faults(**AFTER_LOOK_UP)
        await gateway.faults("done_but_timeout")
        dossier = await gateway.accepted()
        await dossier.receives(PROCESSING)
        await dossier.comes_to("level")
    assert await dossier.progress() == [2, 4]
    assert (await dossier.told())["repeated"] in (1, 2), "told twice, taken once"


async def test_a_session_that_ends_between_two_calls(gateway: Gateway) -> None:
    portal = Portal(gateway.account())
    try:
        assert (await portal.ask("TraCuuHoSo", mahoso="H99.15-261110-0000")).result == []
        first = portal._session
        await gateway.portal.ask("DELETE", "/portal/sessions")
        replies = await asyncio.gather(*(portal.ask("TraCuuHoSo", mahoso="H99.15-261110-0000") for _ in range(5)))
        assert all(reply.good for reply in replies)
        assert portal._session != first
    finally:
        await portal.close()


async def test_a_dossier_goes_on_when_its_session_has_ended(gateway: Gateway) -> None:
    async with gateway.working():
        dossier = await gateway.accepted()
        await dossier.comes_to("level")
        await gateway.portal.ask("DELETE", "/portal/sessions")
        await dossier.receives(PROCESSING)
        await dossier.comes_to("level")
    assert await dossier.progress() == [2, 4]
    assert "PortalDeclined" not in await dossier.said()


async def test_a_wrong_password_is_no_answer(gateway: Gateway) -> None:
    portal = Portal(gateway.account().model_copy(update={"username": "no-one"}))
    try:
        with pytest.raises(PortalAway, match="login refused"):
            await portal.ask("TraCuuHoSo", mahoso="H99.15-261110-0000")
    finally:
        await portal.close()


async def test_a_busy_portal_is_asked_again(gateway: Gateway) -> None:
    """Look-up and record are refused, then the look-up alone, which blocks nothing."""
    async with gateway.working():
        await logged_in(gateway)
        await gateway.faults("refuse", times=3)
        dossier = await gateway.accepted()
        await dossier.comes_to("level")
    assert (await dossier.said()).count("PortalDeclined") == 1
    row = await dossier.row()
    assert (row["declines"], row["retry_at"]) == (0, None)


async def test_a_look_up_that_is_refused_updates_what_the_portal_has(gateway: Gateway) -> None:
    async with gateway.working():
        dossier = await gateway.accepted()
        await dossier.comes_to("level")
        await gateway.faults("refuse")
        await dossier.receives(PROCESSING)
        await dossier.comes_to("level")
    told = await dossier.told()
    assert (told["statuses"], told["updates"]) == (["2", "4"], 1)
    assert "PortalDeclined" not in await dossier.said()


async def test_an_outage_for_a_whole_case_is_made_good_after(gateway: Gateway) -> None:
    """Everything arrives then, in order, each once; the record goes out once, as it is in the end."""
    await gateway.portal_is_down()
    async with gateway.working():
        dossiers = [await gateway.accepted() for _ in range(3)]
        for dossier in dossiers:
            await tried(gateway, dossier)
        for event in (PROCESSING, SOUND[workflow.FeeRequested], SOUND[workflow.FeePaid], DECIDED):
            for dossier in dossiers:
                await dossier.receives(event)
    for dossier in dossiers:  # with no call in the air, which would tell what was true before
        await dossier.receives(workflow.ResultReturned())
    await gateway.portal_is_back()
    async with gateway.working():
        for dossier in dossiers:
            await dossier.comes_to("level", seconds=60)
    for dossier in dossiers:
        told = await dossier.told()
        assert await dossier.progress() == [2, 4, 6, 4, 9, 10]
        assert (told["statuses"], told["updates"], told["repeated"]) == (["10"], 0, 0)
        assert (await dossier.said())[-2:] == ["RecordAcknowledged", "PortalTold"]


async def test_a_third_of_all_calls_goes_wrong(gateway: Gateway) -> None:
    kinds = ["slow", "error", "refuse", "done_but_timeout", "unknown"]
    await gateway.portal.ask("PUT", "/faults/portal", {"rate": 0.3, "seed": 7, "kinds": kinds})
    async with gateway.working(2):
        dossiers = [await gateway.accepted() for _ in range(10)]
        for event in (PROCESSING, DECIDED, workflow.ResultReturned()):
            for dossier in dossiers:
                await dossier.receives(event)
        for dossier in dossiers:
            await dossier.comes_to("level", seconds=100)
    for dossier in dossiers:
        assert await dossier.progress() == [2, 4, 9, 10]
        assert (await dossier.told())["record"]["TrangThaiHoSo"] == "10"
