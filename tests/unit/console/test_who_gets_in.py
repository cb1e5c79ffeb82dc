"""Every route of both doors, new ones too: without a session, with a form that nobody was shown, and its headers."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urlencode

import httpx2
import pytest
from fastapi.routing import APIRoute

from motcua_console.app import PAGES, build
from motcua_console.sessions import Session, Sessions
from motcua_console.settings import Door, Settings

NOTHING = "http://127.0.0.1:9"  # nothing answers there
HERE = "http://console.test"
SAMPLE = {"language": "vi", "deferred": "1", "dossier": "00000000-0000-7000-8000-000000000000"}
SIGNED_IN = {"name": "x", "role": "officer", "agency": None, "own": {"until": 2**40, "token": "x"}}
#: Open to everybody, by door. Whatever is not here asks who comes.
OPEN = {
    Door.STAFF: {"GET /{language}/sign-in", "GET /signed-in", "GET /{language}/signed-out"},
    Door.PUBLIC: {
        *("GET /{language}/sign-in", "GET /signed-in", "GET /{language}/signed-out"),
        *("GET /{language}/track", "POST /{language}/track", "GET /{language}/track/{code}"),
        *("GET /{language}/procedures", "GET /{language}/procedures/{code}"),
    },
}
#: What every answer says (OWASP Secure Headers Project).
HEADERS = {
    "cache-control": "no-store",
    "content-security-policy": "default-src 'none'",
    "cross-origin-embedder-policy": "require-corp",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(self)",
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "x-permitted-cross-domain-policies": "none",
}


class One(Sessions):
    """One session, which is nobody's before its holder has signed in."""

    def __init__(self, session: Session) -> None:
        self.only = session

    async def find(self, secret: str, *, used: bool = True) -> Session | None:
        return self.only if secret == self.only.secret else None

    async def begin(self, session: Session) -> None:
        """Nobody is asked for it again."""

    async def end(self, session: Session) -> None:
        """It goes on."""

    @asynccontextmanager
    async def changing(self, session: Session) -> AsyncIterator[None]:
        yield


def routes(door: Door) -> Iterator[tuple[str, str, str]]:
    """Name, method and a path of each."""
    for route in (route for router in PAGES[door] for route in router.routes if isinstance(route, APIRoute)):
        for method in sorted(route.methods):
            path = re.sub(r"{(\w+)}", lambda found: SAMPLE.get(found[1], "nothing"), route.path)
            needed = [each.alias for each in route.dependant.query_params if each.field_info.is_required()]
            yield f"{method} {route.path}", method, f"{path}?{urlencode(dict.fromkeys(needed, 'nothing'))}"


def settings(door: Door) -> Settings:
    names = ("intake", "workflow", "payment", "postal", "sync-gateway")
    told: dict[str, Any] = {"door": door, "url": HERE, "issuer": NOTHING, "services": dict.fromkeys(names, NOTHING)}
    return Settings(environment="development", database_url="postgresql://nobody@127.0.0.1:9/x", **told)


@asynccontextmanager
async def browser(door: Door, session: Session | None = None) -> AsyncIterator[httpx2.AsyncClient]:
    app = build(settings(door), One(session or Session.fresh()))
    cookie = {"Cookie": f"__Host-session={session.secret}"} if session else {}
    there = httpx2.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx2.AsyncClient(transport=there, base_url=HERE, headers=cookie) as client:
        yield client


@pytest.mark.parametrize("door", Door)
async def test_nobody_gets_in_without_a_session(door: Door) -> None:
    found = {}
    async with browser(door) as client:
        for name, method, path in routes(door):
            answer = await client.request(method, path)
            refused = answer.status_code == 403 and method == "POST"
            sent = answer.status_code == 303 and answer.headers["location"].startswith("/vi/sign-in")
            if not (refused or sent):
                found[name] = answer.status_code
    assert found.keys() <= OPEN[door], found
    assert {name for name, *_ in routes(door)} >= OPEN[door]


@pytest.mark.parametrize("door", Door)
async def test_a_form_that_the_session_was_not_shown_does_nothing(door: Door) -> None:
    session = Session.fresh("somebody", SIGNED_IN | {"tokens": {"until": 0}})
    right, foreign = session.form_token, Session.fresh().form_token
    tries: list[tuple[dict[str, str], dict[str, str]]] = [
        ({}, {}),
        ({"form": foreign}, {}),
        ({"form": right}, {"Sec-Fetch-Site": "cross-site"}),
        ({"form": right}, {"Sec-Fetch-Site": "same-site"}),
        ({"form": right}, {"Sec-Fetch-Site": "none"}),
    ]
    found = []
    async with browser(door, session) as client:
        for name, method, path in routes(door):
            for told, headers in tries if method != "GET" else ():
                open_form = name in OPEN[door] and not headers
                answer = await client.request(method, path, data=told, headers=headers)
                if answer.status_code != 403 and not open_form:
                    found.append((name, told, headers, answer.status_code))
    assert found == []


@pytest.mark.parametrize("door", Door)
async def test_every_answer_has_its_headers(door: Door) -> None:
    found = []
    async with browser(door) as client:
        for _, method, path in (*routes(door), ("", "GET", "/"), ("", "GET", "/vi/nowhere"), ("", "PUT", "/vi/work")):
            told = (await client.request(method, path)).headers
            found += [(path, name) for name, begins in HEADERS.items() if not told.get(name, "").startswith(begins)]
        kept = await client.get("/static/app.css")
    assert found == []
    assert kept.headers["cache-control"] == "no-cache"


async def test_an_address_that_leads_nowhere_is_a_page() -> None:
    session = Session.fresh("somebody", SIGNED_IN)
    async with browser(Door.STAFF, session) as client:
        for method, path, status in (
            ("GET", "/vi/nowhere", 404),
            ("GET", "/vi/stories/none", 404),
            ("GET", "/vi/received?tab=none", 404),
            ("DELETE", "/vi/work", 405),
        ):
            answer = await client.request(method, path)
            assert (answer.status_code, answer.headers["content-type"]) == (status, "text/html; charset=utf-8"), path


async def test_a_service_that_is_away_is_a_page_that_says_so() -> None:
    session = Session.fresh("somebody", SIGNED_IN)
    async with browser(Door.STAFF, session) as client:
        answer = await client.get("/vi/queue")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
