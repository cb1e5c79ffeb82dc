"""Brings a database to the tables of this version: the kernel's first, then the service's own.

Run with the owner's role, by a job of its own before anything starts; an advisory lock lets one run at a
time. Each package keeps its own version table, so that the kernel and a service move on apart.
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

from shared.kernel.errors import Failure, failure

LOCK = 0x6D69677261746521
TIMEOUT = "1s"  # whoever wants a table next waits behind a migration that waits for it


async def migrate(owner_dsn: str, *packages: str) -> None:
    """Upgrades the tables of these packages (`shared`, `intake`, ...) in one transaction.

    A table that somebody slow uses (a back-up) is asked for again and again, so that those who work do not queue up.
    """
    engine = create_async_engine("postgresql+asyncpg://", async_creator=partial(asyncpg.connect, owner_dsn))
    try:
        async for attempt in stamina.retry_context(_in_use, attempts=None, timeout=None, wait_initial=1.0):
            with attempt:
                async with engine.begin() as connection:
                    await connection.execute(text(f"set local lock_timeout = '{TIMEOUT}'"))
                    await connection.execute(text(f"select pg_advisory_xact_lock({LOCK})"))
                    for package in packages:
                        await connection.run_sync(upgrade, package)
    finally:
        await engine.dispose()


def migrations_of(package: str) -> Traversable:
    """Where a package keeps its migrations: `shared`, in its kernel."""
    return files("shared.kernel" if package == "shared" else package) / "migrations"


def _in_use(error: Exception) -> bool:
    return failure(error) is Failure.AGAIN


def upgrade(connection: Connection, package: str) -> None:
    """Runs what is missing of one package's migrations."""
    script = ScriptDirectory(str(migrations_of(package)))

    def missing(revision: Any, _context: Any) -> Any:
        return script._upgrade_revs("head", revision)  # alembic's own recipe has no public name for it

    options = {"fn": missing, "version_table": f"{package}_version"}
    context = MigrationContext.configure(connection, opts=options)
    with Operations.context(context):
        context.run_migrations()
