"""The output while the matrix is played, and its record."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.bench.targets import Target
from tests.chaos.fault import Outcome

COLUMNS = ("fault", "accepted", "lost", "doubled", "held", "whole after s", "lives/s", "under it", "share", "took s")
#: How much must flow while processes are killed, of what flowed before; the key is the fault that shows it.
UNDER_KILLS = Target("lives/s with a random process killed every 5 s", "pairs with a kill every 5 s", "%", 50, 75)
WIDE = 140  # columns of text, if no terminal gives another width


class Board:
    """Prints each phase (on a terminal in one line that changes), and the table at the end."""

    def __init__(self, console: Console, names: Sequence[str]) -> None:
        self._console = console
        self._names = list(names)
        self._began = time.monotonic()
        self._status = console.status("")
        self.outcomes: list[Outcome] = []

    def tell(self, outcome: Outcome, phase: str) -> None:
        """Prints a phase of a trial; the last one is `done`."""
        number = f"{self._names.index(outcome.fault) + 1:>2}/{len(self._names)}"
        where = f"{time.monotonic() - self._began:6.0f} s  {number}  {outcome.fault}:"
        if phase == "done":
            self.outcomes.append(outcome)
            style = "yellow" if outcome.skipped else "green" if outcome.holds else "bold red"
            self._say(f"{where} {_verdict(outcome)}", style)
            for what in outcome.broken:
                self._say(f"    {what}", "red")
        elif self._console.is_terminal:
            self._status.start()
            self._status.update(f"{where} {phase}")
        else:
            self._say(f"{where} {phase}", None)

    def _say(self, what: str, style: str | None) -> None:
        self._console.print(what, style=style, markup=False, highlight=False, soft_wrap=True)

    def close(self) -> bool:
        """Prints the table. True if all held."""
        self._status.stop()
        table = Table(title="Faults", header_style="bold")
        for title in COLUMNS:
            table.add_column(title, justify="left" if title == "fault" else "right", no_wrap=title == "fault")
        for outcome in self.outcomes:
            table.add_row(*_cells(outcome), style=None if outcome.holds else "red")
        self._console.print(table)
        for share in [
            100 * one.share for one in self.outcomes if one.fault == UNDER_KILLS.key and one.share is not None
        ]:
            floor, aim = (UNDER_KILLS.verdict(share, wanted) for wanted in (UNDER_KILLS.floor, UNDER_KILLS.aim))
            told = f"{share:.0f} %, floor {UNDER_KILLS.floor} % {floor}, aim {UNDER_KILLS.aim} % {aim}"
            self._say(f"{UNDER_KILLS.title}: {told}", "bold")
        skipped = [f"{one.fault}: {one.skipped}" for one in self.outcomes if one.skipped]
        for what in skipped:
            self._console.print(f"NOT DONE  {what}", style="bold yellow", markup=False)
        return all(outcome.holds for outcome in self.outcomes) and len(self.outcomes) == len(self._names)

    def keep(self, folder: Path, seed: str, scale: float) -> Path:
        """Writes the same as JSON; returns its file."""
        folder.mkdir(parents=True, exist_ok=True)
        file = folder / f"{time.strftime('%Y%m%d-%H%M%S')}.json"
        told = {"seed": seed, "scale": scale, "outcomes": [outcome.told() for outcome in self.outcomes]}
        file.write_text(json.dumps(told, indent=2))
        return file


def _verdict(one: Outcome) -> str:
    if one.skipped:
        return f"NOT DONE, {one.skipped}"
    figures = f"accepted {one.accepted}, lost {one.lost}, doubled {one.doubled}, held {one.deferred}"
    back = "" if one.recovery is None else f", whole after {one.recovery:.1f} s"
    return f"{'holds' if one.holds else 'BROKEN'} ({one.did or 'not done'}): {figures}{back}"


def _cells(one: Outcome) -> list[str]:
    if one.skipped:
        return [one.fault, *["-"] * (len(COLUMNS) - 1)]
    counts = [str(count) for count in (one.accepted, one.lost, one.doubled, one.deferred)]
    recovery = "-" if one.recovery is None else f"{one.recovery:.1f}"
    share = "-" if one.share is None else f"{one.share:.0%}"
    return [one.fault, *counts, recovery, f"{one.calm:.1f}", f"{one.under:.1f}", share, f"{one.seconds:.0f}"]
