"""What tests cost: CPU seconds of each group, its servers' and services' included, summed over all workers.

Wall time says how busy a machine is, CPU seconds what was done. A group over its cap fails the run, though every test
has passed; MOTCUA_TEST_CPU=2 is for a machine half as fast. The same work takes up to a half more where processors
are shared with others, so a group fails the run from there on. Where there is no /proc, only what has ended is counted.
"""

from __future__ import annotations

import os
import resource
import time
from collections import Counter
from collections.abc import Callable, Generator, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

LOADED = "loading"  # Python, imports, collection, in every worker
TICKS = os.sysconf("SC_CLK_TCK")
ROOM = 1.5  # of a cap: the same suite took 708 CPU seconds beside little else and 950 beside another heavy run
OFTEN = 1.0  # seconds between two looks, unless the group changes


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
                fields = Path(f"/proc/{name}/stat").read_text().rpartition(")")[2].split()
            except OSError:  # gone meanwhile
                continue
            yield int(name), (int(fields[1]), sum(map(int, fields[11:15])))


class Costs:
    """Counts in each worker; the one that prints adds up."""

    def __init__(self, config: pytest.Config, group_of: Callable[[str], str], caps: Mapping[str, float]) -> None:
        self._config, self._group_of = config, group_of
        slower = float(os.environ.get("MOTCUA_TEST_CPU", "1"))
        self._caps = {group: cap * slower for group, cap in caps.items()}
        self._spent: Counter[str] = Counter()
        self._told: list[str] = []
        self._group, self._last, self._looked = LOADED, 0.0, 0.0

    def _look(self) -> None:
        now = spent(os.getpid())
        self._spent[self._group] += max(0.0, now - self._last)  # type: ignore[assignment]
        self._last, self._looked = now, time.monotonic()

    @property
    def over(self) -> list[str]:
        """The groups that cost more than they may."""
        return [group for group, cost in self._spent.items() if cost > ROOM * self._caps.get(group, 0)]

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
            self._look()
            self._config.workeroutput["cpu"] = dict(self._spent)
            return
        if not self._spent or self._group != LOADED:  # no one else has counted
            self._look()
        if self.over and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        self._spent.update(getattr(node, "workeroutput", {}).get("cpu", {}))

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when == "call":
            self._told += [str(what) for name, what in report.user_properties if name == "told"]

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        if self._config.getoption("no_summary"):
            return
        write = terminalreporter.write_line
        terminalreporter.section("CPU seconds, servers included")
        for group, cost in sorted(self._spent.items()):
            write(f"{group:10} {cost:6.0f} of {self._caps.get(group, 0):4.0f}{'  OVER' if group in self.over else ''}")
        write(f"{'in all':10} {sum(self._spent.values()):6.0f} of {sum(self._caps.values()):4.0f}")
        for what in self._told:
            write(what)
