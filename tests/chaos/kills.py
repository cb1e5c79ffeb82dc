"""Faults of processes: killed at an instant or at random, frozen, joining and leaving."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from collections.abc import Mapping
from random import Random

from motcua.stack.waiting import SLOWER
from tests.chaos.fault import How, Stage

LATEST = 6  # how often at most an instant is passed before the process dies of it
TIMEOUT = 60.0  # seconds until a process must have come to its instant


def at(*turns: Mapping[str, str]) -> How:
    """Each of these processes is killed at its failpoint again and again, and started again as by a supervisor.

    It dies at the failpoint of one turn after the other, at each at least once.
    """

    async def how(stage: Stage, seconds: float, rng: Random) -> str:
        until = time.monotonic() + seconds
        labels = {label for instants in turns for label in instants}
        kills = dict.fromkeys(labels, 0)

        async def arm(label: str) -> None:
            instants = [turn[label] for turn in turns if label in turn]
            instant = instants[kills[label] % len(instants)]
            await stage.players[label].start(MOTCUA_KILL_AT=f"{instant}:{rng.randint(1, LATEST)}")

        try:
            for label in sorted(labels):
                await stage.players[label].kill()
                await arm(label)
            while time.monotonic() < until or min(kills.values()) < len(turns):
                assert time.monotonic() < until + SLOWER * TIMEOUT, f"never came to its instant: {kills}"
                for label in sorted(labels):
                    if stage.players[label].dead:
                        kills[label] += 1
                        await arm(label)
                await asyncio.sleep(0.05)
        finally:
            for label in sorted(labels):
                await stage.players[label].kill()
                await stage.players[label].start()
        return f"{sum(kills.values())} kills"

    return how


def at_random(*labels: str, every: tuple[float, float]) -> How:
    """Kills one of these processes (of all if none is named) after each pause, in seconds, and starts it again."""

    async def how(stage: Stage, seconds: float, rng: Random) -> str:
        until, kills = time.monotonic() + seconds, 0
        while time.monotonic() < until:
            await asyncio.sleep(rng.uniform(*every))
            player = stage.players[rng.choice(labels or sorted(stage.players))]
            await player.kill()
            await player.start()
            kills += 1
        return f"{kills} kills"

    return how


def frozen(*labels: str) -> How:
    """SIGSTOP, and SIGCONT after so many seconds: its partitions were reassigned, and its connections closed."""

    async def how(stage: Stage, seconds: float, _rng: Random) -> str:
        pids = [stage.players[label].pid for label in labels]
        try:
            for pid in pids:
                os.kill(pid, signal.SIGSTOP)
            await asyncio.sleep(seconds)
        finally:
            for pid in pids:
                os.kill(pid, signal.SIGCONT)
        return f"{seconds:.0f} s asleep"

    return how


def coming_and_going(label: str, every: float = 2.0) -> How:
    """A second instance leaves and joins, so partitions are reassigned while batches are handled."""

    async def how(stage: Stage, seconds: float, _rng: Random) -> str:
        until, times, player = time.monotonic() + seconds, 0, stage.players[label]
        while time.monotonic() < until:
            await player.stop()
            await asyncio.sleep(every)
            await player.start()
            await asyncio.sleep(every)
            times += 1
        return f"left and joined {times} times"

    return how
