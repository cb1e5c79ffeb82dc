"""`motcua up` and `motcua down`: the stack of this machine."""

from __future__ import annotations

import asyncio
from typing import Annotated

import typer

from motcua.commands.common import Name, complain, console, loud, plainly
from motcua.commands.summary import print_summary
from motcua.simulation.province import load_sample
from motcua.stack.console import ConsoleProgress
from motcua.stack.instance import STANDS_STILL
from motcua.stack.issuer import Issuer
from motcua.stack.stack import Stack
from motcua.stack.whole import Whole

Servers = Annotated[bool, typer.Option("--servers", help="PostgreSQL and Kafka only, no services.")]
Closed = Annotated[bool, typer.Option("--closed", help="Kafka lets in its users only, by TLS (at the first start).")]
Erase = Annotated[bool, typer.Option("--erase", help="Also remove all data of this stack.")]


def up(name: Name = "main", servers: Servers = False, closed: Closed = False) -> None:
    """Start PostgreSQL, Kafka and the services, and print their addresses; exit code 1 if a service stands still."""
    stack = Stack(name)
    issuer = Issuer(stack.folder / "issuer")
    with plainly():
        with ConsoleProgress(console) as progress:
            stack.start(progress, closed=closed)
            whole = Whole(stack, issuer)
            instances = [] if servers else whole.start(progress)
            told = {each.label: each.readiness() for each in instances}
            still = [f"{label} {each}" for label, each in told.items() if each.state == STANDS_STILL]
            loaded = bool(instances) and not still
            if loaded:
                progress("Loading the sample province")
                asyncio.run(load_sample(whole.services.peers, issuer))
        print_summary(console, stack, instances, issuer, loaded=loaded)
    if still:
        complain("\n".join([*still, "It answers queries and changes nothing: see Restore in deploy/README.md."]))
        raise typer.Exit(1)


def down(name: Name = "main", erase: Erase = False) -> None:
    """Stop everything that `up` started."""
    stack = Stack(name)
    with plainly():
        Whole(stack, Issuer(stack.folder / "issuer")).stop(loud=loud)
        stack.erase() if erase else stack.stop()
    console.print(f"{name} is stopped{' and its data removed' if erase else ''}.")
