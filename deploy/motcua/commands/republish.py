"""`motcua republish`: a service emits past events again. Subscribers skip what their checkpoints cover."""

from __future__ import annotations

import asyncio
from typing import Annotated

import typer

from motcua.commands.common import Name, complain, console, plainly
from motcua.commands.named import there
from motcua.observe.each import Failed
from motcua.observe.glossary import dossier_of
from motcua.stack.people import Person
from motcua.stack.system import System, system
from motcua.stack.told import command

Service = Annotated[str, typer.Option(help="The service that emits its events again.")]
Dossier = Annotated[str, typer.Option(help="Only this dossier: its code or id.")]
From = Annotated[int, typer.Option("--from", min=1, help="With --dossier: from this sequence on.")]
All = Annotated[bool, typer.Option("--all", help="Every event this service has ever emitted.")]
After = Annotated[int, typer.Option(min=0, help="With --all: only what comes after this position.")]

BATCH = 500


def republish(
    service: Service,
    name: Name = "main",
    dossier: Dossier = "",
    first: From = 1,
    everything: All = False,
    after: After = 0,
) -> None:
    """Emit a service's past events again: of one dossier, or all."""
    if bool(dossier) == everything:
        raise typer.BadParameter("give either --dossier CODE or --all")
    with plainly():
        asyncio.run(_republish(system(name), service, dossier, first, after))


async def _republish(where: System, service: str, dossier: str, first: int, after: int) -> None:
    async with where.operator() as operator:
        await there(service, operator)
        if dossier:
            await _one(operator, service, await dossier_of(operator, dossier), first)
        else:
            await _all(operator, service, after)


async def _one(operator: Person, service: str, dossier: str, first: int) -> None:
    heads = (await operator.get(service, "/v1/heads", dossier=dossier))["heads"]
    sequences = list(range(first, heads[0]["sequence"] + 1)) if heads else []
    for start in range(0, len(sequences), BATCH):
        await operator.post(
            service, "/v1/republish", [{"dossier": dossier, "sequences": sequences[start : start + BATCH]}]
        )
    console.print(f"{service} emits {len(sequences)} events again.", highlight=False)


async def _all(operator: Person, service: str, after: int) -> None:
    """One batch per request, with the position shown: there may be millions of events."""
    position: int | None = after
    try:
        with console.status("Republishing") as status:
            while position is not None:
                after = position
                status.update(f"Republished up to position {after}")
                position = (await operator.post(service, f"/v1/republish/all?after={after}"))["after"]
    except Failed:
        complain(f"Republished up to position {after}. To go on from there: --after {after}")
        raise
    console.print(
        f"{service} emits all its events again; `{command('lag')}` shows how many are still in the outbox.",
        highlight=False,
    )
