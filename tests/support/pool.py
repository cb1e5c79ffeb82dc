"""Databases for toy harnesses: cloned from one template, emptied after use and used again.

Emptying takes a twentieth of what making one takes.
"""

from __future__ import annotations

import asyncio

import asyncpg

from motcua.stack.addresses import Scratch
from motcua.stack.stack import Stack
from shared.kernel.migrate import migrate
from tests.support.toy_words import TABLES

EMPTY = """
delete from outbox; delete from journal; delete from streams; delete from deferred; delete from closed; delete from
scheduled; delete from fanouts; delete from counterparts;
delete from replies; delete from catch_up; delete from starts; delete from relayed; delete from lost; delete from
losses; delete from numbers;
delete from publications; delete from copies;
delete from questions; delete from rings; delete from echoes; delete from gossip; update clock set ahead = '0';
"""


class Pool:
    """Hands out empty databases and takes them back."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack
        self._free: list[Scratch] = []
        self._template = stack.scratch("intake")
        asyncio.run(self._fill())

    async def take(self) -> Scratch:
        if self._free:
            return self._free.pop()
        return await asyncio.to_thread(self._stack.scratch, "intake", self._template.name)

    async def give_back(self, scratch: Scratch) -> None:
        """Empties it; one that someone still works on is dropped instead."""
        connection = await asyncpg.connect(scratch.owner_dsn, server_settings={"lock_timeout": "1s"})
        try:
            await connection.execute(EMPTY)
            self._free.append(scratch)
        except asyncpg.LockNotAvailableError:
            await asyncio.to_thread(self._stack.drop, scratch.name)
        finally:
            await connection.close()

    async def _fill(self) -> None:
        await migrate(self._template.owner_dsn, "shared")
        connection = await asyncpg.connect(self._template.owner_dsn)
        await connection.execute(TABLES)
        await connection.close()
