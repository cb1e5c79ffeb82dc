"""After a restore from something older: accept what is lost."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import Progress, SpinnerColumn, TextColumn

from motcua.commands.common import Name, console, loud, plainly
from motcua.commands.named import known
from motcua.observe.screen import print_note
from motcua.recovery.acceptance import Acceptance, as_known, noted
from motcua.recovery.look import Look
from motcua.recovery.report import Json, report, show
from motcua.stack.issuer import Issuer
from motcua.stack.named import named
from motcua.stack.people import Person
from motcua.stack.stack import Stack
from motcua.stack.system import System, system
from motcua.stack.told import command
from motcua.stack.troubles import NotNamed
from motcua.stack.whole import Whole

app = typer.Typer(no_args_is_help=True, add_completion=False)

Service = Annotated[str, typer.Option(help="The service that stands still.")]
Why = Annotated[str, typer.Option(help="The reason; it is kept with the loss, and in the table `closed`.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Show what is lost, and change nothing.")]
File = Annotated[
    Path | None, typer.Option("--to", help="Where the report goes; by default into the folder of the local stack.")
]


@app.callback()
def restore() -> None:
    """After a restore from something older: accept what is lost."""


@app.command()
def accept(service: Service, why: Why = "", dry_run: DryRun = False, name: Name = "main", to: File = None) -> None:
    """Accept that what came after the back-up is lost to a service. Interrupted, repeat it: it goes on.

    Repeated after its end it writes the report again.

    Lists what is lost and what was done outside, raises counters, renews the topic, closes the subscribers' gaps,
    republishes the journal, and begins a new series of anchors.
    """
    if not dry_run and not why:
        raise typer.BadParameter("say --why, or look first with --dry-run", param_hint="--why")
    file = to or _place(name, service)
    with plainly():
        where = system(name)
        _can_be_written(file)
        _stand(name, service)
        result = asyncio.run(_accept(where, service, why, dry_run=dry_run))
    if not result["events"] and not result["accepted"]:
        print_note(console, f"Nothing is lost: the journal of {service} has all that others know of it.")
        return
    file.write_text(json.dumps(result, indent=2, ensure_ascii=False) + "\n")
    show(console, result)
    console.print(f"All of it: {file.absolute()}", highlight=False, soft_wrap=True)
    if result["accepted"]:
        console.print(f"Accepted. When `{command('lag')}` shows an empty outbox, look with: {command('verify')}")


def _place(name: str, service: str) -> Path:
    """Where the report goes without `--to`. Raises BadParameter for a system elsewhere, which has no folder."""
    if named():
        raise typer.BadParameter("say where the report goes: --to FILE", param_hint="--to")
    return Stack(name).folder / f"loss-of-{service}.json"


def _can_be_written(file: Path) -> None:
    """What is lost is told once: it must have a place. Raises BadParameter."""
    there = file.exists()
    try:
        file.open("a").close()
        if not there:
            file.unlink()
    except OSError as error:
        raise typer.BadParameter(f"{file} cannot be written ({type(error).__name__})", param_hint="--to") from None


def _stand(name: str, service: str) -> None:
    """On a local stack a service that does not run is started: only it can tell what its journal contains."""
    if named():
        return
    stack = Stack(name)
    whole = Whole(stack, Issuer(stack.folder / "issuer"))
    if service in whole.services.names and not whole.services.runs(service):
        loud(f"{service} does not run: starting it")
        whole.stand(service)


async def _accept(where: System, service: str, why: str, *, dry_run: bool) -> Json:
    if where.keys is None:
        raise NotNamed("Set MOTCUA_EVENT_KEYS: without them anybody's records count as lost.")
    columns = SpinnerColumn(), TextColumn("{task.description}")
    async with where.operator() as operator:
        known(service, operator)
        with Progress(*columns, console=console, transient=True) as bars:
            task = bars.add_task("")

            def told(doing: str, done: int, total: int) -> None:
                bars.update(task, description=f"{doing}: {done / total:.0%}" if total else doing)

            look = Look(operator, service, where.kafka, where.keys, told)
            return await (_lost(look, service) if dry_run else _accepted(operator, where, service, look, why))


async def _lost(look: Look, service: str) -> Json:
    """A dry run."""
    found = [each async for each in noted(look)]
    closed = {subscriber: sum(len(some) for by, some in found if by == subscriber) for subscriber in look.subscribers}
    return report(service, as_known(found), closed, None)


async def _accepted(operator: Person, where: System, service: str, look: Look, why: str) -> Json:
    acceptance = Acceptance(operator, service, where.kafka, look)
    loss = await acceptance.accept(why)
    if loss["why"] != why:
        loud(f"This is loss {loss['id']}: {loss['why']}")
    return report(service, await acceptance.events(loss["id"]), acceptance.closed, loss)
