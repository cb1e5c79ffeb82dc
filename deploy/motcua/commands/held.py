"""`motcua held`: the lines a service keeps back, and what an operator can do about them. And `motcua resay`."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Annotated, Any

import typer
from rich.table import Table

from motcua.commands.common import Name, console, plainly
from motcua.glossary import dossier_of
from motcua.people import Person
from motcua.system import system

app = typer.Typer(no_args_is_help=True, help="Lines kept back: list them, see why, try again, give up.")

Service = Annotated[str, typer.Option(help="Which service keeps it.")]
AnyService = Annotated[str, typer.Option(help="Only this service; all if not named.")]
Id = Annotated[int, typer.Argument(help="The number that `motcua held list` shows.")]
Why = Annotated[str, typer.Option(help="The reason; it is kept with what was closed.")]
Speaker = Annotated[str, typer.Option(help="Whose lines are missing.")]
Dossier = Annotated[str, typer.Option(help="The dossier's code or id.")]


def _as_operator(name: str, work: Callable[[Person], Awaitable[None]]) -> None:
    async def run() -> None:
        async with system(name).operator() as operator:
            await work(operator)

    with plainly():
        asyncio.run(run())


@app.command("list")
def list_(name: Name = "main", service: AnyService = "") -> None:
    """What is held: where, whose line, since when, why, and when it is tried next."""

    async def work(operator: Person) -> None:
        table = Table(*("service", "id", "dossier", "line", "kind", "tries", "next try", "why"), box=None)
        for each in [service] if service else list(operator.addresses):
            for row in await _all_held(operator, each):
                line = f"{row['speaker']} {row['line']}"
                tries, following = str(row["attempts"]), (row["retry_at"] or "never")[:19]
                table.add_row(each, str(row["id"]), row["dossier"], line, row["kind"], tries, following, row["why"])
        console.print(table if table.row_count else "Nothing is held.")

    _as_operator(name, work)


async def _all_held(operator: Person, service: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    while page := await operator.get(service, "/v1/held", after=found[-1]["id"] if found else 0):
        found += page
    return found


@app.command()
def show(held: Id, service: Service, name: Name = "main") -> None:
    """One held line with its headers and its body, as they came."""

    async def work(operator: Person) -> None:
        console.print_json(data=await operator.get(service, f"/v1/held/{held}"))

    _as_operator(name, work)


@app.command()
def replay(held: Id, service: Service, name: Name = "main") -> None:
    """Try it now."""

    async def work(operator: Person) -> None:
        await operator.post(service, f"/v1/held/{held}/replay")
        console.print("It is tried now; `motcua held list` shows whether it went through.")

    _as_operator(name, work)


@app.command()
def drop(held: Id, service: Service, why: Why, name: Name = "main") -> None:
    """Give up a parked line for ever; its speaker's later lines go on."""

    async def work(operator: Person) -> None:
        await operator.post(service, f"/v1/held/{held}/drop", {"why": why})
        console.print("It is dropped; what was dropped, by whom and why is kept.")

    _as_operator(name, work)


@app.command()
def close_gap(service: Service, speaker: Speaker, dossier: Dossier, why: Why, name: Name = "main") -> None:
    """Give up lines that will never come, or accept a speaker's new history."""

    async def work(operator: Person) -> None:
        key = await dossier_of(operator, dossier)
        await operator.post(service, f"/v1/gaps/{speaker}/{key}/close", {"why": why})
        console.print("The gap is closed; later lines go on.")

    _as_operator(name, work)
