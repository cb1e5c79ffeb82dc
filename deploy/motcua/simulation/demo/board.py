"""Where every dossier of the demo stands, as told by the events on the topics; drawn as a table, or as lines.

Scenarios only say which dossier is theirs and when they end. Everything else on the board was said by a service.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from rich.table import Table
from rich.text import Text

from motcua.observe.wire import Spoken
from motcua.simulation.scenarios import Scenario, Scene

#: What an event tells of the dossier as a whole; one that is not here leaves the column as it is.
STATES = {
    **{"DossierDrafted": "draft", "DossierSubmitted": "submitted", "SupplementAsked": "supplementing"},
    **{"SupplementHandedIn": "submitted", "DossierAccepted": "accepted", "DossierRefused": "refused"},
    **{"DossierWithdrawn": "withdrawn", "CaseReceived": "received", "ProcessingStarted": "processing"},
    **{"SupplementRequested": "supplementing", "ProcessingResumed": "processing", "CaseStopped": "stopped"},
    **{"FeeRequested": "fee asked", "FeePaid": "processing", "DeliveryFailed": "came back"},
    **{"ConsignmentCollected": "in the post"},
    **{"CaseDecided": "decided", "CaseRefused": "refused", "CaseWithdrawn": "withdrawn", "ResultReturned": "returned"},
}
STYLES = {"returned": "green", "refused": "magenta", "withdrawn": "yellow", "stopped": "red"}


@dataclass
class Row:
    """One dossier of the board. `seconds` counts by the clock on the wall, until its scenario has ended."""

    scenario: Scenario
    began: float = field(default_factory=time.monotonic)
    dossier: str = ""
    code: str = ""
    state: str = ""
    agency: str = ""
    last: str = ""
    moves: int = 0
    ended: float | None = None
    failure: str | None = None

    @property
    def seconds(self) -> float:
        return (self.ended or time.monotonic()) - self.began

    def begun(self, scene: Scene) -> None:
        self.dossier = scene.dossier

    def end(self, failure: str | None = None) -> None:
        self.ended, self.failure = time.monotonic(), failure

    def follow(self, spoken: Spoken) -> None:
        """An event about this dossier."""
        body = spoken.body or {}
        self.code = body.get("code", self.code)
        self.agency = body.get("agency", body.get("desk", self.agency))
        self.state = STATES.get(spoken.name, self.state)
        self.last = spoken.name
        self.moves += 1


class Board:
    """All dossiers of one run."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self.rows = rows
        self.said: Counter[str] = Counter()
        self._early: list[Spoken] = []

    def follow(self, told: Sequence[Spoken]) -> list[Spoken]:
        """Takes in what was said; answers what of it is ours. An event may be faster than the answer to its cause."""
        known = {row.dossier: row for row in self.rows}
        ours = [spoken for spoken in (*self._early, *told) if spoken.dossier in known]
        self._early = [spoken for spoken in (*self._early, *told) if spoken.dossier not in known]
        for spoken in (each for each in ours if not each.again):
            known[spoken.dossier].follow(spoken)
            self.said[spoken.name] += 1
        return ours

    def __rich__(self) -> Table:
        table = Table(box=None, padding=(0, 1, 0, 0), pad_edge=False, header_style="bold")
        for title, width in (("dossier", 18), ("life", 17), ("stands at", 13), ("with", 6), ("last event", 16)):
            table.add_column(title, width=width, no_wrap=True)
        table.add_column("s", justify="right", width=4, no_wrap=True)
        for row in self.rows:
            short = row.code or f"…{row.dossier[-8:]}"
            table.add_row(short, row.scenario.en, _state(row), row.agency, row.last, f"{row.seconds:.1f}")
        return table


def _state(row: Row) -> Text:
    if row.failure:
        return Text("FAILED", "bold red")
    return Text(row.state, "dim" if row.ended is None else STYLES.get(row.state, ""))
