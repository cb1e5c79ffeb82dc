"""`motcua status`: the processes of a stack, and what each service says of itself."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import NamedTuple

import typer

from motcua.commands.common import Name, console
from motcua.observe.screen import print_note, print_rows
from motcua.stack.folders import STACKS
from motcua.stack.instance import PREFIX, readiness
from motcua.stack.ports import HOST
from motcua.stack.process import Known
from motcua.stack.state import State
from motcua.stack.told import command

KAFKA, POSTGRES = "kafka", "postgres"
SILENT = "does not answer"


class Part(NamedTuple):
    """One process: what it is, and whether it does its work; `told`: the same with the reasons, in a sentence."""

    name: str
    pid: str
    state: str
    told: str
    works: bool


def status(name: Name = "main") -> None:
    """List the processes of a stack; exit code 1 if one does not run, does not answer or takes no commands."""
    state = State(STACKS.absolute() / name)
    parts = parts_of(state, partial(silence, name))
    if parts:
        print_rows(console, ("process", "pid", "state"), [part[:3] for part in parts])
    for part in parts:
        if part.told != part.state:
            print_note(console, part.told)
    if not (state.ready and parts):
        print_note(console, f"{name} is not running. Start it with: {command('up', name)}")
    if not (state.ready and parts and all(part.works for part in parts)):
        raise typer.Exit(1)


def silence(stack: str, server: str) -> str:
    """Why this server of the stack does not answer, in a sentence; empty if it does."""
    from motcua.stack import asked  # noqa: PLC0415  # only a stack that is up needs it
    from motcua.stack.addresses import TOOLS  # noqa: PLC0415
    from motcua.stack.stack import Stack  # noqa: PLC0415

    at = Stack(stack).addresses
    if server == KAFKA:
        return asyncio.run(asked.kafka(at.brokers(TOOLS)))
    why = asyncio.run(asked.postgres(at.superuser_dsn))
    return why and asked.no_postgres(at, why)


def parts_of(state: State, ask: Callable[[str], str]) -> list[Part]:
    """Every process that was started, with its own answer; of the two servers `ask` tells why there is none."""
    known = state.processes()
    with ThreadPoolExecutor(len(known) or 1) as pool:
        return list(pool.map(lambda name: _part(name, known[name], state, ask), known))


def _part(record: str, known: Known, state: State, ask: Callable[[str], str]) -> Part:
    label = record.rpartition(":")[2]
    if not known.alive():
        return Part(label, "", "not running", "not running", works=False)
    if record in (KAFKA, POSTGRES):
        why = ask(record)
        return Part(label, str(known.pid), SILENT if why else "running", why or "running", works=not why)
    told = readiness(f"http://{HOST}:{state.port(record)}")
    short = told.short if record.startswith(PREFIX) or not told.works else "running"
    return Part(label, str(known.pid), short, short if str(told) == told.short else f"{label} {told}", told.works)
