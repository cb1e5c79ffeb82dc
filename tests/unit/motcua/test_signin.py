"""The development OpenID provider, as a client meets it: the code flow, what it refuses, and that a gate takes it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import parse_qs, urlsplit

import httpx2
import jwt
import pytest
from pydantic import ValidationError

from motcua.signin import app as signin
from motcua.signin.flow import Sessions, asked, challenge_of, is_loopback
from motcua.signin.people import SAMPLE
from motcua.stack.issuer import Issuer
from shared.kernel.settings import Settings
from shared.web.auth import Gate, Role

URL = "http://127.0.0.1:28123"
VERIFIER = "v" * 43
BACK = "http://127.0.0.1:5173/back?from=here"
ASKED = {
    "response_type": "code",
    "client_id": "console",
    "redirect_uri": BACK,
    "state": "s&t",
    "nonce": "n-1",
    "code_challenge": challenge_of(VERIFIER),
    "code_challenge_method": "S256",
}
DESK = {"sub": "officer:desk-1"}


class Client(NamedTuple):
    http: httpx2.AsyncClient
    folder: Path

    async def chosen(self, **changes: str) -> dict[str, str]:
        """What is sent back when a person is chosen at the page."""
        answer = await self.http.post("/authorize", data=ASKED | DESK | changes)
        assert answer.status_code == 303, answer.text
        to = urlsplit(answer.headers["location"])
        assert f"{to.scheme}://{to.netloc}{to.path}" == "http://127.0.0.1:5173/back"
        return {name: values[0] for name, values in parse_qs(to.query).items()}

    async def redeemed(self, given: str, **changes: str) -> httpx2.Response:
        known = {"grant_type": "authorization_code", "client_id": "console", "redirect_uri": BACK, "code": given}
        return await self.http.post("/token", data=known | {"code_verifier": VERIFIER} | changes)

    async def refreshed(self, token: str, **changes: str) -> httpx2.Response:
        known = {"grant_type": "refresh_token", "client_id": "console", "refresh_token": token}
        return await self.http.post("/token", data=known | changes)

    async def signed_in(self, **changes: str) -> dict[str, Any]:
        answer = await self.redeemed((await self.chosen(**changes))["code"])
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found


@pytest.fixture(scope="module")
async def client(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Client]:
    folder = tmp_path_factory.mktemp("issuer")
    transport = httpx2.ASGITransport(signin.build(URL, folder))
    async with httpx2.AsyncClient(transport=transport, base_url=URL) as http:
        yield Client(http, folder)


async def test_a_client_finds_its_way_by_discovery_alone(client: Client) -> None:
    found = (await client.http.get("/.well-known/openid-configuration")).json()
    assert found["issuer"] == URL
    assert found["code_challenge_methods_supported"] == ["S256"]
    page = await client.http.get(found["authorization_endpoint"], params=ASKED)
    assert page.status_code == 200
    assert all(each.subject in page.text for each in SAMPLE)
    assert "default-src 'none'" in page.headers["content-security-policy"]
    keys = (await client.http.get(found["jwks_uri"])).json()["keys"]
    assert [{"kid", "alg", "x"} <= key.keys() and "d" not in key for key in keys] == [True]


async def test_who_is_chosen_is_signed_in(client: Client) -> None:
    back = await client.chosen()
    assert (back["state"], back["iss"], back["from"]) == ("s&t", URL, "here")
    told = (await client.redeemed(back["code"])).json()
    proof = jwt.decode(told["id_token"], options={"verify_signature": False})
    assert (proof["sub"], proof["aud"], proof["nonce"], proof["iss"]) == ("officer:desk-1", "console", "n-1", URL)
    about = await client.http.get("/userinfo", headers={"Authorization": f"Bearer {told['access_token']}"})
    assert about.json() == DESK | {"name": "Lê Thu Hà", "acr": "2"}
    for wrong in (told["id_token"], "nonsense", ""):
        answer = await client.http.get("/userinfo", headers={"Authorization": f"Bearer {wrong}"})
        assert answer.status_code == 401


async def test_the_gate_takes_its_tokens_by_settings_alone(client: Client) -> None:
    given = {"environment": "development", "database_url": "", "kafka": ""}
    gate = Gate.of(Settings.model_validate(given | {"issuers": Issuer(client.folder).trusted_at(URL)}), "intake")
    officer = await gate.signed_in((await client.signed_in())["access_token"])
    assert (officer.subject, officer.level, officer.client) == ("officer:desk-1", 2, "console")
    assert officer.roles == {*Role} - {Role.SERVICE}
    applicant = await gate.signed_in((await client.signed_in(sub="applicant:you"))["access_token"])
    assert applicant.proved
    assert (applicant.proved.number, applicant.proved.name) == ("099190000123", "Nguyễn Thị Bình")
    somebody = await gate.signed_in((await client.signed_in(sub="operator:else"))["access_token"])
    assert (somebody.subject, somebody.proved) == ("operator:else", None)


def test_production_refuses_it(client: Client) -> None:
    known = {
        "environment": "production",
        "database_url": "",
        "kafka": "",
        "issuers": Issuer(client.folder).trusted_at(URL),
    }
    with pytest.raises(ValidationError, match=r"MOTCUA_ISSUERS: 0: is not for production"):
        Settings.model_validate(known)


FOREIGN = [
    "https://console.example/back",
    "http://console.example/back",
    "http://127.0.0.1.example/back",
    "http://127.0.0.1@console.example/back",
    "http://user@127.0.0.1/back",
    "http://127.0.0.1\\@console.example/back",
    "http://127.0.0.1:port/back",
    "http://127.0.0.1/back#part",
    "javascript:alert(1)",
    "//127.0.0.1/back",
    "",
]


@pytest.mark.parametrize("redirect", FOREIGN)
async def test_nobody_is_sent_to_a_foreign_address(client: Client, redirect: str) -> None:
    assert not is_loopback(redirect)
    for answer in (
        await client.http.get("/authorize", params=ASKED | {"redirect_uri": redirect}),
        await client.http.post("/authorize", data=ASKED | DESK | {"redirect_uri": redirect}),
    ):
        assert answer.status_code == 400
        assert "location" not in answer.headers


WRONG_REQUESTS = [
    {"response_type": "token"},
    {"code_challenge_method": "plain"},
    {"code_challenge": ""},
    {"sub": "001099012345"},
]


@pytest.mark.parametrize("changes", WRONG_REQUESTS, ids=str)
async def test_a_wrong_request_is_told_where_it_came_from(client: Client, changes: dict[str, str]) -> None:
    back = await client.chosen(**changes)
    assert "code" not in back
    assert back["error_description"]


WRONG_REDEMPTIONS = [
    {"code_verifier": "w" * 43},
    {"code_verifier": "short"},
    {"code_verifier": ASKED["code_challenge"]},
    {"client_id": "another"},
    {"redirect_uri": "http://127.0.0.1:5173/back"},
    {"grant_type": "password"},
    {"code": "nonsense"},
]


@pytest.mark.parametrize("changes", WRONG_REDEMPTIONS, ids=str)
async def test_a_code_is_of_use_to_its_client_alone(client: Client, changes: dict[str, str]) -> None:
    answer = await client.redeemed((await client.chosen())["code"], **changes)
    assert answer.status_code == 400
    assert answer.json()["error"] in {"invalid_grant", "unsupported_grant_type"}


async def test_a_wrong_verifier_uses_the_code_up(client: Client) -> None:
    code = (await client.chosen())["code"]
    assert (await client.redeemed(code, code_verifier="w" * 43)).status_code == 400
    assert (await client.redeemed(code)).status_code == 400


async def test_a_code_that_comes_twice_ends_its_session(client: Client) -> None:
    code = (await client.chosen())["code"]
    told = (await client.redeemed(code)).json()
    assert (await client.redeemed(code)).status_code == 400
    assert (await client.refreshed(told["refresh_token"])).status_code == 400


async def test_a_refresh_token_is_replaced_and_an_old_one_ends_the_session(client: Client) -> None:
    first = (await client.signed_in())["refresh_token"]
    assert (await client.refreshed(first, client_id="another")).status_code == 400
    second = (await client.refreshed(first)).json()["refresh_token"]
    assert second != first
    assert (await client.refreshed(first)).status_code == 400
    assert (await client.refreshed(second)).status_code == 400


async def test_who_signs_out_is_not_refreshed(client: Client) -> None:
    told = await client.signed_in()
    other = await client.signed_in(sub="officer:register-1")
    leaving = {"id_token_hint": told["id_token"], "post_logout_redirect_uri": BACK, "state": "bye"}
    foreign = await client.http.get("/logout", params=leaving | {"post_logout_redirect_uri": FOREIGN[0]})
    assert (foreign.status_code, "location" in foreign.headers) == (400, False)
    assert (await client.http.get("/logout", params=leaving | {"id_token_hint": "nonsense"})).status_code == 400
    assert (await client.http.get("/logout", params=leaving)).headers["location"] == f"{BACK}&state=bye"
    assert (await client.refreshed(told["refresh_token"])).status_code == 400
    assert (await client.refreshed(other["refresh_token"])).status_code == 200


def test_a_code_lasts_a_minute() -> None:
    clock = [0.0]
    sessions = Sessions(lambda: clock[0])
    told = {"client_id": "console", "redirect_uri": BACK, "code_verifier": VERIFIER}
    early, late = (sessions.code(SAMPLE[0], asked(ASKED)) for _ in range(2))
    clock[0] = 60.0
    assert sessions.redeemed(told | {"code": early}).who is SAMPLE[0]
    clock[0] = 60.1
    with pytest.raises(signin.NotGranted):
        sessions.redeemed(told | {"code": late})


async def test_no_foreign_name_leads_to_it(client: Client) -> None:
    """A page elsewhere whose name resolves to this machine reads nothing."""
    assert (await client.http.get("/jwks.json", headers={"Host": "console.example"})).status_code == 400
    allowed = await client.http.get("/jwks.json", headers={"Origin": "https://console.example"})
    assert "access-control-allow-origin" not in allowed.headers
