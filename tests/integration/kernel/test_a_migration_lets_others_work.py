"""A migration that cannot have its table yet does not stand in the way of those who work."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest

from motcua.stack.addresses import Scratch
from motcua.stack.stack import Stack
from motcua.stack.waiting import until
from shared.kernel.migrate import migrate

WAITING = "select exists (select from pg_locks where not granted and mode = 'AccessExclusiveLock')"
MIGRATION = """
from alembic import op
revision, down_revision = "0001", None
def upgrade():
    op.execute("alter table outbox add column grown text")
"""


@pytest.fixture
def growing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A package with one migration, which alters a table of the kernel."""
    versions = tmp_path / "growing" / "migrations" / "versions"
    versions.mkdir(parents=True)
    (versions / "0001_grown.py").write_text(MIGRATION)
    (tmp_path / "growing" / "__init__.py").touch()
    monkeypatch.syspath_prepend(tmp_path)
    return "growing"


@pytest.fixture
async def scratch(stack: Stack) -> AsyncIterator[Scratch]:
    """A database of its own: no one else wants it once it has grown."""
    scratch = await asyncio.to_thread(stack.scratch, "intake")
    await migrate(scratch.owner_dsn, "shared")
    yield scratch
    await asyncio.to_thread(stack.drop, scratch.name)


async def test_a_migration_lets_others_work_while_a_back_up_reads(scratch: Scratch, growing: str) -> None:
    reader, writer = await asyncpg.connect(scratch.owner_dsn), await asyncpg.connect(scratch.writer_dsn)
    try:
        async with asyncio.TaskGroup() as group, reader.transaction():
            await reader.execute("select from outbox")
            migrating = group.create_task(migrate(scratch.owner_dsn, growing))
            await until(lambda: reader.fetchval(WAITING))
            await writer.execute("set statement_timeout = '15s'")
            await writer.execute("delete from outbox")
            assert not migrating.done()
        await writer.execute("select grown from outbox")
    finally:
        await reader.close()
        await writer.close()
