"""CPU seconds and memory of processes, from /proc through psutil."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import psutil  # type: ignore[import-untyped]  # ships no types

from motcua.stack.stack import Stack

MIB = 1024 * 1024


@dataclass(frozen=True)
class Spent:
    """CPU seconds of our processes, PostgreSQL and the broker."""

    python: float
    postgres: float
    broker: float

    def since(self, before: Spent, moves: int) -> dict[str, float]:
        """Microseconds a move since `then`."""
        return {
            name: (getattr(self, name) - getattr(before, name)) / moves * 1e6
            for name in ("python", "postgres", "broker")
        }


def spent(stack: Stack, pids: Mapping[str, int]) -> Spent:
    """CPU seconds so far of our processes, of the postmaster with its children (dead ones too), and of the broker."""
    postmaster, broker = servers(stack)
    return Spent(
        python=sum(_seconds(psutil.Process(pid)) for pid in pids.values()),
        postgres=sum(map(_seconds, family(postmaster))),
        broker=_seconds(broker),
    )


def memory(stack: Stack, pids: Mapping[str, int]) -> dict[str, float]:
    """MiB by process: resident size, but the proportional one (PSS) for PostgreSQL's, which share their buffers."""
    postmaster, broker = servers(stack)
    return {
        **{name: psutil.Process(pid).memory_info().rss / MIB for name, pid in pids.items()},
        "PostgreSQL": sum(one.memory_full_info().pss for one in family(postmaster)) / MIB,
        "broker": broker.memory_info().rss / MIB,
    }


def servers(stack: Stack) -> tuple[psutil.Process, psutil.Process]:
    """The postmaster and the broker of a stack that runs."""
    known = stack.state.processes()
    return psutil.Process(known["postgres"].pid), psutil.Process(known["kafka"].pid)


def family(postmaster: psutil.Process) -> list[psutil.Process]:
    return [postmaster, *postmaster.children(recursive=True)]


def _seconds(process: psutil.Process) -> float:
    try:
        times = process.cpu_times()
    except psutil.NoSuchProcess:
        return 0.0  # a connection that has just ended: its time is its parent's now
    return float(times.user + times.system + times.children_user + times.children_system)
