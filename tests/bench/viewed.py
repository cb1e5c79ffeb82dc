"""(m) The console's pages at 1,000,000 cases, tasks and dossiers: how long one takes, how many a second, and memory.

Officers of a large, a middle and a small agency have signed in before: their sessions are written, with tokens of ours.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from datetime import timedelta
from itertools import cycle, islice
from typing import Any

import httpx2
import psutil
from sqlalchemy.ext.asyncio import create_async_engine

from motcua.stack.databases import CONSOLE
from motcua.stack.migrations import migrate_all
from motcua.stack.pages import Pages, PublicPages
from motcua.stack.services import Services
from motcua.stack.whole import outside
from motcua_console.pages import COOKIE
from motcua_console.sessions import Session, Sessions
from shared.web.auth import Role
from tests.bench.ground import Yard
from tests.bench.latency import percentile
from tests.bench.listed import LARGE, MIDDLE, OFFICER, SMALL, api, figures

AGENCIES = (LARGE, MIDDLE, SMALL)
OTHERS = ("payment", "postal", "sync-gateway")
NOBODY = "http://127.0.0.1:9"  # counterparts that are never called
LONG = timedelta(hours=12)
QUEUE = "/vi/queue"
AT_ONCE = 8  # officers who open one page after the other
DOSSIERS = 60  # of each agency, opened in turns
MB = 1024 * 1024


async def seen(yard: Yard, count: int, times: int, seconds: float) -> AsyncIterator[tuple[str, dict[str, float]]]:
    """p50 and p99 in ms of the queue and of a dossier, one request after the other; pages a second; megabytes."""
    async with AsyncExitStack() as ended:
        peers = {name: await ended.enter_async_context(api(yard, name, count)) for name in ("workflow", "intake")}
        peers |= await ended.enter_async_context(_others(yard))
        pages, public = Pages(yard.stack), PublicPages(yard.stack)
        for each in (public, pages):
            ended.callback(each.stop)
            await asyncio.to_thread(each.open, peers)
        http = await ended.enter_async_context(httpx2.AsyncClient(timeout=60))
        cookies = [await _signed_in(yard, agency) for agency in AGENCIES]
        late: list[float] = []
        queues = [(cookie, QUEUE) for cookie in cookies]
        yield "queue", figures(late, await _timed(http, pages.url, queues, times))
        dossiers = await _dossiers(yard, http, peers["workflow"], cookies)
        yield "dossier", figures(late, await _timed(http, pages.url, dossiers, times))
        yield "all", figures([], late)
        yield "together", await _together(http, pages.url, [*queues * DOSSIERS, *dossiers], seconds)
        yield "memory", {"staff": _memory(yard, pages.name), "public": _memory(yard, public.name)}


@asynccontextmanager
async def _others(yard: Yard) -> AsyncIterator[Mapping[str, str]]:
    """The services that a page also asks; they have nothing."""
    await asyncio.to_thread(migrate_all, yard.stack.addresses, OTHERS)
    services = Services(yard.stack, yard.issuer, OTHERS)
    try:
        for name in OTHERS:
            await asyncio.to_thread(services.start, name, ("api",), None, outside(NOBODY))
        yield services.peers
    finally:
        await asyncio.to_thread(services.stop_all)


async def _signed_in(yard: Yard, agency: str) -> str:
    """The cookie of an officer who works there."""
    engine = create_async_engine(yard.stack.addresses.writer_dsn(CONSOLE).replace("://", "+asyncpg://", 1))
    until, scope = time.time() + LONG.total_seconds(), f"officer@{agency}"
    own = {"token": yard.issuer.token(OFFICER, Role.OFFICER, agency), "until": until, "scope": scope}
    held = {"own": own, "scope": scope, "role": "officer", "agency": agency, "name": OFFICER, "tokens": {}}
    session = Session.fresh(OFFICER, held)
    try:
        await Sessions(engine, LONG, LONG).keep(session)
    finally:
        await engine.dispose()
    return f"{COOKIE}={session.secret}"


async def _dossiers(
    yard: Yard, http: httpx2.AsyncClient, workflow: str, cookies: Sequence[str]
) -> list[tuple[str, str]]:
    """Dossiers at work of each agency, in turns."""
    found: list[list[tuple[str, str]]] = []
    for agency, cookie in zip(AGENCIES, cookies, strict=True):
        headers = {"Authorization": f"Bearer {yard.issuer.token(OFFICER, Role.OFFICER, agency)}"}
        query: dict[str, Any] = {"state": ["open", "claimed"], "limit": DOSSIERS}
        tasks = (await http.get(f"{workflow}/v1/tasks", params=query, headers=headers)).json()["tasks"]
        found.append([(cookie, f"/vi/dossiers/{task['dossier']}") for task in tasks])
    return [each for turn in zip(*found, strict=False) for each in turn]


async def _timed(http: httpx2.AsyncClient, console: str, asked: Sequence[tuple[str, str]], times: int) -> list[float]:
    """How long each page took, after two rounds that are not counted."""
    took = [await _open(http, console, *each) for each in islice(cycle(asked), (times + 2) * len(AGENCIES))]
    return took[2 * len(AGENCIES) :]


async def _open(http: httpx2.AsyncClient, console: str, cookie: str, path: str) -> float:
    began = time.perf_counter()
    page = await http.get(console + path, headers={"Cookie": cookie})
    took = (time.perf_counter() - began) * 1000
    assert page.status_code == 200, f"{path}: {page.status_code} {page.text[:500]}"
    return took


async def _together(
    http: httpx2.AsyncClient, console: str, asked: Sequence[tuple[str, str]], seconds: float
) -> dict[str, float]:
    """Pages a second, half of them queues, and their p99, by some officers at once."""
    turns, took, began = cycle(asked), list[float](), time.perf_counter()

    async def officer() -> None:
        while True:
            took.append(await _open(http, console, *next(turns)))

    with suppress(TimeoutError):
        async with asyncio.timeout(seconds), asyncio.TaskGroup() as officers:
            for _ in range(AT_ONCE):
                officers.create_task(officer())
    return {"pages/s": len(took) / (time.perf_counter() - began), "p99": percentile(took, 99)}


def _memory(yard: Yard, name: str) -> float:
    known = yard.stack.state.process(f"counterparts:{name}")
    assert known is not None, "it runs"
    return float(psutil.Process(known.pid).memory_info().rss) / MB
