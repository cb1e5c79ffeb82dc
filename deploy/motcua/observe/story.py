"""The journal of one dossier across all services, in one order, and told in plain words.

Read with an operator's token. Each service's clock is its own, so times alone cannot order moves that caused
each other: a move is never told before what it message.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from rich.console import Console
from rich.text import Text

from motcua.observe.glossary import Names, names
from motcua.observe.lines import PROVINCE, who
from motcua.observe.words import told
from motcua.stack.people import Person


@dataclass(frozen=True, slots=True)
class Move:
    """One line of a journal."""

    producer: str
    sequence: int
    entity: str
    entity_type: str
    before: str | None
    after: str
    message: str
    event: str
    body: dict[str, Any]
    actor: str
    role: str
    agency: str | None
    at: datetime
    id: str
    cause: str

    @property
    def arrow(self) -> str:
        """`case: received -> processing`, or `case: processing stays`."""
        if self.before == self.after:
            return f"{self.entity_type}: {self.after} stays"
        return f"{self.entity_type}: {self.before or 'none'} -> {self.after}"


async def journal(operator: Person, dossier: str) -> list[Move]:
    """All moves of one dossier, of every service that knows it; causes before effects, else by time."""
    told = await asyncio.gather(*(_said(operator, service, dossier) for service in operator.addresses))
    return in_order(told)


async def _said(operator: Person, service: str, dossier: str) -> list[Move]:
    moves: list[Move] = []
    while rows := await operator.get(service, f"/v1/journal/{dossier}", after=len(moves)):
        moves += [_move(service, row) for row in rows]
    return moves


def _move(service: str, row: dict[str, Any]) -> Move:
    known = {name: row[name] for name in Move.__slots__ if name in row}
    return Move(**{**known, "producer": service, "at": datetime.fromisoformat(row["at"])})


def in_order(streams: Iterable[Sequence[Move]]) -> list[Move]:
    """Merges streams: of the next line of each, the earliest whose cause is not still to come."""
    left = [list(stream) for stream in streams if stream]
    merged: list[Move] = []
    while left:
        to_come = {move.id for stream in left for move in stream}
        free = [stream for stream in left if stream[0].cause not in to_come] or left
        first = min(free, key=lambda stream: stream[0].at)
        merged.append(first.pop(0))
        left = [stream for stream in left if stream]
    return merged


async def story(console: Console, operator: Person, dossier: str) -> None:
    """Prints what has happened to a dossier until now."""
    moves = await journal(operator, dossier)
    tell(console, moves, await names(operator, [move.body for move in moves]))


def tell(console: Console, moves: Sequence[Move], known: Names) -> None:
    """Prints moves as a story: when, what in both languages, who, and which entity went where."""
    day = ""
    steps: dict[str, str] = {}  # what a task is about is said once, when it is opened
    for move in moves:
        local = move.at.astimezone(PROVINCE)
        if day != f"{local:%d.%m.%Y}":
            day = f"{local:%d.%m.%Y}"
            console.print(f"\n[bold]{day}[/]", highlight=False)
        steps.setdefault(move.entity, move.body.get("step", ""))
        vi, en = told(move.event, {"step": steps[move.entity], **move.body}, known)
        console.print(Text.assemble((f"  {local:%H:%M:%S}  ", "dim"), (vi, "bold")), soft_wrap=True)
        console.print(Text.assemble(" " * 12, en, (f"  ({_by(move)}; {move.arrow})", "dim")), soft_wrap=True)
    console.print()


def _by(move: Move) -> str:
    """Who did it. An event that another service has caused was done by whoever was behind that."""
    return f"by the {move.actor}" if move.actor == "clock" else f"by {who(move.actor, move.agency)}"
