"""The journals of one dossier from all services, merged into one order and printed in plain words.

Read with an operator's token. Each service has its own clock, so times alone do not order moves that caused
each other: a move never comes before its cause.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from rich.console import Console
from rich.text import Text

from motcua.observe.each import of_each
from motcua.observe.glossary import Names, names
from motcua.observe.lines import who
from motcua.observe.screen import print_line, width_of
from motcua.observe.words import sentences
from motcua.stack.people import Person
from shared.contracts.spelled import PROVINCE


@dataclass(frozen=True, slots=True)
class Move:
    """One entry of a journal."""

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


class Journal(NamedTuple):
    """All moves of one dossier, in order; by service, why its moves are not among them."""

    moves: list[Move]
    away: Mapping[str, str]


async def journal(operator: Person, dossier: str) -> Journal:
    """From every service that answers; causes before effects, else by time."""
    told = await of_each(operator, operator.addresses, lambda service: _moves(operator, service, dossier))
    return Journal(in_order(told.found.values()), told.away)


async def _moves(operator: Person, service: str, dossier: str) -> list[Move]:
    moves: list[Move] = []
    while rows := await operator.get(service, f"/v1/journal/{dossier}", after=len(moves)):
        moves += [_move(service, row) for row in rows]
    return moves


def _move(service: str, row: dict[str, Any]) -> Move:
    known = {name: row[name] for name in Move.__slots__ if name in row}
    return Move(**{**known, "producer": service, "at": datetime.fromisoformat(row["at"])})


def in_order(streams: Iterable[Sequence[Move]]) -> list[Move]:
    """Merges streams: of the next move of each, the earliest whose cause is not still to come."""
    left = [list(stream) for stream in streams if stream]
    merged: list[Move] = []
    while left:
        to_come = {move.id for stream in left for move in stream}
        free = [stream for stream in left if stream[0].cause not in to_come] or left
        first = min(free, key=lambda stream: stream[0].at)
        merged.append(first.pop(0))
        left = [stream for stream in left if stream]
    return merged


async def print_story(console: Console, operator: Person, found: Journal) -> None:
    """Prints what has happened to a dossier so far."""
    print_moves(console, found.moves, await names(operator, [move.body for move in found.moves]))


def print_moves(console: Console, moves: Sequence[Move], known: Names) -> None:
    """Prints moves in order: time, what happened in both languages, who acted, and the entity's states."""
    day = ""
    steps: dict[str, str] = {}  # a task's step is only in the event that opened it
    for move in moves:
        local = move.at.astimezone(PROVINCE)
        if day != f"{local:%d/%m/%Y}":
            day = f"{local:%d/%m/%Y}"
            console.print(f"\n[bold]{day}[/]", highlight=False)
        steps.setdefault(move.entity, move.body.get("step", ""))
        vi, en = sentences(move.event, {"step": steps[move.entity], **move.body}, known)
        how = f"({_by(move, known)}; {move.arrow})"
        print_line(console, Text.assemble((f"  {local:%H:%M:%S}  ", "dim"), (vi, "bold")))
        if 12 + len(en) + 2 + len(how) > width_of(console):
            print_line(console, Text(" " * 12 + en))
            print_line(console, Text(" " * 12 + how, "dim"))
        else:
            print_line(console, Text.assemble(" " * 12, en, (f"  {how}", "dim")))
    console.print()


def _by(move: Move, known: Names) -> str:
    """Who acted. A move caused by another service's event has that event's actor."""
    if move.actor == "clock":
        return "by the clock"
    return f"by {who(move.actor, move.agency and known.of(move.agency, 'en'))}"
