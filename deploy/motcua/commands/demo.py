"""`motcua demo`: dossiers from receipt to return, live, checked against the invariants."""

from __future__ import annotations

from typing import Annotated

import typer

from motcua.commands.common import Name, console, plainly
from motcua.simulation.demo.run import demo as run

Keep = Annotated[bool, typer.Option("--keep", help="Leave everything running afterwards.")]
Count = Annotated[int, typer.Option(min=1, max=1000, help="How many applicants.")]
Faults = Annotated[float, typer.Option(min=0, max=0.9, help="Share of what the outside world does wrong.")]
Record = Annotated[bool, typer.Option("--record", help="Keep what was asked and answered as docs/examples.json.")]


def demo(
    name: Name = "demo", applicants: Count = 60, faults: Faults = 0.1, keep: Keep = False, record: Record = False
) -> None:
    """Send applicants through every kind of scenario at once while the outside world misbehaves; check the
    invariants.
    """
    with plainly():
        good = run(console, name, applicants, faults=faults, keep=keep, record=record)
    if not good:
        raise typer.Exit(1)
