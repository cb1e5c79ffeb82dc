"""Faults of the console and of the provider where people sign in. Each looks on as one officer at the pages."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from random import Random

import httpx2

from motcua.simulation.scenarios import Clock, Scene
from motcua.stack.databases import CONSOLE
from motcua.stack.pages import Pages
from motcua.stack.provider import Provider
from motcua_console.sessions import Sessions, pool
from tests.chaos.installation import Installation
from tests.support.visitor import Form, Forms, Visitor

OFFICER = "officer:desk-2"
LEAST = 3  # kills
SOON = 0.3  # seconds after a form was sent in which the console is killed
AGAIN = 0.1  # seconds between two tries of a browser
SEEN, BACK, REFUSED, MOVED, AWAY = 200, 303, 403, 409, 503


@asynccontextmanager
async def opened(stage: Installation) -> AsyncIterator[tuple[Provider, Pages, httpx2.AsyncClient]]:
    """The provider and the staff's pages beside the services."""
    provider, pages = Provider(stage.stack), Pages(stage.stack)
    try:
        await asyncio.to_thread(provider.open)
        await asyncio.to_thread(pages.open, stage.whole.services.peers)
        async with httpx2.AsyncClient(timeout=60) as http:
            yield provider, pages, http
    finally:
        await asyncio.to_thread(pages.stop)
        await asyncio.to_thread(provider.stop)


async def console_killed(stage: Installation, seconds: float, rng: Random) -> str:
    """Killed while a form is sent, which is sent again until it is answered: done once, and the officer is still in."""
    until, kills = time.monotonic() + seconds, 0
    async with opened(stage) as (_, pages, http):
        officer = Visitor(http, pages.url)
        await officer.signs_in(OFFICER)
        while time.monotonic() < until or kills < LEAST:
            scene = Scene(stage.province, next(stage.load.people), Clock(stage.province.operator))
            await scene.hand_in()
            page = await officer.opens(f"/vi/dossiers/{scene.dossier}")
            [form] = [each for each in Forms(page.text).found if each.action.partition("?")[0].endswith("/Accept")]
            sent = asyncio.create_task(_until_answered(officer, form))
            await asyncio.sleep(rng.uniform(0, SOON))
            await asyncio.to_thread(pages.kill)
            await asyncio.to_thread(pages.open, stage.whole.services.peers)
            kills += 1
            answer = await sent
            assert answer.status_code in (BACK, MOVED), f"{answer.status_code} {answer.text[:300]}"
            assert "/sign-in" not in answer.headers.get("location", ""), "the session has not survived"
            accepted = [move for move in await scene.journal() if move.event == "DossierAccepted"]
            assert len(accepted) == 1, f"accepted {len(accepted)} times"
    return f"{kills} kills, {kills} forms done once"


async def _until_answered(visitor: Visitor, form: Form) -> httpx2.Response:
    while True:
        try:
            return await visitor.sends(form)
        except httpx2.TransportError:
            await asyncio.sleep(AGAIN)


async def provider_down(stage: Installation, seconds: float, _rng: Random) -> str:
    """Nobody signs in, and is told so; who is in goes on until the token must be renewed, and then is told too."""
    async with opened(stage) as (provider, pages, http):
        officer, stranger = Visitor(http, pages.url), Visitor(http, pages.url)
        await officer.signs_in(OFFICER)
        try:
            await asyncio.to_thread(provider.kill)
            until, looks = time.monotonic() + seconds, 0
            while time.monotonic() < until or not looks:
                await _shows(officer, "/vi/queue", SEEN)
                await _shows(stranger, "/vi/sign-in", AWAY, "signin")
                looks += 1
                await asyncio.sleep(AGAIN)
            await _time_passes(stage, officer)
            for _ in range(2):  # the session is still there: nothing else would be asked of the provider
                await _shows(officer, "/vi/queue", AWAY, "signin")
        finally:
            await asyncio.to_thread(provider.open)
        await _shows(officer, "/vi/queue", REFUSED, "/vi/sign-in")  # the provider has forgotten whom it let in
        await officer.signs_in(OFFICER)
        await _shows(officer, "/vi/queue", SEEN)
    return f"{seconds:.0f} s away, {looks} looks at a page meanwhile"


async def _shows(visitor: Visitor, path: str, status: int, words: str = "") -> None:
    page = await visitor.opens(path)
    assert (page.status_code, words in page.text) == (status, True), f"{path}: {page.status_code} {page.text[:300]}"


async def _time_passes(stage: Installation, visitor: Visitor) -> None:
    """The tokens of the session end now."""
    engine = pool(stage.stack.addresses.writer_dsn(CONSOLE))
    try:
        sessions = Sessions(engine, timedelta(hours=1), timedelta(hours=1))
        session = await sessions.find(visitor.secret)
        assert session is not None, "it has signed in"
        for kept in ("own", "tokens"):
            session.held[kept]["until"] = 0.0
        await sessions.keep(session)
    finally:
        await engine.dispose()
