"""What tests cost: CPU of each group, its servers' and services' included, summed over all workers.

A CPU second is not the same work on two machines, nor on one whose other processors are busy. So each worker keeps
measuring how long a fixed piece of work takes, and a group's CPU seconds count in the units of that piece: `QUIET` is
what it takes on the machine the caps were set on, while nothing but the suite runs there. The units, and not the
seconds, are compared with the caps; a group over its cap fails the run, though every test has passed. Where there is no
/proc, only what has ended is counted.
"""

from __future__ import annotations

import os
import resource
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Generator, Iterator, Mapping
from pathlib import Path
from statistics import fmean
from threading import Event, Thread
from typing import Any

import pytest

LOADED = "loading"  # Python, imports, collection, in every worker
TICKS = os.sysconf("SC_CLK_TCK")
QUIET = 0.0031  # CPU seconds of the piece: one unit is one CPU second where it takes this long
ROOM = 1.4  # of a cap: who waits longer also polls longer, and a piece measures no waiting
OFTEN = 1.0  # seconds between two looks, unless the group changes, and between two pieces
ENOUGH = 10  # pieces that tell how fast it went in a group; with fewer, all of the worker's tell


def piece() -> float:
    """CPU seconds that a fixed piece of work takes this thread now. It makes nothing for the garbage collector."""
    began = time.thread_time()
    known: dict[str, int] = {}
    for word in sorted([str(number * 2654435761 % 1000003) for number in range(4000)]):
        known[word[-3:]] = known.get(word[:3], 0) + len(word)
    return time.thread_time() - began


def units(seconds: Mapping[str, float], pieces: Mapping[str, list[float]]) -> dict[str, float]:
    """The CPU seconds of each group, as they would be where the piece takes `QUIET`."""
    every = [one for those in pieces.values() for one in those] or [piece()]
    return {
        group: spent * QUIET / fmean(those if len(those := pieces.get(group, [])) >= ENOUGH else every)
        for group, spent in seconds.items()
    }


def spent(me: int) -> float:
    """CPU seconds of a process and all that descend from it, those that ended and were waited for included."""
    if not Path("/proc/self/stat").exists():
        return sum(sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    known = dict(_processes())
    children: dict[int, list[int]] = {}
    for pid, (parent, _) in known.items():
        children.setdefault(parent, []).append(pid)
    family = [me]
    for pid in family:
        family += children.get(pid, ())
    return sum(known[pid][1] for pid in family if pid in known) / TICKS


def _processes() -> Iterator[tuple[int, tuple[int, int]]]:
    """Every process of the machine: its parent, and its ticks with those of the children it has buried."""
    for name in os.listdir("/proc"):
        if name.isdigit():
            try:
                with open(f"/proc/{name}/stat", "rb", buffering=0) as file:  # each look reads hundreds of them
                    fields = file.read(1024).rpartition(b")")[2].split(None, 15)
            except OSError:  # gone meanwhile
                continue
            yield int(name), (int(fields[1]), sum(map(int, fields[11:15])))


class Costs:
    """Counts in each worker; the one that prints adds up."""

    def __init__(self, config: pytest.Config, group_of: Callable[[str], str], caps: Mapping[str, float]) -> None:
        self._config, self._group_of, self._caps = config, group_of, caps
        self._spent: Counter[str] = Counter()  # CPU seconds of this process and its family
        self._walls: Counter[str] = Counter()  # seconds this worker was at a group
        self._pieces: defaultdict[str, list[float]] = defaultdict(list)
        self._workers: list[dict[str, Any]] = []
        self._told: list[str] = []
        self._group, self._last, self._looked = LOADED, 0.0, time.monotonic()
        self._own = 0.0  # CPU seconds of all pieces
        self._looking = 0.0  # and of all looks
        self._over = Event()
        self._measuring = Thread(target=self._measure, daemon=True, name="costs")

    def _look(self) -> None:
        began = time.thread_time()
        now, when = spent(os.getpid()) - self._own - self._looking, time.monotonic()
        self._looking += time.thread_time() - began
        self._spent[self._group] += max(0.0, now - self._last)  # type: ignore[assignment]
        self._walls[self._group] += when - self._looked  # type: ignore[assignment]
        self._last, self._looked = now, when

    def _measure(self) -> None:
        while not self._over.wait(OFTEN):
            group, taken = self._group, piece()
            self._pieces[group].append(taken)
            self._own += taken

    @property
    def _runs_tests(self) -> bool:
        return hasattr(self._config, "workeroutput") or self._config.getoption("dist", "no") == "no"

    def _counted(self) -> dict[str, Any]:
        self._over.set()
        self._measuring.join()
        self._look()
        pieces = [one for those in self._pieces.values() for one in those]
        return {
            "cpu": dict(self._spent),
            "units": units(self._spent, self._pieces),
            "walls": dict(self._walls),
            "pieces": {"taken": self._own, "number": len(pieces)},
        }

    def _sum(self, what: str) -> Counter[str]:
        found: Counter[str] = Counter()
        for worker in self._workers:
            found.update(worker[what])
        return found

    @property
    def over(self) -> list[str]:
        """The groups that cost more than they may."""
        return [group for group, cost in self._sum("units").items() if cost > ROOM * self._caps.get(group, 0)]

    def pytest_sessionstart(self) -> None:
        if self._runs_tests:
            self._measuring.start()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, Any, Any]:
        group = self._group_of(item.nodeid)
        if group != self._group or time.monotonic() > self._looked + OFTEN:
            self._look()
        self._group = group
        return (yield)

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if hasattr(self._config, "workeroutput"):
            self._config.workeroutput["costs"] = self._counted()
            return
        if self._runs_tests:
            self._workers.append(self._counted())
        if self.over and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        if counted := getattr(node, "workeroutput", {}).get("costs"):
            self._workers.append(counted)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when == "call":
            self._told += [str(what) for name, what in report.user_properties if name == "told"]

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        if self._config.getoption("no_summary"):
            return
        terminalreporter.section("Cost, servers included")
        for line in (*self.lines(), *self._told):
            terminalreporter.write_line(line)

    def lines(self) -> Iterator[str]:
        """A line for each group: units and their cap; CPU seconds, and how long its worker was at it."""
        cost, cpu, walls = self._sum("units"), self._sum("cpu"), self._sum("walls")
        for group in sorted(cost):
            late = "  OVER" if group in self.over else ""
            told = f"{cpu[group]:6.0f} CPU s {walls[group]:5.0f} s"
            yield f"{group:12} {cost[group]:6.0f} of {self._caps.get(group, 0):4.0f} {told}{late}"
        yield f"{'in all':12} {cost.total():6.0f} of {sum(self._caps.values()):4.0f} {cpu.total():6.0f} CPU s"
        pieces = self._sum("pieces")
        if pieces["number"]:
            each = 1000 * pieces["taken"] / pieces["number"]
            yield f"the piece took {each:.2f} ms of CPU ({pieces['number']} times); the caps are for {1000 * QUIET:.2f}"
