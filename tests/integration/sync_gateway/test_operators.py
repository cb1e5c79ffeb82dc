"""What operators read and do about exchanges, and that others do not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import pytest

from motcua.stack.rewrapping import rewrap
from shared.contracts import workflow
from shared.kernel.ids import uuid7
from shared.kernel.peers import Peers
from shared.kernel.sealing import Masters, Sealing
from shared.web.auth import Role
from shared.web.served import ServedNode
from sync_gateway.look.jobs import Looks
from tests.integration.sync_gateway.gateway import Gateway
from tests.support import filters

PROCESSING = workflow.ProcessingStarted()


async def test_entries_told_and_waiting(gateway: Gateway) -> None:
    async with gateway.working():
        dossier = await gateway.accepted()
        await dossier.comes_to("level")
    await dossier.receives(PROCESSING)
    seen = (await gateway.api("GET", f"/v1/exchanges/{dossier.exchange}")).json()
    assert (seen["state"], seen["status"], seen["told_status"]) == ("recording", 4, 2)
    assert [(line["act"], line["told"]) for line in seen["lines"]] == [
        ("DossierAccepted", True),
        ("ProcessingStarted", False),
    ]
    assert seen["call"] == {"tries": 0, "again_at": None}
    assert seen["last_refusal"] is None

    async def listed(query: Mapping[str, Any]) -> list[Any]:
        return list((await gateway.api("GET", f"/v1/exchanges?{urlencode(query, doseq=True)}")).json()["exchanges"])

    its_own = {
        "state": (["recording", "waiting"], ["level", "waiting"]),
        "code": (seen["code"], "H99.15-000000-0000"),
        "dossier": (dossier.id, dossier.exchange),
    }
    await filters.find(listed, str(dossier.exchange), its_own | filters.TIMES)
    async with gateway.working():
        await dossier.comes_to("level")


async def test_a_list_goes_on_after_its_last_row(gateway: Gateway) -> None:
    async with gateway.working():
        for _ in range(3):
            await (await gateway.accepted()).comes_to("level")
    first = (await gateway.api("GET", "/v1/exchanges?limit=2")).json()
    then = (await gateway.api("GET", f"/v1/exchanges?limit=2&after={first['after']}")).json()
    ids = [row["id"] for row in first["exchanges"] + then["exchanges"]]
    assert len(ids) == len(set(ids)) >= 3
    assert len(ids) > 2


async def test_a_refusal_is_shown_in_the_portals_words_and_sent_again(gateway: Gateway) -> None:
    """Busy it is for a while; the operator does not wait for the pause to end."""
    async with gateway.working():
        await (await gateway.accepted()).comes_to("level")
        await gateway.faults("refuse", times=2)  # the look-up, and the record
        dossier = await gateway.accepted()
        await dossier.comes_to("waiting")
    seen = await gateway.api("GET", f"/v1/exchanges/{dossier.exchange}")
    refusal = seen.json()["last_refusal"]
    assert (refusal["code"], refusal["message"]) == ("-99", "Hệ thống bận, vui lòng thử lại")
    assert "bận" not in await _dumped(gateway)
    (move,) = seen.json()["moves"]
    assert (move["move"], move["possible"], move["fields"]) == ("Resend", True, [])
    path = f"/v1/exchanges/{dossier.exchange}/resend"
    assert (await gateway.api("POST", path)).status_code == 428
    assert (await gateway.api("POST", path, If_Match='"99"')).status_code == 412
    sent = await gateway.api("POST", path, If_Match=seen.headers["ETag"], Idempotency_Key=str(uuid7()))
    assert (sent.status_code, sent.json()["state"], sent.json()["declines"]) == (200, "waiting", 0)
    async with gateway.working():
        await dossier.comes_to("level")
    assert await dossier.progress() == [2]


async def test_the_portals_words_stay_readable_under_another_master_key_and_end_with_their_own(
    gateway: Gateway,
) -> None:
    """A rewrapping that was interrupted goes on; what has another key already is left alone."""
    async with gateway.working():
        await (await gateway.accepted()).comes_to("level")
        await gateway.faults("refuse", times=2)
        dossier = await gateway.accepted()
        await dossier.comes_to("waiting")
    path = f"/v1/exchanges/{dossier.exchange}"
    before, told = await _dumped(gateway), list[tuple[int, int]]()
    first = Sealing().master_keys.get_secret_value()
    masters = Masters(f"2:another-one,{first}")
    with pytest.raises(InterruptedError):
        await rewrap(gateway.scratch.owner_dsn, masters, _interrupts, batch=1)
    done = await rewrap(gateway.scratch.owner_dsn, masters, lambda *so_far: told.append(so_far), batch=1)
    assert told == [(nth + 1, done) for nth in range(done)]
    assert await rewrap(gateway.scratch.owner_dsn, masters, _interrupts, batch=1) == 0
    assert await _dumped(gateway) == before
    assert (await gateway.api("GET", path)).status_code == 503  # it does not know the new one
    gateway.app[Masters] = Masters("2:another-one")
    assert (await gateway.api("GET", path)).json()["last_refusal"]["code"] == "-99"
    [look] = await gateway.rows("select role, why from accesses where dossier = $1", dossier.id)
    assert dict(look) == {"role": "operator", "why": "operation"}
    looks = Looks(gateway.app[ServedNode], gateway.app[Peers])
    assert [await looks.step(), await looks.step(), len(gateway.looks)] == [30, 30, 1], "and intake is told of it once"
    assert str(dossier.id) in {each["dossier"] for each in gateway.looks[0]}
    await gateway.rows("delete from sealing_keys where subject = $1", dossier.id)
    assert (await gateway.api("GET", path)).json()["last_refusal"] is None
    gateway.app[Masters] = Masters.of(Sealing())
    await rewrap(gateway.scratch.owner_dsn, Masters(f"{first},2:another-one"), lambda *_: None)


async def _dumped(gateway: Gateway) -> str:
    return "\n".join(row["line"] for row in await gateway.rows("select t::text as line from troubles t"))


def _interrupts(_done: int, _total: int) -> None:
    raise InterruptedError


async def test_what_is_level_can_be_sent_again(gateway: Gateway) -> None:
    async with gateway.working():
        dossier = await gateway.accepted()
        await dossier.comes_to("level")
        path = f"/v1/exchanges/{dossier.exchange}/resend"
        assert (await gateway.api("POST", path, If_Match="*")).json()["state"] == "waiting"
        await dossier.comes_to("level")
    told = await dossier.told()
    assert (told["updates"], told["repeated"], await dossier.progress()) == (1, 0, [2])


@pytest.mark.parametrize("role", [Role.APPLICANT, Role.OFFICER, Role.SERVICE])
async def test_only_operators_read_exchanges(gateway: Gateway, role: Role) -> None:
    for method, path in (("GET", ""), ("GET", f"/{uuid7()}"), ("POST", f"/{uuid7()}/resend")):
        assert (await gateway.api(method, f"/v1/exchanges{path}", role)).status_code == 403


async def test_what_is_not_there(gateway: Gateway) -> None:
    assert (await gateway.api("GET", f"/v1/exchanges/{uuid7()}")).status_code == 404
    assert (await gateway.api("POST", f"/v1/exchanges/{uuid7()}/resend", If_Match="*")).status_code == 404
    assert (await gateway.api("GET", "/v1/exchanges?state=asleep")).status_code == 422
