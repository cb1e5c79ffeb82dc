"""Deferred and parked records: list, show, retry, drop, close a gap."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Annotated, Any

import typer

from motcua.commands.common import Name, complain, console, plainly
from motcua.commands.named import known, there
from motcua.observe.each import Answers, of_each, silent
from motcua.observe.glossary import dossier_of
from motcua.observe.lines import short
from motcua.observe.screen import print_line
from motcua.stack.people import Person
from motcua.stack.system import System, system
from motcua.stack.told import command

app = typer.Typer(no_args_is_help=True, add_completion=False)

Service = Annotated[str, typer.Option(help="The service that has deferred it.")]
AnyService = Annotated[str, typer.Option(help="Only this service; default: all.")]
Id = Annotated[int, typer.Argument(help="The number shown by `motcua deferred list`.")]
Why = Annotated[str, typer.Option(help="The reason; it is kept in the table `closed`.")]
Producer = Annotated[str, typer.Option(help="The service whose events are missing.")]
Dossier = Annotated[str, typer.Option(help="The dossier's code or id.")]


def _as_operator(name: str, service: str, work: Callable[[Person], Awaitable[None]]) -> None:
    async def run() -> None:
        async with system(name).operator() as operator:
            await work(await there(service, operator))

    with plainly():
        asyncio.run(run())


@app.callback()
def deferred() -> None:
    """Deferred and parked records: list, show, retry, drop, close a gap."""


@app.command("list")
def list_(name: Name = "main", service: AnyService = "") -> None:
    """List deferred records: service, number, producer and sequence, since when, next attempt, reason.

    Exit code 1 if a service does not answer.
    """
    with plainly():
        found = asyncio.run(_listed(system(name), service))
    rows = [(each, row) for each in found.found for row in found.found[each]]
    for line in [line for row in rows for line in _lines(*row)]:
        print_line(console, line)
    for each, why in found.away.items():
        complain(silent(each, why))
    if found.away:
        raise typer.Exit(1)
    if not rows:
        console.print("Nothing is deferred.")


async def _listed(where: System, service: str) -> Answers[list[dict[str, Any]]]:
    async with where.looker() as operator:
        wanted = [service] if service and known(service, operator) else list(operator.addresses)
        return await of_each(operator, wanted, lambda each: _all_deferred(operator, each))


def _lines(service: str, row: dict[str, Any]) -> Sequence[str]:
    """The record, its next attempt, and the reason."""
    event = f"{row['producer']} {row['sequence']} of {row['dossier']}"
    record = event if row["dossier"] else f"a record that is {row['kind']}"
    following = f"next try {short(row['retry_at'])}" if row["retry_at"] else "no automatic retry"
    tries = f"tried {row['attempts']} times, {following}" if row["attempts"] else "waits for an earlier event"
    return f"{service} {row['id']}: {record}", f"    since {short(row['since'])}; {tries}", f"    {row['why']}"


async def _all_deferred(operator: Person, service: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    while rows := await operator.get(service, "/v1/deferred", after=found[-1]["id"] if found else 0):
        found += rows
    return found


@app.command()
def show(deferred: Id, service: Service, name: Name = "main") -> None:
    """Show one deferred record with its headers and body as received."""

    async def work(operator: Person) -> None:
        console.print_json(data=await operator.get(service, f"/v1/deferred/{deferred}"))

    _as_operator(name, service, work)


@app.command()
def retry(deferred: Id, service: Service, name: Name = "main") -> None:
    """Try a deferred record again now."""

    async def work(operator: Person) -> None:
        await operator.post(service, f"/v1/deferred/{deferred}/retry")
        console.print(f"It is being retried; if it fails again, `{command('deferred list')}` still shows it.")

    _as_operator(name, service, work)


@app.command()
def drop(deferred: Id, service: Service, why: Why, name: Name = "main") -> None:
    """Drop a parked record for good; later events of its producer are then processed."""

    async def work(operator: Person) -> None:
        await operator.post(service, f"/v1/deferred/{deferred}/drop", {"why": why})
        console.print("The record is dropped; the table `closed` keeps it, with who dropped it and why.")

    _as_operator(name, service, work)


@app.command()
def close_gap(service: Service, producer: Producer, dossier: Dossier, why: Why, name: Name = "main") -> None:
    """Skip events that will never arrive, or accept the new history of a restored producer."""

    async def work(operator: Person) -> None:
        key = await dossier_of(operator, dossier)
        await operator.post(service, f"/v1/gaps/{producer}/{key}/close", {"why": why})
        console.print("The gap is closed; later events are processed.")

    _as_operator(name, service, work)
