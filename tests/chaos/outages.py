"""Faults of the infrastructure: the broker and its disk, the database, the clock, the counterparts."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Callable
from contextlib import suppress
from random import Random

import psutil

from tests.chaos.fault import Outward, Stage
from tests.chaos.toys import PARTITIONS

COUNTER = 60.0  # seconds someone new may have to wait at the counter while the broker is away
JUMPS = 4
AHEAD = 36 * 3600.0  # seconds a clock jumps


async def nothing(_stage: Stage, seconds: float, _rng: Random) -> str:
    """No fault, as a baseline."""
    await asyncio.sleep(seconds)
    return "nothing"


async def broker_down(stage: Stage, seconds: float, _rng: Random) -> str:
    """The broker is down; intake must go on accepting."""
    try:
        await asyncio.to_thread(stage.stack.kill_broker)
        async with asyncio.timeout(COUNTER):
            await stage.counter_open()
        await asyncio.sleep(seconds)
    finally:
        await asyncio.to_thread(stage.stack.start_broker)
    return f"{seconds:.0f} s away"


async def database_down(stage: Stage, seconds: float, _rng: Random) -> str:
    await _away(stage.stack.kill_database, stage.stack.start_database, seconds)
    return f"{seconds:.0f} s away"


async def database_frozen(stage: Stage, seconds: float, _rng: Random) -> str:
    """SIGSTOP to every PostgreSQL process: all connections stay open, and nothing is answered."""
    known = stage.stack.state.process("postgres")
    assert known is not None, "the stack runs"
    server = psutil.Process(known.pid)
    asleep = [server, *server.children(recursive=True)]
    try:
        for one in asleep:
            one.suspend()
        await asyncio.sleep(seconds)
    finally:
        for one in asleep:
            with suppress(psutil.NoSuchProcess):
                one.resume()
    return f"{seconds:.0f} s asleep"


async def both_down(stage: Stage, seconds: float, rng: Random) -> str:
    """First the broker, then, while what has waited for it is still on its way, the database."""
    return f"broker {await broker_down(stage, seconds, rng)}, database {await database_down(stage, seconds, rng)}"


async def sandbox_down(stage: Outward, seconds: float, _rng: Random) -> str:
    await _away(lambda: stage.sandbox(up=False), lambda: stage.sandbox(up=True), seconds)
    return f"{seconds:.0f} s away"


async def _away(down: Callable[[], None], up: Callable[[], None], seconds: float) -> None:
    try:
        await asyncio.to_thread(down)
        await asyncio.sleep(seconds)
    finally:
        await asyncio.to_thread(up)


async def broker_wiped(stage: Stage, _seconds: float, _rng: Random) -> str:
    """The broker is killed and its disk wiped; it is started and topics are declared, as an operator would do."""
    try:
        await asyncio.to_thread(stage.stack.kill_broker)
        await asyncio.to_thread(shutil.rmtree, stage.stack.folder / "kafka" / "data")
    finally:
        await asyncio.to_thread(stage.stack.start_broker)
        await stage.widen(PARTITIONS)
    return "an empty disk"


async def widened(stage: Stage, seconds: float, _rng: Random) -> str:
    """Topics get more partitions, so new records of a dossier come to another partition than earlier ones."""
    await stage.widen(2 * PARTITIONS)
    await asyncio.sleep(seconds)
    return f"{PARTITIONS} to {2 * PARTITIONS}"


async def clock_jumps(stage: Stage, seconds: float, _rng: Random) -> str:
    """The domain clock of each service is moved forward by days, one service after the other."""
    for _ in range(JUMPS):
        await stage.jump(AHEAD)
        await asyncio.sleep(seconds / JUMPS)
    return f"{JUMPS} jumps of {AHEAD / 3600:.0f} h"
