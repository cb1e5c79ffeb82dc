"""Starts, recognises and ends processes that outlive the command that started them.

A process is identified by its pid and start time, so that another process with the same pid is never signalled.
"""

import os
import signal
import subprocess
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil  # type: ignore[import-untyped]  # ships no types

from motcua.stack.troubles import DidNotStop


@dataclass(frozen=True)
class Known:
    """One process: its pid, and its start time from the kernel."""

    pid: int
    born: str

    def alive(self) -> bool:
        """Whether it still runs (a zombie does not)."""
        return _born(self.pid) == self.born


@dataclass(frozen=True)
class Account:
    """The unprivileged account a process runs as."""

    uid: int
    gid: int


def spawn(
    command: Sequence[str | Path],
    log: Path,
    environment: Mapping[str, str],
    folder: Path,
    account: Account | None = None,
) -> Known:
    """Starts `command` in a session of its own, so that Ctrl-C in a terminal does not reach it."""
    with log.open("ab") as out:
        child = subprocess.Popen(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            env=dict(environment),
            cwd=folder,
            start_new_session=True,
            umask=0o077,
            **as_account(account),
        )
    born = _born(child.pid)
    child.returncode = 0  # it outlives us on purpose: Popen must neither wait for it nor warn about it
    return Known(child.pid, born or "ended at once")


def as_account(account: Account | None) -> dict[str, Any]:
    """The arguments that make `subprocess` change to `account`."""
    if account is None:
        return {}
    return {"user": account.uid, "group": account.gid, "extra_groups": []}


def end(process: Known, gently: signal.Signals, grace: float, loud: Callable[[str], None] = lambda _: None) -> None:
    """Signals `process` to end and waits `grace` seconds; then kills it and reports that to `loud`.

    One that was frozen (SIGSTOP) goes on first, or the signal would not reach it.
    """
    if not send(process, gently):
        return
    send(process, signal.SIGCONT)
    if wait(process, grace):
        return
    loud(f"process {process.pid} did not end within {grace:.0f} s after {gently.name} and was killed")
    kill(process)


def kill(process: Known) -> None:
    """SIGKILL; returns when the process has ended."""
    if send(process, signal.SIGKILL) and not wait(process, 10):
        raise DidNotStop(f"Process {process.pid} is still there 10 s after SIGKILL.")


def send(process: Known, number: signal.Signals) -> bool:
    """Sends a signal if the process is still the recorded one; returns whether it was."""
    if not process.alive():
        return False
    try:
        os.kill(process.pid, number)
    except ProcessLookupError:
        return False
    return True


def wait(process: Known, seconds: float) -> bool:
    """Waits until the process has ended (and reaps it, if it is our child); returns whether it has."""
    try:
        psutil.Process(process.pid).wait(seconds)
    except psutil.NoSuchProcess:
        return True
    except psutil.TimeoutExpired:
        return not process.alive()
    return True


def found(fits: Callable[[psutil.Process], bool]) -> list[Known]:
    """All matching processes, to find those that a crashed start did not record."""
    here = []
    for process in psutil.process_iter():
        try:
            born = _born(process.pid) if fits(process) else None
        except psutil.Error:
            continue
        if born:
            here.append(Known(process.pid, born))
    return here


def _born(pid: int) -> str | None:
    """When `pid` was started, None if it is gone or only a zombie.

    On Linux this is counted in ticks since boot: setting the clock does not move it, unlike the time of day.
    """
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except FileNotFoundError:
        return None if Path("/proc/self/stat").exists() else _born_elsewhere(pid)
    except ProcessLookupError:
        return None
    fields = stat.rpartition(")")[2].split()
    return None if fields[0] in "ZX" else fields[19]


def _born_elsewhere(pid: int) -> str | None:
    try:
        process = psutil.Process(pid)
        return None if process.status() == psutil.STATUS_ZOMBIE else str(process.create_time())
    except psutil.NoSuchProcess:
        return None
