"""Migrates a database to the tables of this version: the kernel's first, then the service's own.

A job with the owner's role runs it before anything starts; an advisory lock lets one run at a time. Each package has
its own version table, so that the kernel and a service are migrated independently.

A migration whose module says `stop = True` and a `reason` runs only while no process of the service is connected, and
is noted in `stops`: a version that does not know it refuses to work on these tables (decision 26).
"""

from __future__ import annotations

from functools import partial
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

import asyncpg
import stamina
from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import ScriptDirectory
from sqlalchemy import text
from sqlalchemy.engine import Connection
from sqlalchemy.ext.asyncio import create_async_engine
from stamina.instrumentation import StructlogOnRetryHook, set_on_retry_hooks

from shared.kernel.failure import Failure, failure

LOCK = 0x6D69677261746521
TIMEOUT = "1s"  # every later query of a table waits behind a migration that waits for its lock
FRESH = "select pg_stat_clear_snapshot()"  # else the transaction sees the sessions that it saw first
SESSIONS = r"select count(*) from pg_stat_activity where datname = current_database() and usename like '%\_writer'"
NOTE = "insert into stops(package, revision, reason) values (:package, :revision, :reason)"


class StillRunning(Exception):
    """A migration needs all processes of this service stopped, and some are connected to its database."""


async def migrate(owner_dsn: str, *packages: str, **told: Any) -> None:
    """Upgrades the tables of these packages (`shared`, `intake`, ...) in one transaction.

    `told` is among the options of a migration's context: the `environment`, for one that reads settings.
    A table that is in use for long (by a back-up) is tried again and again, so that no query waits behind that.
    Raises StillRunning.
    """
    set_on_retry_hooks([StructlogOnRetryHook])  # and no metric: nobody collects those of a job
    engine = create_async_engine("postgresql+asyncpg://", async_creator=partial(asyncpg.connect, owner_dsn))
    try:
        async for attempt in stamina.retry_context(_in_use, attempts=None, timeout=None, wait_initial=1.0):
            with attempt:
                async with engine.begin() as connection:
                    await connection.execute(text(f"set local lock_timeout = '{TIMEOUT}'"))
                    await connection.execute(text(f"select pg_advisory_xact_lock({LOCK})"))
                    for package in packages:
                        await connection.run_sync(upgrade, package, told)
    finally:
        await engine.dispose()


def migrations_of(package: str) -> Traversable:
    """The folder of a package's migrations; those of `shared` lie in its kernel."""
    return files("shared.kernel" if package == "shared" else package) / "migrations"


def stops_after(package: str, revision: str | None) -> dict[str, str]:
    """The package's migrations after this one that need all processes stopped, the newest first, and the reasons."""
    script = ScriptDirectory(str(migrations_of(package)))
    later = [each for each in script.iterate_revisions("head", revision or "base") if each.revision != revision]
    return {each.revision: each.module.reason for each in later if getattr(each.module, "stop", False)}


def _in_use(error: Exception) -> bool:
    return failure(error) is Failure.AGAIN


def upgrade(connection: Connection, package: str, told: dict[str, Any]) -> None:
    """Runs the missing migrations of one package."""
    script = ScriptDirectory(str(migrations_of(package)))

    def missing(revision: Any, _context: Any) -> Any:
        return script._upgrade_revs("head", revision)  # alembic's own recipe has no public name for it

    options = {"fn": missing, "version_table": f"{package}_version", **told}
    context = MigrationContext.configure(connection, opts=options)
    known = context.get_current_revision()
    stops = stops_after(package, known)
    if known and stops:
        _stopped(connection, package, stops)
    with Operations.context(context):
        context.run_migrations()
    for revision, reason in stops.items():
        connection.execute(text(NOTE), {"package": package, "revision": revision, "reason": reason})
    if known and stops:
        _stopped(connection, package, stops)  # none has started meanwhile


def _stopped(connection: Connection, package: str, stops: dict[str, str]) -> None:
    connection.execute(text(FRESH))
    if sessions := connection.scalar(text(SESSIONS)):
        why = "; ".join(f"{revision} of {package}: {reason}" for revision, reason in stops.items())
        raise StillRunning(f"Stop all processes of this service, then migrate ({why}). Sessions open: {sessions}.")
