"""The broker's disk is full: its log moves to a small file system, which is filled up and emptied again. Root only."""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
from pathlib import Path
from random import Random

from motcua.stack.stack import Stack
from tests.chaos.fault import Stage

SIZE = 256 * 1024 * 1024  # bytes
CHUNK = 1024 * 1024


def unfit() -> str | None:
    """A small file system of our own takes mount(8) and the right to use it."""
    if os.geteuid() != 0:
        return "only root can mount a small file system"
    return None if shutil.which("mount") else "there is no mount(8)"


async def full(stage: Stage, seconds: float, _rng: Random) -> str:
    """The broker dies of it; once there is space again, it is started again."""
    log = stage.stack.folder / "kafka" / "data"
    await asyncio.to_thread(_moved, stage.stack, log, small=True)
    ballast = log / "ballast"
    try:
        await asyncio.to_thread(_fill, ballast)
        await asyncio.sleep(seconds)
        died = not stage.stack.running()
    finally:
        ballast.unlink(missing_ok=True)
        await asyncio.to_thread(_moved, stage.stack, log, small=False)
    return f"{seconds:.0f} s full; the broker {'died of it' if died else 'lived on'}"


def _fill(ballast: Path) -> None:
    """Takes all the space there is."""
    with ballast.open("wb") as out:
        try:
            while True:
                out.write(bytes(CHUNK))
                out.flush()
        except OSError:
            return


def _moved(stack: Stack, log: Path, *, small: bool) -> None:
    """The broker's log onto a small file system, or back; the broker stands still meanwhile."""
    stack.kill_broker()
    aside = log.with_name("data.aside")
    shutil.copytree(log, aside)
    if small:
        shutil.rmtree(log)
        log.mkdir()
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SIZE},mode=700", "tmpfs", log], check=True)
    else:
        subprocess.run(["umount", log], check=True)
    shutil.copytree(aside, log, dirs_exist_ok=True)
    shutil.rmtree(aside)
    stack.start_broker()
