"""`motcua republish`: has a service say again what it has said. Harmless: subscribers keep checkpoints."""

from __future__ import annotations

import asyncio
from typing import Annotated

import typer

from motcua.commands.common import Name, console, known, plainly
from motcua.observe.glossary import dossier_of
from motcua.stack.people import Person
from motcua.stack.system import System, system

Service = Annotated[str, typer.Option(help="Who is to say it again.")]
Dossier = Annotated[str, typer.Option(help="Only this dossier: its code or id.")]
From = Annotated[int, typer.Option("--from", min=1, help="With --dossier: from this line on.")]
All = Annotated[bool, typer.Option("--all", help="Everything this service has ever said.")]

PAGE = 500


def republish(
    service: Service, name: Name = "main", dossier: Dossier = "", first: From = 1, everything: All = False
) -> None:
    """Have a service say again what it has said about a dossier, or everything."""
    if bool(dossier) == everything:
        raise typer.BadParameter("say which: --dossier CODE, or --all")
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
    lines = list(range(first, heads[0]["sequence"] + 1)) if heads else []
    for start in range(0, len(lines), PAGE):
        await operator.post(service, "/v1/republish", [{"dossier": dossier, "sequences": lines[start : start + PAGE]}])
    console.print(f"{service} says {len(lines)} lines again.", highlight=False)


async def _all(operator: Person, service: str) -> None:
    """A page a request, told as it goes: this may be millions of lines."""
    after: int | None = 0
    with console.status("Saying again") as status:
        while after is not None:
            status.update(f"Said again up to position {after}")
            after = (await operator.post(service, f"/v1/republish/all?after={after}"))["after"]
    console.print(f"{service} says everything again; `motcua lag` shows what is still in the outbox.", highlight=False)
