"""`motcua anchor`: the ends of all chains, signed."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

import typer

from motcua.commands.common import Name, complain, console, plainly
from motcua.observe.each import Answers, of_each, silent
from motcua.stack.system import LITTLE, System, system


def anchor(name: Name = "main") -> None:
    """Write an anchor of every service now. A copy kept elsewhere proves the journals as they are now."""
    with plainly():
        found = asyncio.run(_anchor(system(name)))
    for service, written in found.found.items():
        text = f"anchor {written['number']} of {service}: {written['heads']} heads, {written['digest']}"
        console.print(text, highlight=False, soft_wrap=True)
    for service, why in found.away.items():
        complain(f"{silent(service, why)}: no anchor is written.")
    if found.away:
        raise typer.Exit(1)


async def _anchor(where: System) -> Answers[Any]:
    async with where.operator() as operator:
        asks = replace(operator, pauses=LITTLE)
        return await of_each(asks, asks.addresses, lambda service: asks.post(service, "/v1/anchors"))
