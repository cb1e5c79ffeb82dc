"""A provider that is not ours signs an applicant in: `oidc-provider-mock` from PyPI, whose access tokens are opaque.

Its ID token is exchanged, because the entry names the client as its audience.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
from collections.abc import AsyncIterator, Iterator
from typing import Any, NamedTuple
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest

from motcua.signin.flow import challenge_of
from motcua.stack.folders import PROJECT
from motcua.stack.ports import kept_or_new
from motcua.stack.waiting import until
from shared.kernel.issuers import TokenIssuer
from shared.web.auth import Gate
from tests.integration.http.test_a_generated_client import VENV
from tests.support.counter import Counter
from tests.support.exchanging import claims_of, exchanges

VERIFIER, CLIENT, BACK = "v" * 43, "console", "http://127.0.0.1:5173/back"
CITIZEN = {"sub": "vneid-1", "number": "099185001234", "name": "Đinh Thị Mơ", "birthdate": "1985-03-04"}
ID_TOKEN = "urn:ietf:params:oauth:token-type:id_token"


class Elsewhere(NamedTuple):
    """The provider, by its own description."""

    http: httpx2.AsyncClient
    described: dict[str, Any]

    async def signs_in(self, subject: str, client: str = CLIENT) -> dict[str, str]:
        """The code flow with PKCE."""
        proof = {"code_challenge": challenge_of(VERIFIER), "code_challenge_method": "S256"}
        asked = {"response_type": "code", "client_id": client, "redirect_uri": BACK, "scope": "openid profile"}
        page, tokens = (self.described[f"{name}_endpoint"] for name in ("authorization", "token"))
        sent = await self.http.post(page, params=asked | proof, data={"sub": subject})
        [code] = parse_qs(urlsplit(sent.headers["location"]).query)["code"]
        grant = {"grant_type": "authorization_code", "code": code, "client_id": client, "client_secret": "x"}
        answer = await self.http.post(tokens, data=grant | {"redirect_uri": BACK, "code_verifier": VERIFIER})
        told: dict[str, str] = answer.json()
        return told


@pytest.fixture
async def elsewhere() -> AsyncIterator[Elsewhere]:
    await asyncio.to_thread(subprocess.run, ["make", "-s", f"{VENV}/installed"], cwd=PROJECT, check=True)
    url = f"http://127.0.0.1:{(port := kept_or_new(None))}"
    words = (PROJECT / VENV / "bin/python", "-m", "oidc_provider_mock", "--port", str(port))
    provider = await asyncio.create_subprocess_exec(
        *words, "--user-claims", json.dumps(CITIZEN), stderr=asyncio.subprocess.DEVNULL
    )
    async with httpx2.AsyncClient() as http:

        async def described() -> Any:
            try:
                return (await http.get(f"{url}/.well-known/openid-configuration")).json()
            except httpx2.TransportError:
                return None

        await until(described, "the provider to answer")
        yield Elsewhere(http, await described())
    provider.terminate()
    await provider.wait()


@pytest.fixture
def gated(counter: Counter, elsewhere: Elsewhere) -> Iterator[None]:
    """Intake knows the provider by an entry of its settings alone."""
    entry = TokenIssuer.model_validate(
        {
            "issuer": elsewhere.described["issuer"],
            "jwks": elsewhere.described["jwks_uri"],
            "audiences": [CLIENT],
            "roles": ["applicant"],
            "prefix": "vneid:",
            "typ": "JWT",
            "nbf": False,
            "kid": False,
            "claims": {"role": "", "number": "number", "name": "name", "birth_date": "birthdate"},
        }
    )
    before = counter.app[Gate]
    counter.app[Gate] = Gate.of(counter.node.settings.model_copy(update={"issuers": (entry,)}), "intake")
    yield
    counter.app[Gate] = before


@pytest.mark.usefixtures("gated")
async def test_who_signs_in_elsewhere_is_an_applicant_here(counter: Counter, elsewhere: Elsewhere) -> None:
    told, nobody = await elsewhere.signs_in(CITIZEN["sub"]), counter.province.applicant("applicant:nobody")
    answer = await exchanges(nobody, "intake", told["id_token"], subject_token_type=ID_TOKEN)
    claims = claims_of(answer)
    assert (claims["sub"], claims["role"], claims["iss"]) == ("vneid:vneid-1", "applicant", "motcua-intake")
    shown = {"Authorization": f"Bearer {answer.json()['access_token']}"}
    account = (await counter.http.get("/v1/account", headers=shown)).json()
    assert account == {"applicant": claims["applicant"], "acts_for": []}
    opaque = await exchanges(nobody, "intake", told["access_token"])
    assert (opaque.status_code, opaque.json()["type"]) == (400, "/problems/sign-in-refused")
    direct = {"Authorization": f"Bearer {told['id_token']}"}
    assert (await counter.http.get("/v1/account", headers=direct)).json()["wrong"] == "not_exchanged"
    other = await elsewhere.signs_in(CITIZEN["sub"], client="another")
    refused = await exchanges(nobody, "intake", other["id_token"], subject_token_type=ID_TOKEN)
    assert (refused.status_code, refused.json()["wrong"]) == (400, "audience")
