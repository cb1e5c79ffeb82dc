"""Sessions: one row each, sealed under a key that only the browser's cookie has.

A row is found by the hash of the cookie's secret, and what it holds (tokens, the work that was chosen) is encrypted
with a key derived from that secret: a dump of the table signs nobody in.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import secrets
from base64 import urlsafe_b64encode
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import Any

import sqlalchemy as sa
import structlog
from cryptography.fernet import Fernet, InvalidToken
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from shared.kernel.db import connect

log = structlog.get_logger()

SWEEP_EVERY = 600.0  # seconds
_NOW = sa.func.now()
_TIME = sa.DateTime(timezone=True)
rows = sa.Table(
    "sessions",
    sa.MetaData(),
    sa.Column("id", sa.LargeBinary, primary_key=True),
    sa.Column("subject", sa.Text),
    sa.Column("sealed", sa.LargeBinary, nullable=False),
    sa.Column("began_at", _TIME, nullable=False),
    sa.Column("used_at", _TIME, nullable=False),
)
SEEN_EVERY = timedelta(minutes=1)  # how exactly the last use is known
#: A row is locked while the provider and a service are asked for tokens.
PATIENT = {"lock_timeout": "30s", "idle_in_transaction_session_timeout": "60s"}


class Ended(Exception):
    """The session is over: signed out, or unused for too long."""


@dataclass
class Session:
    """One browser. `subject`: who has signed in, None before; `held`: what is sealed."""

    secret: str
    subject: str | None = None
    held: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def fresh(cls, subject: str | None = None, held: Mapping[str, Any] | None = None) -> Session:
        """A new one, whose secret nobody has seen."""
        return cls(secrets.token_urlsafe(32), subject, dict(held or {}))

    @property
    def id(self) -> bytes:
        """Where its row is."""
        return _derived(self.secret, b"id")

    @property
    def form_token(self) -> str:
        """What a form of this session carries."""
        return _derived(self.secret, b"form").hex()

    def own_form(self, token: str) -> bool:
        """Whether a form is one that this session was shown."""
        return hmac.compare_digest(self.form_token, token)

    @property
    def box(self) -> Fernet:
        """Seals what it holds."""
        return Fernet(urlsafe_b64encode(_derived(self.secret, b"seal")))

    def sealed(self) -> bytes:
        """What it holds, as it is stored."""
        return self.box.encrypt(json.dumps(self.held).encode())


def _derived(secret: str, what: bytes) -> bytes:
    """A key for one use. The secret is 256 random bits, so that one HMAC is enough (RFC 5869 section 3.3)."""
    return hmac.new(secret.encode(), what, hashlib.sha256).digest()


def pool(dsn: str) -> AsyncEngine:
    """The connections of a process. asyncpg reads the URL, because SQLAlchemy does not know its `sslmode`."""
    made = partial(connect, dsn, **PATIENT)
    return create_async_engine(
        "postgresql+asyncpg://", async_creator=made, pool_size=4, max_overflow=4, pool_pre_ping=True
    )


class Sessions:
    """The table."""

    def __init__(self, engine: AsyncEngine, idle: timedelta, longest: timedelta) -> None:
        self._engine, self._idle, self._longest = engine, idle, longest

    async def find(self, secret: str, *, used: bool = True) -> Session | None:
        """The session of a cookie, if it has not ended. `used`: somebody does something in it now."""
        session = Session(secret)
        wanted = sa.select(rows.c.subject, rows.c.sealed, (rows.c.used_at < _NOW - SEEN_EVERY).label("stale")).where(
            rows.c.id == session.id,
            rows.c.used_at > _NOW - self._idle,
            rows.c.began_at > _NOW - self._longest,
        )
        async with self._engine.begin() as tx:
            found = (await tx.execute(wanted)).first()
            if found is None:
                return None
            if found.stale and used:
                await tx.execute(sa.update(rows).where(rows.c.id == session.id).values(used_at=_NOW))
        try:
            held = json.loads(session.box.decrypt(found.sealed))
        except InvalidToken:
            return None
        return Session(secret, found.subject, held)

    async def begin(self, session: Session) -> None:
        """Its row. It is written once: what has ended is never written again."""
        known = {"subject": session.subject, "sealed": session.sealed(), "began_at": _NOW, "used_at": _NOW}
        async with self._engine.begin() as tx:
            await tx.execute(sa.insert(rows).values(id=session.id, **known))

    @asynccontextmanager
    async def changing(self, session: Session) -> AsyncIterator[None]:
        """Changes what it holds, one request after the other; kept even where the change ends in an error.

        A refresh token that two requests use ends the session at the provider. Raises Ended.
        """
        mine = rows.c.id == session.id
        async with self._engine.connect() as tx:
            found = (await tx.execute(sa.select(rows.c.sealed).where(mine).with_for_update())).first()
            if found is None:
                raise Ended
            session.held = json.loads(session.box.decrypt(found.sealed))
            try:
                yield
            finally:
                await tx.execute(sa.update(rows).where(mine).values(sealed=session.sealed()))
                await tx.commit()

    async def moved(self, session: Session) -> Session:
        """The same session under a secret that nobody has seen; it ends when it would have ended. Raises Ended."""
        moved = Session.fresh(session.subject, session.held)
        put = sa.update(rows).where(rows.c.id == session.id).values(id=moved.id, sealed=moved.sealed())
        async with self._engine.begin() as tx:
            if not (await tx.execute(put.returning(rows.c.id))).first():
                raise Ended
        return moved

    async def end(self, session: Session) -> None:
        """Forgets it."""
        async with self._engine.begin() as tx:
            await tx.execute(sa.delete(rows).where(rows.c.id == session.id))

    async def end_all(self, subject: str) -> None:
        """Forgets every session of one who has signed in."""
        async with self._engine.begin() as tx:
            await tx.execute(sa.delete(rows).where(rows.c.subject == subject))

    async def sweep(self) -> None:
        """Removes rows of sessions that have ended."""
        ended = (rows.c.used_at < _NOW - self._idle) | (rows.c.began_at < _NOW - self._longest)
        async with self._engine.begin() as tx:
            await tx.execute(sa.delete(rows).where(ended))


async def sweeping(sessions: Sessions, every: float = SWEEP_EVERY) -> None:
    """Sweeps until it is cancelled, also after a sweep that failed."""
    while True:
        await asyncio.sleep(every)
        try:
            await sessions.sweep()
        except Exception as error:
            log.warning("sessions are not swept", error=type(error).__name__)
