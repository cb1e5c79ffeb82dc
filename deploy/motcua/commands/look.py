"""`motcua story`, `motcua lag`, `motcua anchor`, `motcua verify`: they read, and change no dossier."""

from __future__ import annotations

import asyncio
from typing import Annotated

import typer
from rich.table import Table

from motcua.commands.common import Name, console, plainly
from motcua.generate import picture
from motcua.observe.glossary import dossier_of
from motcua.observe.lag import lags
from motcua.observe.story import journal
from motcua.observe.story import story as print_story
from motcua.stack.system import System, system
from motcua.stack.troubles import NotUp
from motcua.verify.proof import verify as prove

Code = Annotated[str, typer.Argument(help="A dossier's code or id.")]
Record = Annotated[bool, typer.Option("--record", help="Also write docs/story.json, the source of docs/story.md.")]
WAITS = ("outbox", "deferred", "parked", "scheduled", "fanouts", "unread")
Timeout = Annotated[float, typer.Option(help="Seconds to wait until nothing is being processed.")]


def story(code: Code, name: Name = "main", record: Record = False) -> None:
    """Print what has happened to a dossier, across all services."""
    with plainly():
        asyncio.run(_story(system(name), code, record=record))


async def _story(where: System, code: str, *, record: bool) -> None:
    async with where.operator() as operator:
        dossier = await dossier_of(operator, code)
        await print_story(console, operator, dossier)
        if record:
            picture.record(await journal(operator, dossier))


def lag(name: Name = "main") -> None:
    """Count what waits in each service: outbox, deferred, parked and scheduled, and unread on the topics."""
    with plainly():
        where = system(name)
        console.print(asyncio.run(_lag(where)))


async def _lag(where: System) -> Table:
    table = Table("service", box=None, pad_edge=False, header_style="bold")
    for title in WAITS:
        table.add_column("unread on topics" if title == "unread" else title, justify="right")
    async with where.operator() as operator:
        for service, waits in (await lags(operator, where.kafka)).items():
            table.add_row(service, *(str(waits[name]) for name in WAITS))
    return table


def anchor(name: Name = "main") -> None:
    """Write an anchor of every service now. A copy kept elsewhere proves the journals as they are now."""
    with plainly():
        asyncio.run(_anchor(system(name)))


async def _anchor(where: System) -> None:
    async with where.operator() as operator:
        for service in operator.addresses:
            written = await operator.post(service, "/v1/anchors")
            text = f"anchor {written['number']} of {service}: {written['heads']} heads, {written['digest']}"
            console.print(text, highlight=False, soft_wrap=True)


def verify(name: Name = "main", timeout: Timeout = 60) -> None:
    """Check the invariants against databases and topics; exit code 1 if one is broken."""
    with plainly():
        where = system(name)
        if not where.databases:
            raise NotUp("No database is configured: set MOTCUA_VERIFY_INTAKE (and so on) to a database URL.")
        with console.status("Waiting until nothing is being processed, then checking the invariants"):
            work = prove(where.kafka, where.databases, timeout, where.sandbox, where.anchors(), where.keys)
            verdict = asyncio.run(work)
    for holds, invariant in verdict.lines():
        console.print(
            f"{'✓' if holds else '✗'} {invariant}", style="green" if holds else "bold red", markup=False, soft_wrap=True
        )
    if not verdict.holds:
        raise typer.Exit(1)
