"""The broker's disk is full: its log is moved to a small file system, which is filled and emptied. Needs root."""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
from pathlib import Path
from random import Random

from motcua.stack.stack import Stack
from tests.chaos.fault import Stage

SIZE = 512 * 1024 * 1024  # bytes; the log of a run is some dozens of megabytes, and holes
CHUNK = 1024 * 1024


def unfit() -> str | None:
    """Why this machine cannot do it: it takes mount(8), the right to use it, and a cp(1) that keeps holes."""
    if os.geteuid() != 0 or not Path("/proc/self/mounts").exists():
        return "only root on Linux can mount a small file system"
    return None if shutil.which("mount") else "there is no mount(8)"


async def full(stage: Stage, seconds: float, _rng: Random) -> str:
    """Fills the disk, on which the broker dies; frees it and starts the broker again."""
    disk = Disk(stage.stack)
    try:
        await asyncio.to_thread(disk.shrink)
        await asyncio.to_thread(disk.fill)
        await asyncio.sleep(seconds)
        died = not stage.stack.running()
    finally:
        await asyncio.to_thread(disk.restore)
    return f"{seconds:.0f} s full; the broker {'died of it' if died else 'lived on'}"


class Disk:
    """The file system of the broker's log. The broker is stopped while the log is moved."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack
        self._log = stack.folder / "kafka" / "data"
        self._aside = self._log.with_name("data.aside")
        self._ballast = self._log / "ballast"
        self._moved = False

    def shrink(self) -> None:
        """Moves the log to a small file system."""
        self._stack.kill_broker()
        self._log.rename(self._aside)
        self._log.mkdir()
        _run("mount", "-t", "tmpfs", "-o", f"size={SIZE},mode=700", "tmpfs", self._log)
        _copy(self._aside, self._log)
        self._moved = True
        self._stack.start_broker()

    def fill(self) -> None:
        """Takes all free space."""
        with self._ballast.open("wb", buffering=0) as out:
            try:
                while True:
                    out.write(bytes(CHUNK))
            except OSError:
                return

    def restore(self) -> None:
        """Moves the log back, with what was written meanwhile."""
        self._stack.kill_broker()
        self._ballast.unlink(missing_ok=True)
        if self._moved:
            shutil.rmtree(self._aside)
            _copy(self._log, self._aside)
        if self._log.is_mount():
            _run("umount", self._log)
        if self._aside.exists():
            shutil.rmtree(self._log, ignore_errors=True)
            self._aside.rename(self._log)
        self._stack.start_broker()


def _copy(there: Path, here: Path) -> None:
    """Copies files with their holes: index files are large and nearly empty."""
    _run("cp", "-a", "--sparse=always", f"{there}/.", here)


def _run(*command: str | Path) -> None:
    subprocess.run(command, check=True, capture_output=True)
