"""`motcua watch`: reads along what is said on the topics, one line per event."""

from __future__ import annotations

import asyncio
from typing import Annotated

import typer
from rich.console import Console

from motcua.commands.common import Name, console, plainly
from motcua.lines import Codes, line
from motcua.system import system
from motcua.wire import Spoken, wire

Dossier = Annotated[str, typer.Option(help="Only this dossier: its code, its id, or the end of its id.")]
Type = Annotated[str, typer.Option(help="Only events whose name contains this, e.g. Withdraw.")]
Since = Annotated[bool, typer.Option("--since-start/--from-now", help="Also what was said before.")]
Count = Annotated[int, typer.Option(min=0, help="Stop after so many lines; 0 goes on until Ctrl-C.")]


def watch(
    name: Name = "main",
    dossier: Dossier = "",
    type: Type = "",  # noqa: A002  # the option is to be called --type
    since_start: Since = True,
    count: Count = 0,
) -> None:
    """Read along what is said on the topics, until Ctrl-C."""
    with plainly():
        asyncio.run(_watch(console, system(name).kafka, Wanted(dossier, type), since_start=since_start, count=count))


class Wanted:
    """Which events shall be shown. A code is known once it was said."""

    def __init__(self, dossier: str = "", kind: str = "") -> None:
        self._dossier, self._kind = dossier.lower(), kind.lower()
        self.codes = Codes()

    def __call__(self, spoken: Spoken) -> bool:
        self.codes.learn(spoken)
        named = (self.codes.of(spoken.dossier).lower(), spoken.dossier)
        about = not self._dossier or named[0] == self._dossier or named[1].endswith(self._dossier)
        return about and self._kind in spoken.name.lower()


async def _watch(console: Console, kafka: str, wanted: Wanted, *, since_start: bool, count: int) -> None:
    shown = 0
    async with wire(kafka, from_start=since_start) as topics:
        async for spoken in topics.listen():
            if wanted(spoken):
                console.print(line(spoken, wanted.codes), soft_wrap=True)
                shown += 1
            if count and shown >= count:
                return
