"""`motcua republish`: a service emits past events again. Subscribers skip what their checkpoints cover."""

from __future__ import annotations

import asyncio
from typing import Annotated

import typer

from motcua.commands.common import Name, console, known, plainly
from motcua.observe.glossary import dossier_of
from motcua.stack.people import Person
from motcua.stack.system import System, system

Service = Annotated[str, typer.Option(help="The service that emits its events again.")]
Dossier = Annotated[str, typer.Option(help="Only this dossier: its code or id.")]
From = Annotated[int, typer.Option("--from", min=1, help="With --dossier: from this sequence on.")]
All = Annotated[bool, typer.Option("--all", help="Every event this service has ever emitted.")]

BATCH = 500


def republish(
    service: Service, name: Name = "main", dossier: Dossier = "", first: From = 1, everything: All = False
) -> None:
    """Emit a service's past events again: of one dossier, or all."""
    if bool(dossier) == everything:
        raise typer.BadParameter("give either --dossier CODE or --all")
    with plainly():
        asyncio.run(_republish(system(name), service, dossier, first))


async def _republish(where: System, service: str, dossier: str, first: int) -> None:
    async with where.operator() as operator:
        known(service, operator)
        if dossier:
            await _one(operator, service, await dossier_of(operator, dossier), first)
        else:
            await _all(operator, service)


async def _one(operator: Person, service: str, dossier: str, first: int) -> None:
    heads = (await operator.get(service, "/v1/heads", dossier=dossier))["heads"]
    sequences = list(range(first, heads[0]["sequence"] + 1)) if heads else []
    for start in range(0, len(sequences), BATCH):
        await operator.post(
            service, "/v1/republish", [{"dossier": dossier, "sequences": sequences[start : start + BATCH]}]
        )
    console.print(f"{service} emits {len(sequences)} events again.", highlight=False)


async def _all(operator: Person, service: str) -> None:
    """One batch per request, with the position shown: there may be millions of events."""
    after: int | None = 0
    with console.status("Republishing") as status:
        while after is not None:
            status.update(f"Republished up to position {after}")
            after = (await operator.post(service, f"/v1/republish/all?after={after}"))["after"]
    console.print(
        f"{service} emits all its events again; `motcua lag` shows how many are still in the outbox.", highlight=False
    )
