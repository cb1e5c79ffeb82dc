"""A loss is accepted while clients go on: intake's database is put back in place, and there is nothing newer.

What intake had promised after the back-up is lost, by the operator's decision. Nothing else may be, and no code may
name two dossiers.
"""

from __future__ import annotations

import asyncio
import subprocess
from pathlib import Path
from random import Random

import asyncpg

from motcua.recovery.acceptance import Acceptance
from motcua.recovery.look import Look
from motcua.stack.databases import database_of
from motcua.stack.home import home
from motcua.stack.stack import Stack
from motcua.stack.waiting import until
from shared.audit.invariants import Place
from shared.web.idempotency import digest_of
from tests.chaos.account import KEPT
from tests.chaos.installation import Installation, keys

SERVICE = "intake"
MORE = 100  # events after the back-up
TIMEOUT = 120.0
COUNT = "select count(*) from journal"


async def accepted(stage: Installation, _seconds: float, _rng: Random) -> str:
    """Saves, lets events be emitted, restores in place, and accepts the loss; the clients go on all the time."""
    place = next(place for place in await stage.places() if place.name == SERVICE)
    dump = await asyncio.to_thread(_saved, stage.stack, place)
    before = await _count(place)

    async def said_more() -> bool:
        return await _count(place) >= before + MORE

    await until(said_more, timeout=TIMEOUT)
    await stage.players[SERVICE].kill()
    await asyncio.to_thread(_restored, stage.stack, dump)
    forgiven = await _forgive(stage, place)
    await asyncio.to_thread(stage.whole.services.stop_every, SERVICE)
    await asyncio.to_thread(stage.whole.stand, SERVICE)
    operator, kafka = stage.province.operator, stage.stack.addresses.kafka
    acceptance = Acceptance(operator, SERVICE, kafka, Look(operator, SERVICE, kafka, keys()))
    loss = await acceptance.accept("the disk is gone")
    events = await acceptance.events(loss["id"])
    return f"{len(events)} events lost, {forgiven} answers with them, {sum(acceptance.closed.values())} gaps closed"


async def _forgive(stage: Installation, place: Place) -> int:
    """What intake had promised after the back-up counts no more."""
    connection = await asyncpg.connect(place.dsn)
    try:
        kept = {row["key"] for row in await connection.fetch(KEPT)}
    finally:
        await connection.close()
    promises = stage.load.promises
    left = [one for one in promises if one.service != SERVICE or digest_of(one.key) in kept]
    count, promises[:] = len(promises) - len(left), left
    return count


async def _count(place: Place) -> int:
    connection = await asyncpg.connect(place.dsn)
    try:
        return int(await connection.fetchval(COUNT))
    finally:
        await connection.close()


def _saved(stack: Stack, place: Place) -> bytes:
    programs = home(stack.folder).programs
    command = [f"{programs}/pg_dump", "-Fc", stack.addresses.dsn("postgres", database_of(place.name))]
    return subprocess.run(command, capture_output=True, check=True, cwd=Path("/")).stdout


def _restored(stack: Stack, dump: bytes) -> None:
    """As deploy/README.md has it."""
    stack.drop(database_of(SERVICE))
    programs, dsn = home(stack.folder).programs, stack.addresses.superuser_dsn
    subprocess.run([programs / "pg_restore", "--create", "-d", dsn], input=dump, check=True, cwd=Path("/"))
