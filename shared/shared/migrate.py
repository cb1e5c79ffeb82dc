"""Brings a database to the tables of this version: the kernel's first, then the service's own.

Run with the owner's role, at deployment or (in development) at start; an advisory lock lets one run at a
time. Each package keeps its own version table, so that the kernel and a service move on apart.
"""

from __future__ import annotations

from importlib.resources import files
from typing import Any

from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import ScriptDirectory
from sqlalchemy import text
from sqlalchemy.engine import Connection
from sqlalchemy.ext.asyncio import create_async_engine

LOCK = 0x6D69677261746521


async def migrate(owner_dsn: str, *packages: str) -> None:
    """Upgrades the tables of these packages (`shared`, `intake`, ...) in one transaction."""
    engine = create_async_engine(owner_dsn.replace("postgresql://", "postgresql+asyncpg://", 1))
    try:
        async with engine.begin() as connection:
            await connection.execute(text(f"select pg_advisory_xact_lock({LOCK})"))
            for package in packages:
                await connection.run_sync(upgrade, package)
    finally:
        await engine.dispose()


def upgrade(connection: Connection, package: str) -> None:
    """Runs what is missing of one package's migrations."""
    script = ScriptDirectory(str(files(package) / "migrations"))

    def missing(revision: Any, _context: Any) -> Any:
        return script._upgrade_revs("head", revision)  # alembic's own recipe has no public name for it

    options = {"fn": missing, "version_table": f"{package}_version"}
    context = MigrationContext.configure(connection, opts=options)
    with Operations.context(context):
        context.run_migrations()
