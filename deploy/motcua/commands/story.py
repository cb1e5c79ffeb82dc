"""`motcua story`: what has happened to one dossier."""

from __future__ import annotations

import asyncio
from typing import Annotated

import typer

from motcua.commands.common import Name, complain, console, plainly
from motcua.observe.each import silent
from motcua.observe.glossary import dossier_of
from motcua.observe.story import Journal, journal, print_story
from motcua.stack.system import System, system

Code = Annotated[str, typer.Argument(help="A dossier's code or id.")]
Record = Annotated[bool, typer.Option("--record", help="Also write docs/story.json, the source of docs/story.md.")]


def story(code: Code, name: Name = "main", record: Record = False) -> None:
    """Print what has happened to a dossier, across all services; exit code 1 if one does not answer."""
    with plainly():
        found = asyncio.run(_story(system(name), code))
    for service, why in found.away.items():
        complain(f"{silent(service, why)}: its part of the story is missing.")
    if found.away:
        raise typer.Exit(1)
    if not found.moves:
        complain("No service knows this dossier.")
        raise typer.Exit(1)
    if record:
        from motcua.generate import picture  # noqa: PLC0415  # its package loads what it draws

        picture.record(found.moves)


async def _story(where: System, code: str) -> Journal:
    async with where.looker() as operator:
        found = await journal(operator, await dossier_of(operator, code))
        await print_story(console, operator, found)
        return found
