"""A producer is restored from an older backup: it must stand still, and its subscribers must report the fork. Then the
operator restores the newer database, and the service goes on.
"""

from __future__ import annotations

import asyncio
import subprocess
from pathlib import Path
from random import Random
from typing import Any

import asyncpg

from motcua.stack.addresses import Scratch
from motcua.stack.home import home
from motcua.stack.ports import kept_or_new
from motcua.stack.stack import Stack
from motcua.stack.waiting import until
from shared.audit.invariants import Place
from tests.chaos.fault import Player, Stage

PRODUCER, SUBSCRIBER = "ask", "echo"
TIMEOUT = 60.0
AGAIN = "insert into outbox(position) select position from journal order by position limit 200"
JOURNAL = "select count(*), max(position) from journal"
MORE = 50  # events after the backup, and requests while it stands still


async def restored_after_republishing(stage: Stage, seconds: float, rng: Random) -> str:
    """The newest records of the topic are old ones, which the older database has."""
    return await restored(stage, seconds, rng, republish=True)


async def restored(stage: Stage, _seconds: float, _rng: Random, *, republish: bool = False) -> str:
    """Saves, lets events be emitted, and restores; the service must stand still until the newer database is back."""
    place = next(place for place in await stage.places() if place.name.startswith(PRODUCER))
    older = await asyncio.to_thread(stage.stack.scratch, "intake")
    await asyncio.to_thread(_saved, stage.stack, place, older)
    player, subscriber = stage.players[PRODUCER], stage.players[SUBSCRIBER]
    before = await _rows(older.owner_dsn)

    async def said_more() -> bool:
        return bool((await _rows(place.dsn))[0] >= before[0] + MORE)

    await until(said_more, timeout=TIMEOUT)
    await player.kill()
    if republish:
        await _republish(player, place.dsn)
    try:
        await player.start(MOTCUA_DATABASE_URL=older.writer_dsn)
        forks = await _forks(subscriber)
        await until(lambda: _named(subscriber, forks), timeout=TIMEOUT)
        asked = stage.load.line.asked

        async def asked_more() -> bool:
            return stage.load.line.asked >= asked + MORE

        await until(asked_more, timeout=TIMEOUT)
        assert await _rows(older.owner_dsn) == before, "it has moved on an older database"
    finally:
        await player.kill()
        await player.start()
        await asyncio.to_thread(stage.stack.drop, older.name)
    return "stood still, the fork was named"


async def _republish(player: Player, dsn: str) -> None:
    """The oldest events are sent again, and nothing after them: only the worker runs."""
    connection = await asyncpg.connect(dsn)
    try:
        await connection.execute(AGAIN)
        await player.start(MOTCUA_ROLES='["worker"]', MOTCUA_PORT=str(kept_or_new(None)))  # no client finds it

        async def sent() -> bool:
            return bool(await connection.fetchval("select count(*) from outbox") == 0)

        await until(sent, timeout=TIMEOUT)
    finally:
        await connection.close()
        await player.kill()


async def _named(subscriber: Player, before: float) -> bool:
    return await _forks(subscriber) > before


async def _forks(subscriber: Player) -> float:
    """How many forks the subscriber has counted."""
    told = await subscriber.metrics()
    return sum(float(line.split()[-1]) for line in told.splitlines() if line.startswith("motcua_forks_total"))


async def _rows(dsn: str) -> Any:
    connection = await asyncpg.connect(dsn)
    try:
        return await connection.fetchrow(JOURNAL)
    finally:
        await connection.close()


def _saved(stack: Stack, place: Place, older: Scratch) -> None:
    """pg_dump of the running database into another one."""
    programs = home(stack.folder).programs
    dump = subprocess.run([programs / "pg_dump", "-Fc", place.dsn], capture_output=True, check=True, cwd=Path("/"))
    subprocess.run(
        [programs / "pg_restore", "--no-owner", "-d", older.owner_dsn], input=dump.stdout, check=True, cwd=Path("/")
    )
