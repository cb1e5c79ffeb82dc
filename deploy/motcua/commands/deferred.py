"""`motcua deferred`: the messages a service has deferred, and what an operator can do about them."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Annotated, Any

import typer

from motcua.commands.common import Name, console, known, plainly
from motcua.observe.glossary import dossier_of
from motcua.observe.lines import short
from motcua.stack.people import Person
from motcua.stack.system import system

app = typer.Typer(no_args_is_help=True, help="Deferred messages: list them, see why, try again, give up.")

Service = Annotated[str, typer.Option(help="Which service keeps it.")]
AnyService = Annotated[str, typer.Option(help="Only this service; all if not named.")]
Id = Annotated[int, typer.Argument(help="The number that `motcua deferred list` shows.")]
Why = Annotated[str, typer.Option(help="The reason; it is kept with what was closed.")]
Producer = Annotated[str, typer.Option(help="Whose lines are missing.")]
Dossier = Annotated[str, typer.Option(help="The dossier's code or id.")]


def _as_operator(name: str, service: str, work: Callable[[Person], Awaitable[None]]) -> None:
    async def run() -> None:
        async with system(name).operator() as operator:
            if service:
                known(service, operator)
            await work(operator)

    with plainly():
        asyncio.run(run())


@app.command("list")
def list_(name: Name = "main", service: AnyService = "") -> None:
    """What is deferred: where, whose sequence, since when, why, and when it is tried next."""

    async def work(operator: Person) -> None:
        rows = 0
        for each in [service] if service else list(operator.addresses):
            for row in await _all_deferred(operator, each):
                rows += 1
                console.print(_told(each, row), markup=False, highlight=False, soft_wrap=True)
        if not rows:
            console.print("Nothing is deferred.")

    _as_operator(name, service, work)


def _told(service: str, row: dict[str, Any]) -> str:
    """Two lines: which line it is and what will happen to it; and why it is deferred."""
    line = f"{row['producer']} {row['sequence']} of {row['dossier']}" if row["dossier"] else "a record nobody can read"
    following = f"next try {short(row['retry_at'])}" if row["retry_at"] else "never tried by itself"
    tries = f"tried {row['attempts']} times, {following}" if row["attempts"] else "waits for its turn"
    return f"{service} {row['id']}: {line}, since {short(row['since'])}; {tries}\n    {row['why']}"


async def _all_deferred(operator: Person, service: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    while page := await operator.get(service, "/v1/deferred", after=found[-1]["id"] if found else 0):
        found += page
    return found


@app.command()
def show(deferred: Id, service: Service, name: Name = "main") -> None:
    """One deferred line with its headers and its body, as they came."""

    async def work(operator: Person) -> None:
        console.print_json(data=await operator.get(service, f"/v1/deferred/{deferred}"))

    _as_operator(name, service, work)


@app.command()
def retry(deferred: Id, service: Service, name: Name = "main") -> None:
    """Try it now."""

    async def work(operator: Person) -> None:
        await operator.post(service, f"/v1/deferred/{deferred}/retry")
        console.print("It is tried now; `motcua deferred list` shows whether it went through.")

    _as_operator(name, service, work)


@app.command()
def drop(deferred: Id, service: Service, why: Why, name: Name = "main") -> None:
    """Give up a parked line for ever; its producer's later lines go on."""

    async def work(operator: Person) -> None:
        await operator.post(service, f"/v1/deferred/{deferred}/drop", {"why": why})
        console.print("It is dropped; what was dropped, by whom and why is kept.")

    _as_operator(name, service, work)


@app.command()
def close_gap(service: Service, producer: Producer, dossier: Dossier, why: Why, name: Name = "main") -> None:
    """Give up lines that will never come, or accept a producer's new history."""

    async def work(operator: Person) -> None:
        key = await dossier_of(operator, dossier)
        await operator.post(service, f"/v1/gaps/{producer}/{key}/close", {"why": why})
        console.print("The gap is closed; later lines go on.")

    _as_operator(name, service, work)
