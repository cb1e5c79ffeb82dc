"""A server that is frozen keeps its connections and answers nothing: a statement is given up, and is an outage."""

from __future__ import annotations

import asyncio
import os
import signal

from motcua.stack.addresses import Scratch
from shared.kernel.db import Database
from shared.kernel.failure import Failure, failure


async def test_a_statement_to_a_frozen_server_is_given_up(scratch: Scratch) -> None:
    database = Database(scratch.writer_dsn, silence=0.2)
    await database.open()
    (row,) = await database.look("select pg_backend_pid() as pid")

    async def work() -> None:
        async with database.begin() as tx:
            await tx.value("select 1")

    os.kill(row["pid"], signal.SIGSTOP)
    try:
        working = asyncio.create_task(work())
        await asyncio.wait([working], timeout=60)
        assert working.done(), "it waits for ever"
        assert failure(working.exception() or AssertionError()) is Failure.UNAVAILABLE
    finally:
        os.kill(row["pid"], signal.SIGCONT)
        await database.close()
