"""`motcua demo`: runs dossiers from submission to return and checks the invariants."""

from __future__ import annotations

from typing import Annotated

import typer

from motcua.commands.common import Name, console, plainly
from motcua.simulation.demo.run import demo as run

KEPT = "Leave the stack running afterwards, with open dossiers to look at on its pages."
Keep = Annotated[bool, typer.Option("--keep", help=KEPT)]
Count = Annotated[int, typer.Option(min=1, max=1000, help="Number of applicants.")]
Faults = Annotated[float, typer.Option(min=0, max=0.9, help="Share of the sandbox's calls and callbacks that fail.")]
Record = Annotated[
    bool,
    typer.Option("--record", help="Keep requests and answers as examples of the API documents."),
]


def demo(
    name: Name = "demo", applicants: Count = 60, faults: Faults = 0.1, keep: Keep = False, record: Record = False
) -> None:
    """Run every scenario at once while the sandbox fails at a rate, then check the invariants."""
    with plainly():
        good = run(console, name, applicants, faults=faults, keep=keep, record=record)
    if not good:
        raise typer.Exit(1)
