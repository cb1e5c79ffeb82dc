"""`motcua demo`: dossiers from receipt to return, live, checked against the laws."""

from __future__ import annotations

from typing import Annotated

import typer

from motcua.commands.common import Name, console, plainly
from motcua.demo.run import demo as run

Keep = Annotated[bool, typer.Option("--keep", help="Leave everything running afterwards.")]
Count = Annotated[int, typer.Option(min=1, max=160, help="How many applicants.")]


def demo(name: Name = "demo", applicants: Count = 60, keep: Keep = False) -> None:
    """Send applicants through every kind of life at once while the outside world misbehaves; check the laws."""
    with plainly():
        good = run(console, name, applicants, keep=keep)
    if not good:
        raise typer.Exit(1)
