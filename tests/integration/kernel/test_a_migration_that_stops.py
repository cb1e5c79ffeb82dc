"""A migration may need all processes of its service stopped (`stop = True`): then it does not roll."""

from __future__ import annotations

import asyncio

import asyncpg
import httpx2
import pytest

from motcua.stack.addresses import Scratch
from motcua.stack.waiting import until
from shared.kernel.db import Database
from shared.kernel.migrate import StillRunning, migrate, stops_after
from shared.kernel.tables import lacking
from shared.web.served import ServedNode
from tests.support.harness import Harness
from tests.support.packages import Migrations

STOP = 'stop, reason = True, "names become codes"'


@pytest.fixture
async def grown(scratch: Scratch, growing: Migrations) -> Migrations:
    """Migrated once; its second migration stops, and waits to be run."""
    growing.add("create table grown (name text)")
    await migrate(scratch.owner_dsn, "shared", growing.name)
    return growing


async def test_it_is_refused_while_a_process_is_connected(scratch: Scratch, grown: Migrations) -> None:
    grown.add("alter table grown drop column name", more=STOP)
    process = await asyncpg.connect(scratch.writer_dsn)
    try:
        with pytest.raises(StillRunning, match=f"0002 of {grown.name}: names become codes"):
            await migrate(scratch.owner_dsn, "shared", grown.name)
        await process.execute("select name from grown")
    finally:
        await process.close()
    await migrate(scratch.owner_dsn, "shared", grown.name)


async def test_the_version_before_refuses_its_tables(scratch: Scratch, grown: Migrations) -> None:
    database = Database(scratch.writer_dsn, writers=1)
    await database.open()
    assert await lacking(database, "shared", grown.name) is None  # this process knows one migration from now on
    await database.close()
    grown.add("alter table grown drop column name", more=STOP)
    grown.add("alter table grown add column code text")
    await migrate(scratch.owner_dsn, "shared", grown.name)
    await database.open()
    assert await lacking(database, "shared", grown.name) == (
        f"migration 0002 of {grown.name} ends this version (names become codes); start the version that has it"
    )
    await database.close()


async def test_a_version_that_has_it_works_on_its_tables(scratch: Scratch, grown: Migrations, writer: Database) -> None:
    grown.add("alter table grown drop column name", more=STOP)
    await writer.close()
    await migrate(scratch.owner_dsn, "shared", grown.name)
    await writer.open()
    assert await lacking(writer, "shared", grown.name) is None


async def test_a_new_database_is_created_by_it(scratch: Scratch, growing: Migrations, writer: Database) -> None:
    """Also while processes wait for their tables."""
    growing.add("create table grown (code text)", more=STOP)
    await migrate(scratch.owner_dsn, "shared", growing.name)
    assert await lacking(writer, "shared", growing.name) is None


async def test_what_stops_between_two_versions_is_told(grown: Migrations) -> None:
    grown.add("alter table grown drop column name", more=STOP)
    grown.add("alter table grown add column code text")
    assert stops_after(grown.name, "0001") == {"0002": "names become codes"}
    assert stops_after(grown.name, "0002") == {}
    assert stops_after(grown.name, None) == {"0002": "names become codes"}


async def test_a_process_that_runs_all_the_same_is_not_ready_and_moves_nothing(harness: Harness) -> None:
    """Its connections were closed when the migration looked for them."""
    await harness.topics()
    app = await harness.app("bell")
    node = app[ServedNode]
    await node.database.close()  # the lifespan opens it again
    node.stopping.clear()
    transport = httpx2.ASGITransport(app, raise_app_exceptions=False)
    async with (
        app.router.lifespan_context(app),
        httpx2.AsyncClient(transport=transport, base_url="http://bell") as http,
    ):

        async def ready() -> bool:
            return (await http.get("/readyz")).status_code == 200

        await until(ready)
        try:
            await harness.rows("bell", "insert into stops(package, revision, reason) values ('shared', '9', 'why not')")
            await asyncio.wait_for(node.stopping.wait(), 60)
        finally:
            await harness.rows("bell", "delete from stops")
        refused = await http.get("/readyz")
        assert (refused.status_code, refused.json()["state"]) == (503, "standing-still")
        assert "migration 9 of shared ends this version (why not)" in (node.standing_still or "")
