"""The sandbox as a process: `python -m sandbox.app`, settings from `SANDBOX_*`.

The composition root: opens the ledgers, gives the counterparts a courier and faults, and mounts the wire routes and
the script routes.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import uvicorn
from fastapi import APIRouter, FastAPI

from sandbox.bank import scripts as bank_scripts
from sandbox.bank import wire as bank_wire
from sandbox.bank.counter import Bank
from sandbox.bank.ledger import Books
from sandbox.book import Book
from sandbox.faults import scripts as fault_scripts
from sandbox.faults.courier import Courier
from sandbox.faults.plan import Faults
from sandbox.mailbox import gateway as sms
from sandbox.mailbox import scripts as mailbox_scripts
from sandbox.mailbox.messages import Messages
from sandbox.mailbox.reports import Reports
from sandbox.mailbox.smtp import MailServer
from sandbox.portal import scripts as portal_scripts
from sandbox.portal import wire as portal_wire
from sandbox.portal.records import Records
from sandbox.portal.sessions import Sessions
from sandbox.post import scripts as post_scripts
from sandbox.post import wire as post_wire
from sandbox.post.office import Office
from sandbox.post.parcels import Parcels
from sandbox.post.signature import Signer
from sandbox.settings import Settings

GRACE = 1  # seconds a running call has when the process ends

health = APIRouter(tags=["health"])


@health.get("/healthz")
@health.get("/readyz", include_in_schema=False)
async def healthz() -> dict[str, str]:
    """Always 200: the sandbox depends on nothing."""
    return {"status": "ok"}


def build(settings: Settings) -> FastAPI:
    """The application. Nothing is opened before its lifespan begins."""
    app = FastAPI(title="motcua sandbox", version="1", lifespan=_life)
    app.state.settings = settings
    app.state.faults = Faults(settings.rate, settings.seed)
    app.add_exception_handler(post_wire.BadToken, post_wire.bad_token)
    for part in (
        fault_scripts,
        bank_wire,
        bank_scripts,
        post_wire,
        post_scripts,
        portal_wire,
        portal_scripts,
        sms,
        mailbox_scripts,
    ):
        app.include_router(part.router)
    app.include_router(health)
    return app


@asynccontextmanager
async def _life(app: FastAPI) -> AsyncIterator[None]:
    settings: Settings = app.state.settings
    courier = Courier(app.state.faults, settings)
    books = [Book(settings.state / f"{name}.jsonl") for name in ("bank", "post", "portal", "mailbox")]
    bank = app.state.bank = Bank(Books(books[0]), courier)
    office = app.state.post = Office(Parcels(books[1]), Signer(settings.state / "post.pem"), courier, settings)
    app.state.records, app.state.messages = Records(books[2]), Messages(books[3])
    app.state.sessions = Sessions(settings.portal_session_seconds, settings.portal_session_calls)
    app.state.tokens = post_wire.Tokens(settings.post_token_seconds)
    app.state.reports = Reports(courier, settings)
    server = MailServer(app.state.messages, app.state.reports, app.state.faults, settings)
    await server.open()
    _configured(settings, bank, office)
    bank.resume()
    office.resume()
    yield
    await server.close()
    await office.close()
    await courier.close()
    for book in books:
        book.close()


def _configured(settings: Settings, bank: Bank, office: Office) -> None:
    """Partners and webhooks from the settings, unless a script has set others."""
    if settings.partner not in bank.books.partners:
        named: dict[str, Any] = {"name": settings.partner, "callback": settings.partner_callback}
        bank.books.note("partner", **named, secret=settings.partner_secret, token=None)
    if settings.post_webhook and not office.parcels.hook:
        office.parcels.note("hook", url=settings.post_webhook)


def main() -> None:
    """Runs until SIGTERM. No access log: some paths contain people's addresses."""
    settings = Settings()
    uvicorn.run(
        build(settings),
        host=settings.host,
        port=settings.port,
        log_level="error",
        access_log=False,
        timeout_graceful_shutdown=GRACE,
    )


if __name__ == "__main__":
    main()
