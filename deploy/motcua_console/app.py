"""A process of the console: `python -m motcua_console.app`, or with the word `migrate` the tables of its sessions."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from importlib.resources import files
from typing import Any
from urllib.parse import urlsplit

import uvicorn
from fastapi import APIRouter, Depends, Request
from fastapi.responses import JSONResponse, Response
from fastapi.staticfiles import StaticFiles

from motcua_console import signin
from motcua_console.answers import ANSWERS
from motcua_console.calls import Calls, client
from motcua_console.headers import headers
from motcua_console.pages import Parts, SignedOut, visiting
from motcua_console.provider import Provider
from motcua_console.public import (
    applying,
    filling,
    mandates,
    mine,
    own,
    paying,
    procedures,
    requests,
    supplement,
    tracking,
)
from motcua_console.public import entries as everybody
from motcua_console.rates import admitted
from motcua_console.sessions import Sessions, pool, sweeping
from motcua_console.settings import Door, Migration, Settings, brokers
from motcua_console.staff import entries as staff
from motcua_console.staff import events, outside, parked, repair, services
from motcua_console.staff.routers import FOR_OFFICERS
from motcua_console.tail import Tail
from shared.kernel.brokers import Kafka
from shared.kernel.declared import Unfit, read
from shared.kernel.envelope import topic_of
from shared.kernel.migrate import migrate
from shared.web.buckets import Bucket
from shared.web.middleware import Always
from shared.web.parts import App

PAGES: Mapping[Door, Sequence[APIRouter]] = {
    Door.STAFF: (
        *(signin.router, *FOR_OFFICERS, applying.router, filling.router),
        *(services.router, events.router, parked.router, outside.router, repair.router),
    ),
    Door.PUBLIC: (
        *(signin.router, tracking.router, procedures.router, mine.router, own.router, supplement.router, paying.router),
        *(applying.router, filling.router, requests.router, mandates.router),
    ),
}
ENTRIES = {Door.STAFF: staff.ENTRIES, Door.PUBLIC: everybody.ENTRIES}


class Static(StaticFiles):
    """Files of ours: kept by browsers, which ask whether they are still the same."""

    def file_response(self, *asked: Any, **more: Any) -> Response:
        answer = super().file_response(*asked, **more)
        answer.headers["cache-control"] = "no-cache"
        return answer


def build(settings: Settings, sessions: Sessions | None = None, kafka: Kafka = "") -> App:
    """The application. Nothing is connected before its first request. `sessions`: elsewhere than in the database.

    `kafka`: where it follows the topics, for operators; empty: it does not.
    """
    engine = pool(settings.database_url)
    calls, signing_in = Calls(settings.services, client(settings.services_ca)), client(settings.issuer_ca)
    secret = settings.client_secret.get_secret_value() if settings.client_secret else None
    provider = Provider(
        signing_in, settings.issuer, settings.client, secret, f"{settings.url}/signed-in", settings.issuer_at
    )
    sessions = sessions or Sessions(engine, timedelta(seconds=settings.idle), timedelta(seconds=settings.longest))
    public = settings.door is Door.PUBLIC
    visits = Bucket(settings.visits_a_minute) if public else None
    parts = Parts(settings, sessions, calls, provider, ENTRIES[settings.door], visits)

    tail = Tail(kafka, [topic_of(service) for service in settings.services])

    @asynccontextmanager
    async def life(_app: App) -> AsyncIterator[None]:
        kept = [asyncio.create_task(each) for each in (sweeping(sessions), *([tail.run()] if kafka else ()))]
        yield
        for each in kept:
            each.cancel()
        await calls.close()
        await signing_in.aclose()
        await engine.dispose()

    app = App(title="motcua console", lifespan=life, openapi_url=None, redirect_slashes=False)
    app[Parts], app[Tail] = parts, tail
    app.mount("/static", Static(directory=str(files("motcua_console") / "static")))
    app.add_api_route("/healthz", _healthy)
    app.add_api_route("/readyz", _healthy)
    app.add_api_route("/", _first)
    app.add_api_route("/{language}/", _first)
    for router in PAGES[settings.door]:
        app.include_router(router, dependencies=[Depends(admitted)] if public else [])
    for error, answer in ANSWERS.items():
        app.add_exception_handler(error, answer)
    provider_at = "{0.scheme}://{0.netloc}".format(urlsplit(settings.issuer))
    app.add_middleware(Always, headers=headers(provider_at, https=settings.url.startswith("https:")))
    return app


async def _healthy() -> Response:
    return JSONResponse({"status": "ok"})


async def _first(request: Request) -> Response:
    visit = await visiting(request)
    if not visit.entries and (visit.session is None or visit.session.subject is None):
        raise SignedOut
    return visit.go(visit.entries[0].path) if visit.entries else visit.page("nothing.html", 403)


def main() -> None:
    """Runs until SIGTERM; with the word `migrate` it makes the tables, and ends."""
    try:
        match sys.argv[1:]:
            case []:
                settings = read(Settings)
                _serve(settings, brokers(settings, os.environ))
            case ["migrate"]:
                asyncio.run(migrate(read(Migration).owner_database_url, "motcua_console"))
            case _:
                raise Unfit("its only word is `migrate`")
    except Unfit as unfit:
        raise SystemExit(f"The console does not start:\n{unfit}") from None


def _serve(settings: Settings, kafka: Kafka) -> None:
    uvicorn.run(
        build(settings, kafka=kafka),
        host=settings.host,
        port=settings.port,
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=bool(settings.proxies),
        forwarded_allow_ips=[str(network) for network in settings.proxies],
        limit_concurrency=settings.threads,
        timeout_graceful_shutdown=2,
    )


if __name__ == "__main__":
    main()
