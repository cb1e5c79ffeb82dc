"""Rows of sessions that have ended go, also after the database was away for a while."""

from __future__ import annotations

import asyncio
from contextlib import suppress

from motcua_console.sessions import Sessions, sweeping


class Away(Sessions):
    """Its database is away at the first sweep."""

    def __init__(self) -> None:
        self.swept = 0
        self.again = asyncio.Event()

    async def sweep(self) -> None:
        self.swept += 1
        if self.swept == 1:
            raise ConnectionRefusedError
        self.again.set()


async def test_a_sweep_that_fails_is_not_the_last() -> None:
    sessions = Away()
    task = asyncio.create_task(sweeping(sessions, 0.0))
    async with asyncio.timeout(5):
        await sessions.again.wait()
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
