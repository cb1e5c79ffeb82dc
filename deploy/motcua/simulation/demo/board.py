"""The state of every dossier of the demo, taken from the events on the topics and shown as a table.

A scenario only names its dossier and when it ends. Everything else on the board comes from events.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from rich.table import Table
from rich.text import Text

from motcua.observe.lines import CODED, TopicEvent
from motcua.simulation.scenarios import Scenario, Scene

#: The dossier's state after an event; other events leave the column as it is.
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
    """One dossier of the board. `seconds` is wall-clock time until its scenario has ended."""

    scenario: Scenario
    began: float = field(default_factory=time.monotonic)
    dossier: str = ""
    others: set[str] = field(default_factory=set)
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
        self.dossier, self.others = scene.dossier, scene.others

    def end(self, failure: str | None = None) -> None:
        self.ended, self.failure = time.monotonic(), failure

    def follow(self, event: TopicEvent) -> None:
        """An event about this dossier, or about what its applicant has begun beside it."""
        self.moves += 1
        if event.dossier != self.dossier:
            return
        body = event.body or {}
        self.code = body["code"] if event.name in CODED else self.code
        self.agency = body.get("agency", body.get("desk", self.agency))
        self.state = STATES.get(event.name, self.state)
        self.last = event.name


class Board:
    """All dossiers of one run."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self.rows = rows
        self.counts: Counter[str] = Counter()
        self._early: list[TopicEvent] = []

    def follow(self, events: Sequence[TopicEvent]) -> list[TopicEvent]:
        """Applies events and returns those of our dossiers. An event may arrive before the response to its command."""
        known = {each: row for row in self.rows for each in (row.dossier, *row.others)}
        ours = [event for event in (*self._early, *events) if event.dossier in known]
        self._early = [event for event in (*self._early, *events) if event.dossier not in known]
        for event in (each for each in ours if not each.again):
            known[event.dossier].follow(event)
            self.counts[event.name] += 1
        return ours

    def __rich__(self) -> Table:
        table = Table(box=None, padding=(0, 1, 0, 0), pad_edge=False, header_style="bold")
        for title, width in (("dossier", 18), ("scenario", 17), ("state", 13), ("with", 6), ("last event", 16)):
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
