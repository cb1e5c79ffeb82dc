"""`motcua watch`: prints the events on the topics, one line of text each."""

from __future__ import annotations

import asyncio
from typing import Annotated

import typer
from rich.console import Console

from motcua.commands.common import Name, console, plainly
from motcua.observe.glossary import dossier_of
from motcua.observe.lines import NARROW, Wanted, line
from motcua.observe.screen import print_line
from motcua.observe.wire import NOW, OLDEST, wire
from motcua.stack import asked
from motcua.stack.people import Unexpected
from motcua.stack.system import System, system
from motcua.stack.troubles import NotUp

Dossier = Annotated[str, typer.Option(help="Only this dossier: its code, its id, or the end of its id.")]
Type = Annotated[str, typer.Option(help="Only events whose name contains this, e.g. Withdraw.")]
Since = Annotated[bool, typer.Option("--since-start/--from-now", help="Begin with the oldest events or the next.")]
Count = Annotated[int, typer.Option(min=0, help="Stop after this many events; 0: run until Ctrl-C.")]


def watch(
    name: Name = "main",
    dossier: Dossier = "",
    type: Type = "",  # noqa: A002  # the option is called --type
    since_start: Since = True,
    count: Count = 0,
) -> None:
    """Print the events on the topics, until Ctrl-C."""
    with plainly():
        asyncio.run(_watch(console, system(name), dossier, type, since_start=since_start, count=count))


async def _watch(console: Console, where: System, dossier: str, kind: str, *, since_start: bool, count: int) -> None:
    await asked.answering(where.kafka)
    wanted, shown = Wanted(await _resolved(where, dossier), kind), 0
    async with wire(where.kafka, OLDEST if since_start else NOW) as topics:
        async for event in topics.events():
            if wanted(event):
                width = console.width if console.is_terminal else NARROW
                print_line(console, line(event, wanted.codes, width))
                shown += 1
            if count and shown >= count:
                return


async def _resolved(where: System, dossier: str) -> str:
    """The id of a code, so that events from before the dossier had a code are shown too."""
    if not dossier:
        return ""
    try:
        async with where.looker() as operator:
            return await dossier_of(operator, dossier)
    except (Unexpected, NotUp):
        return dossier  # the end of an id, a code that does not exist yet, or intake does not answer
