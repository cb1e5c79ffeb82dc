"""A process of the console: `python -m motcua_console.app`, or with the word `migrate` the tables of its sessions."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from importlib.resources import files
from urllib.parse import urlsplit

import uvicorn
from fastapi import Request
from fastapi.responses import JSONResponse, RedirectResponse, Response
from fastapi.staticfiles import StaticFiles
from sqlalchemy.ext.asyncio import create_async_engine

from motcua_client.base import Refused
from motcua_console import signin
from motcua_console.calls import Away, Calls
from motcua_console.headers import headers
from motcua_console.pages import Parts, SignedOut, Stranger, address, visiting, with_cookie
from motcua_console.provider import NotSignedIn, Provider
from motcua_console.public import entries as public
from motcua_console.public import mine, procedures, tracking
from motcua_console.sessions import Sessions
from motcua_console.settings import Door, Migration, Settings
from motcua_console.staff import dossier, parked, services
from motcua_console.staff import entries as staff
from motcua_console.staff.routers import FOR_OFFICERS
from motcua_console.work import Choose
from shared.kernel.declared import Unfit, read
from shared.kernel.migrate import migrate
from shared.web.middleware import Always
from shared.web.parts import App

PAGES = {
    Door.STAFF: (*FOR_OFFICERS, services.router, parked.router),
    Door.PUBLIC: (tracking.router, procedures.router, mine.router, dossier.router),
}
ENTRIES = {Door.STAFF: staff.ENTRIES, Door.PUBLIC: public.ENTRIES}
SWEEP_EVERY = 600.0
UNKNOWN = 404


def build(settings: Settings) -> App:
    """The application. Nothing is connected before its first request."""
    dsn = settings.database_url.replace("postgresql://", "postgresql+asyncpg://", 1)
    engine = create_async_engine(dsn, pool_size=4, max_overflow=4)
    calls = Calls(settings.services)
    secret = settings.client_secret.get_secret_value() if settings.client_secret else None
    provider = Provider(
        calls.http, settings.issuer, settings.client, secret, f"{settings.url}/signed-in", settings.issuer_at
    )
    sessions = Sessions(engine, timedelta(seconds=settings.idle), timedelta(seconds=settings.longest))
    parts = Parts(settings, sessions, calls, provider, ENTRIES[settings.door])

    @asynccontextmanager
    async def life(_app: App) -> AsyncIterator[None]:
        swept = asyncio.create_task(_sweep(sessions))
        yield
        swept.cancel()
        await calls.close()
        await engine.dispose()

    app = App(title="motcua console", lifespan=life, openapi_url=None, redirect_slashes=False)
    app[Parts] = parts
    app.mount("/static", StaticFiles(directory=str(files("motcua_console") / "static")))
    app.add_api_route("/healthz", _healthy)
    app.add_api_route("/readyz", _healthy)
    app.add_api_route("/", _first)
    app.add_api_route("/{language}/", _first)
    for router in (signin.router, *PAGES[settings.door]):
        app.include_router(router)
    for error, answer in ANSWERS.items():
        app.add_exception_handler(error, answer)
    provider_at = "{0.scheme}://{0.netloc}".format(urlsplit(settings.issuer))
    app.add_middleware(Always, headers=headers(provider_at, https=settings.url.startswith("https:")))
    return app


async def _sweep(sessions: Sessions) -> None:
    while True:
        await asyncio.sleep(SWEEP_EVERY)
        await sessions.sweep()


async def _healthy() -> Response:
    return JSONResponse({"status": "ok"})


async def _first(request: Request) -> Response:
    visit = await visiting(request)
    if not visit.entries and (visit.session is None or visit.session.subject is None):
        raise SignedOut
    return visit.go(visit.entries[0].path) if visit.entries else visit.page("nothing.html", 403)


async def _to_sign_in(request: Request, _error: Exception) -> Response:
    visit = await visiting(request)
    back = visit.path if request.method == "GET" else ""
    return RedirectResponse(address(visit.to("/sign-in"), to=back), 303)


async def _to_choose(request: Request, _error: Exception) -> Response:
    visit = await visiting(request)
    return RedirectResponse(address(visit.to("/work"), to=visit.path if request.method == "GET" else ""), 303)


async def _refused(request: Request, error: Exception) -> Response:
    """A service's problem as a page; a token that it does not know ends the session."""
    assert isinstance(error, Refused)
    visit = await visiting(request)
    if error.status == 401 and visit.session:  # noqa: PLR2004  # RFC 9110
        await visit.parts.sessions.end(visit.session)
        return with_cookie(await _to_sign_in(request, error), None)
    return visit.page("refused.html", error.status, problem=error.problem)


async def _away(request: Request, error: Exception) -> Response:
    assert isinstance(error, Away)
    answer = (await visiting(request)).page("away.html", 503, service=error.service)
    answer.headers["Retry-After"] = "5"
    return answer


async def _stranger(request: Request, _error: Exception) -> Response:
    return (await visiting(request)).page("stranger.html", 403)


async def _not_signed_in(request: Request, error: Exception) -> Response:
    return with_cookie((await visiting(request)).page("not_signed_in.html", 403, why=str(error)), None)


async def _broken(request: Request, _error: Exception) -> Response:
    return (await visiting(request)).page("broken.html", 500)


async def _unknown(request: Request, _error: Exception) -> Response:
    return (await visiting(request)).page("unknown.html", UNKNOWN)


#: What a request is answered with that ends in one of these.
ANSWERS: dict[int | type[Exception], Callable[[Request, Exception], Awaitable[Response]]] = {
    SignedOut: _to_sign_in,
    Choose: _to_choose,
    NotSignedIn: _not_signed_in,
    Refused: _refused,
    Away: _away,
    Stranger: _stranger,
    UNKNOWN: _unknown,
    Exception: _broken,  # it is logged too
}


def main() -> None:
    """Runs until SIGTERM; with the word `migrate` it makes the tables, and ends."""
    try:
        match sys.argv[1:]:
            case []:
                _serve(read(Settings))
            case ["migrate"]:
                asyncio.run(migrate(read(Migration).owner_database_url, "motcua_console"))
            case _:
                raise Unfit("its only word is `migrate`")
    except Unfit as unfit:
        raise SystemExit(f"The console does not start:\n{unfit}") from None


def _serve(settings: Settings) -> None:
    uvicorn.run(
        build(settings),
        host=settings.host,
        port=settings.port,
        log_level="warning",
        access_log=False,
        server_header=False,
        limit_concurrency=settings.threads,
        timeout_graceful_shutdown=2,
    )


if __name__ == "__main__":
    main()
