"""Faults of what services stand on: the broker and its disk, the database, the clock, the context outside."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Callable
from random import Random

from tests.chaos.fault import Outward, Stage
from tests.chaos.toys import PARTITIONS

COUNTER = 60.0  # seconds someone new may have to wait at the counter while the broker is away
JUMPS = 4
AHEAD = 36 * 3600.0  # seconds a clock jumps


async def nothing(_stage: Stage, seconds: float, _rng: Random) -> str:
    """What the others are compared with."""
    await asyncio.sleep(seconds)
    return "nothing"


async def broker_down(stage: Stage, seconds: float, _rng: Random) -> str:
    """The counter stays open meanwhile."""
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
    """Killed, its disk empty, started, its topics declared anew: what an operator's tools do, and no more."""
    try:
        await asyncio.to_thread(stage.stack.kill_broker)
        await asyncio.to_thread(shutil.rmtree, stage.stack.folder / "kafka" / "data")
    finally:
        await asyncio.to_thread(stage.stack.start_broker)
        await stage.widen(PARTITIONS)
    return "an empty disk"


async def widened(stage: Stage, seconds: float, _rng: Random) -> str:
    """New records of a dossier come to another partition than those before."""
    await stage.widen(2 * PARTITIONS)
    await asyncio.sleep(seconds)
    return f"{PARTITIONS} to {2 * PARTITIONS}"


async def clock_jumps(stage: Stage, seconds: float, _rng: Random) -> str:
    """The domain clock of each service jumps on by days, one service before the other."""
    for _ in range(JUMPS):
        await stage.jump(AHEAD)
        await asyncio.sleep(seconds / JUMPS)
    return f"{JUMPS} jumps of {AHEAD / 3600:.0f} h"
