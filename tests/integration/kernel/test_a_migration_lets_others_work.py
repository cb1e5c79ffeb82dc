"""A migration that cannot have its table yet does not stand in the way of those who work, and counts nothing."""

from __future__ import annotations

import asyncio

import asyncpg
from prometheus_client import REGISTRY

from motcua.stack.addresses import Scratch
from motcua.stack.waiting import until
from shared.kernel.migrate import migrate
from tests.support.packages import Migrations

WAITING = "select exists (select from pg_locks where not granted and mode = 'AccessExclusiveLock')"


async def test_a_migration_lets_others_work_while_a_back_up_reads(scratch: Scratch, growing: Migrations) -> None:
    await migrate(scratch.owner_dsn, "shared")
    growing.add("alter table outbox add column grown text")
    reader, writer = await asyncpg.connect(scratch.owner_dsn), await asyncpg.connect(scratch.writer_dsn)
    try:
        async with asyncio.TaskGroup() as group, reader.transaction():
            await reader.execute("select from outbox")
            migrating = group.create_task(migrate(scratch.owner_dsn, growing.name))
            await until(lambda: reader.fetchval(WAITING))
            await writer.execute("set statement_timeout = '15s'")
            await writer.execute("delete from outbox")
            assert not migrating.done()
        await writer.execute("select grown from outbox")
        assert not [one.name for one in REGISTRY.collect() if one.name.startswith("stamina")]
    finally:
        await reader.close()
        await writer.close()
