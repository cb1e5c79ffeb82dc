"""`motcua lag`: what waits in each service."""

from __future__ import annotations

import asyncio

import typer

from motcua.commands.common import Name, console, plainly
from motcua.observe.lag import COUNTS, Lags, lags
from motcua.observe.screen import print_note, print_rows
from motcua.stack.system import System, system


def lag(name: Name = "main") -> None:
    """Count what waits in each service, on the topics, and behind its producers; exit code 1 if one does not answer."""
    with plainly():
        found = asyncio.run(_lags(system(name)))
    print_rows(console, ("service", *COUNTS, "state"), found.rows, right=COUNTS)
    for note in found.notes:
        print_note(console, note)
    if not found.good:
        raise typer.Exit(1)


async def _lags(where: System) -> Lags:
    async with where.looker() as operator:
        return await lags(operator, where.kafka, where.databases)
