"""The targets, and the report of a run: each with its figure, its ratio and PASS or SHORT."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from rich.table import Table

Figures = Mapping[str, float]


@dataclass(frozen=True)
class Target:
    """A figure by its key, its floor and its aim; `most` if less is better."""

    title: str
    key: str
    unit: str
    floor: float
    aim: float

    @property
    def most(self) -> bool:
        return self.aim < self.floor

    def verdict(self, value: float, wanted: float) -> str:
        return "PASS" if (value <= wanted if self.most else value >= wanted) else "SHORT"


TARGETS = (
    Target(
        "full cases/s against DBOS in its best shape, same 12 steps, same server",
        "full.of_dbos_without_partner",
        "x",
        8,
        20,
    ),
    Target("consumer on a full topic against the bare database", "consumer.of_ceiling", "%", 40, 60),
    Target("consumer, batches of 500 over batches of 1", "consumer.of_batch_1", "x", 6, 12),
    Target("submit, p99 in an open loop at 200/s", "submit.200.p99", "ms", 20, 8),
    Target("submit, p99 in an open loop at 400/s", "submit.400.p99", "ms", 40, 15),
    Target("commit to the next service's commit, p99 at 30 % load", "commits.p99", "ms", 250, 100),
    Target("one dossier of procedure 1, hand to hand, unloaded", "one.seconds", "s", 2, 0.6),
    Target("five idle services", "idle.services", "CPU s/min", 4.2, 1.8),
    Target("five idle services, their database and broker", "idle.all", "CPU s/min", 8.4, 4.8),
    Target("CPU a move, Python", "full.cpu.python", "us", 150, 80),
    Target("CPU a move, PostgreSQL", "full.cpu.postgres", "us", 80, 50),
    Target("CPU a move, broker", "full.cpu.broker", "us", 40, 20),
    Target(
        "fan-out: dossiers a second until the last has moved (100,000 in a minute)", "fanout.dossiers/s", "", 1667, 3000
    ),
    Target("an officer's lists at 1,000,000 cases and tasks, p99", "lists.all.p99", "ms", 50, 20),
    Target("a search among 1,000,000 dossiers, p99", "search.all.p99", "ms", 60, 30),
    Target("the first look of an hour, of the read that it is of", "look.of_read", "%", 10, 5),
    Target("full cases/s with finished dossiers against empty tables", "finished.of_empty", "%", 80, 95),
)


def board(figures: Figures) -> Table:
    """Every target; a figure that was not measured is marked as such."""
    table = Table(title="Targets")
    for column in ("target", "measured", "floor", "", "aim", ""):
        table.add_column(column, justify="left" if column == "target" else "right")
    for target in TARGETS:
        value = figures.get(target.key)
        told = "not measured" if value is None else f"{value:.3g} {target.unit}"
        verdicts = ["" if value is None else target.verdict(value, wanted) for wanted in (target.floor, target.aim)]
        colours = [f"[{'green' if said == 'PASS' else 'red'}]{said}[/]" if said else "" for said in verdicts]
        table.add_row(target.title, told, f"{target.floor:g}", colours[0], f"{target.aim:g}", colours[1])
    return table


def details(figures: Figures) -> Table:
    """All figures, by their keys."""
    table = Table(title="Figures")
    table.add_column("figure")
    table.add_column("median", justify="right")
    for key, value in sorted(figures.items()):
        table.add_row(key, f"{value:,.4g}")
    return table


def compared(before: Figures, after: Figures) -> Table:
    """Two runs side by side; the ratio is after over before."""
    table = Table(title="Compared")
    for column in ("figure", "before", "after", "after / before"):
        table.add_column(column, justify="left" if column == "figure" else "right")
    for key in sorted(before.keys() | after.keys()):
        one, two = before.get(key), after.get(key)
        ratio = f"{two / one:.2f}" if one and two is not None else ""
        table.add_row(key, *("" if value is None else f"{value:,.4g}" for value in (one, two)), ratio)
    return table
