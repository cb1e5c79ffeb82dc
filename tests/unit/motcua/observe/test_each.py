"""Commands that ask several services: one that is away is named, and the rest is shown."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import httpx2
import pytest

from motcua.commands.republish import _all as republish_all
from motcua.observe.each import of_each
from motcua.observe.glossary import dossier_of, names
from motcua.observe.lag import COUNTS, compose, lags, waits
from motcua.observe.story import journal
from motcua.stack.people import Person, Unexpected
from motcua.stack.system import System
from motcua.stack.troubles import NotUp
from shared.web.callers import Role
from tests.support import tls
from tests.support.by_tls import serving

SERVICES = ("intake", "workflow", "payment")
COUNTED = {"outbox": 0, "deferred": 2, "parked": 1, "scheduled": 3, "fanouts": 0, "standing_still": None}
STILL = {"type": "/problems/stands-still", "status": 503}
CODE = "H99.01.01-261123-0001"
NOWHERE = "127.0.0.1:1"  # no broker
CLOSED = f"postgresql://nobody@{NOWHERE}/nothing"
WAITS = {"state": "waiting", "waits": {"database": "the database does not answer (TimeoutError)"}}


class World:
    """Services that answer by path; `dead` do not."""

    def __init__(self) -> None:
        self.dead: set[str] = set()
        self.asked: list[str] = []
        self.answers: dict[str, Any] = {
            "/v1/lag": COUNTED,
            "/v1/behind": [{"producer": "payment", "events": 0, "why": None}],
        }

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        service, path = request.url.host, request.url.path
        self.asked.append(f"{service}{path}")
        if service in self.dead:
            raise httpx2.ConnectError("refused")
        found = self.answers.get(f"{service}{path}", self.answers.get(path))
        if isinstance(found, bytes):
            return httpx2.Response(502, content=found)
        if isinstance(found, int):
            return httpx2.Response(found, content=b"{}")
        return httpx2.Response(
            503 if found == STILL else 200, content=json.dumps(found, separators=(",", ":")).encode()
        )

    @property
    def operator(self) -> Person:
        http = httpx2.AsyncClient(transport=httpx2.MockTransport(self))
        addresses = {service: f"http://{service}" for service in SERVICES}
        return Person(http, addresses, "token", "operator:terminal", Role.OPERATOR, pauses=(0.0,))


@pytest.fixture
def world() -> World:
    return World()


async def test_a_service_that_does_not_answer_is_named_with_its_reason(world: World) -> None:
    world.dead = {"workflow"}
    world.answers["payment/v1/lag"] = 500
    told = await of_each(world.operator, SERVICES, lambda service: world.operator.get(service, "/v1/lag"))
    assert told.found == {"intake": COUNTED}
    assert told.away == {"workflow": "ConnectError", "payment": "status 500"}


async def test_a_proxy_that_answers_for_a_service_takes_no_other_one_with_it(world: World) -> None:
    world.answers["intake/readyz"] = b"<html>Bad Gateway</html>"
    told = await of_each(world.operator, ["intake", "workflow"], lambda name: world.operator.get(name, "/v1/lag"))
    assert (told.away, [*told.found]) == ({"intake": "status 502"}, ["workflow"])


async def test_a_service_by_tls_is_trusted_by_its_bundle_alone(tmp_path: Path) -> None:
    """And why another one is not is told in a sentence, once for the service, not for the command."""
    ours, other = tls.certificate(tmp_path, "localhost"), tls.certificate(tmp_path, "other.example")

    async def counts(scope: Any, _receive: Any, send: Any) -> None:
        body = json.dumps({"waits": {}} if scope["path"] == "/readyz" else COUNTED, separators=(",", ":")).encode()
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": body})

    async with serving(counts, ours) as (_, port):
        address, found = {"intake": f"https://localhost:{port}"}, []
        for bundle in (ours, other):
            async with System(address, "", {}, "token", bundle=bundle).looker() as operator:
                found.append(await of_each(operator, address, lambda name: operator.get(name, "/v1/lag")))
    assert found[0].found == {"intake": COUNTED}
    assert found[1].away == {"intake": "ConnectError: certificate verify failed: self-signed certificate"}


async def test_a_service_whose_database_is_frozen_is_asked_nothing_more(world: World) -> None:
    world.answers["intake/readyz"] = WAITS
    told = await of_each(world.operator, ["intake"], lambda service: world.operator.get(service, "/v1/lag"))
    assert (told.away, world.asked) == ({"intake": WAITS["waits"]["database"]}, ["intake/readyz"])
    with pytest.raises(NotUp, match=r"the database does not answer \(TimeoutError\)\)\. Give the dossier's id"):
        await dossier_of(world.operator, CODE)


async def test_lag_is_not_good_while_a_database_takes_no_new_connection(world: World) -> None:
    """A frozen server keeps the connections that are open, so the services may answer."""
    told = await waits(world.operator)
    unread = dict.fromkeys(SERVICES, "0")
    assert compose(SERVICES, told, unread).good
    assert not compose(SERVICES, told, unread, closed={"intake": "TimeoutError"}).good


async def test_a_refusal_is_no_outage(world: World) -> None:
    world.answers["payment/v1/lag"] = 403
    with pytest.raises(Unexpected):
        await of_each(world.operator, SERVICES, lambda service: world.operator.get(service, "/v1/lag"))


async def test_a_service_that_stands_still_is_not_asked_again(world: World) -> None:
    world.answers["/v1/dossiers"] = STILL
    assert (await world.operator.ask("POST", "intake", "/v1/dossiers")).status_code == 503
    assert world.asked == ["intake/v1/dossiers"]


async def test_lag_has_a_row_for_each_service_whatever_is_away(world: World) -> None:
    world.dead = {"workflow"}
    world.answers["payment/v1/lag"] = {**COUNTED, "standing_still": "restored from older"}
    found = await lags(world.operator, NOWHERE, {"intake": CLOSED})
    rows = {row[0]: dict(zip((*COUNTS, "state"), row[1:], strict=True)) for row in found.rows}
    assert rows["workflow"] == {**dict.fromkeys(COUNTS, "?"), "state": "does not answer"}
    assert rows["intake"]["parked"] == "1"
    assert rows["payment"]["state"] == "stands still"
    notes = "\n".join(found.notes)
    assert f"Kafka does not answer at {NOWHERE}: see if it runs, and MOTCUA_KAFKA" in notes
    assert "the database of intake does not answer (ConnectionRefusedError)" in notes
    assert "workflow does not answer (ConnectError)" in notes
    assert "payment stands still: restored from older" in notes
    assert not found.good


async def test_what_is_behind_is_counted_by_producer(world: World) -> None:
    unread = dict.fromkeys(SERVICES, "0")
    assert compose(SERVICES, await waits(world.operator), unread).good
    world.answers["intake/v1/behind"] = [
        {"producer": "workflow", "events": 3, "why": None},
        {"producer": "payment", "events": 2, "why": None},
    ]
    world.answers["workflow/v1/behind"] = [{"producer": "intake", "events": None, "why": "intake does not answer"}]
    found = compose(SERVICES, await waits(world.operator), unread)
    assert [row[COUNTS.index("behind") + 1] for row in found.rows] == ["5", "?", "0"]
    assert found.notes == [
        "intake is 3 events behind workflow",
        "intake is 2 events behind payment",
        "workflow cannot compare: intake does not answer",
    ]


async def test_a_story_is_told_without_the_part_of_a_service_that_is_away(world: World) -> None:
    world.dead = {"workflow"}
    world.answers["/v1/journal/a-dossier"] = []
    found = await journal(world.operator, "a-dossier")
    assert (found.moves, found.away) == ([], {"workflow": "ConnectError"})
    assert (await names(world.operator, [])).of("H99.03", "en") == "H99.03"


async def test_republishing_that_ends_early_says_where(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    world.dead = {"payment"}
    with pytest.raises(httpx2.ConnectError):
        await republish_all(world.operator, "payment", 4000)
    assert "--after 4000" in capsys.readouterr().err


async def test_a_code_is_looked_up_at_intake_and_an_id_is_not(world: World) -> None:
    world.dead = {"intake"}
    key = "01a20085-4f10-7000-83d9-33a10e39d995"
    assert await dossier_of(world.operator, key) == key
    with pytest.raises(NotUp, match="Give the dossier's id"):
        await dossier_of(world.operator, CODE)
