"""Where the provider is asked: at its name, or at the address at which the console reaches it."""

from __future__ import annotations

import httpx2
import pytest

from motcua_console.provider import NotSignedIn, Provider

NAME, INSIDE = "https://id.example", "http://signin:8000"
ENDPOINTS = ("authorization", "token", "end_session")
FOUND = {"issuer": NAME, "jwks_uri": f"{NAME}/jwks"} | {f"{end}_endpoint": f"{NAME}/{end}" for end in ENDPOINTS}


@pytest.mark.parametrize(("at", "asked"), [("", NAME), (INSIDE, INSIDE)])
async def test_it_is_asked_where_it_is_reached_and_people_are_sent_to_its_name(at: str, asked: str) -> None:
    said: list[tuple[str, str]] = []

    def answered(request: httpx2.Request) -> httpx2.Response:
        said.append((str(request.url), request.headers["host"]))
        return httpx2.Response(200, json=FOUND) if "known" in request.url.path else httpx2.Response(400, json={})

    async with httpx2.AsyncClient(transport=httpx2.MockTransport(answered)) as http:
        provider = Provider(http, NAME, "console", None, "https://console.example/signed-in", at)
        where, kept = await provider.begin()
        assert where.startswith(f"{NAME}/authorization?")
        assert (await provider.goodbye({"proof": "x"}, "") or "").startswith(f"{NAME}/end_session?")
        with pytest.raises(NotSignedIn):
            await provider.finish("code", kept)
    assert {url for url, _ in said} == {f"{asked}/.well-known/openid-configuration", f"{asked}/token"}
    assert {host for _, host in said} == {"id.example"}
