"""The journals of one dossier from all services, merged into one order and printed in plain words.

Read with an operator's token.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from rich.console import Console
from rich.text import Text

from motcua.observe.each import of_each
from motcua.observe.glossary import Names, names
from motcua.observe.lines import who
from motcua.observe.moves import Move, in_order, move_of
from motcua.observe.screen import print_line, width_of
from motcua.observe.words import sentences
from motcua.stack.people import Person
from shared.contracts.spelled import PROVINCE


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
        moves += [move_of(service, row) for row in rows]
    return moves


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
