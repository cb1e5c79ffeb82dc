"""The session of a browser, and its row."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import httpx2
import sqlalchemy as sa
from playwright.sync_api import Page

from motcua.stack.databases import CONSOLE, apart
from motcua_console.pages import COOKIE
from motcua_console.sessions import Session, Sessions, pool, rows
from tests.browser.place import Place

HOUR = timedelta(hours=1)


def secret_of(page: Page) -> str:
    return next(str(each["value"]) for each in page.context.cookies() if each["name"] == COOKIE)


def client_of(place: Place, secret: str) -> httpx2.Client:
    return httpx2.Client(base_url=place.url, headers={"Cookie": f"{COOKIE}={secret}"}, timeout=30)


@asynccontextmanager
async def table(place: Place) -> AsyncIterator[Sessions]:
    engine = pool(place.dsn(CONSOLE))
    yield Sessions(engine, HOUR / 2, 12 * HOUR)
    await engine.dispose()


def changed(place: Place, secret: str, **values: Any) -> None:
    """Writes into the row of a session."""

    async def run() -> None:
        engine = pool(place.dsn(CONSOLE))
        async with engine.begin() as tx:
            done = await tx.execute(sa.update(rows).where(rows.c.id == Session(secret).id).values(**values))
            assert done.rowcount == 1
        await engine.dispose()

    apart(run())


def held_of(place: Place, secret: str) -> dict[str, Any]:
    async def run() -> dict[str, Any]:
        async with table(place) as sessions:
            found = await sessions.find(secret, used=False)
            assert found is not None
            return found.held

    return apart(run())


def end(place: Place, secret: str) -> None:
    """Ends it, as another browser of the same person does."""

    async def run() -> None:
        async with table(place) as sessions:
            await sessions.end(Session(secret))

    apart(run())
