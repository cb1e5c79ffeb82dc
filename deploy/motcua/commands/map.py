"""`motcua map`: writes everything that is drawn from the code."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.console import Console

from motcua.commands.common import plainly
from motcua.generate import map as drawing

Breaking = Annotated[bool, typer.Option("--breaking", help="Nobody relies on what this takes away.")]


def redraw(breaking: Breaking = False) -> None:
    """Write the generated files anew: drawings, schemas, documents, topics, the map; refuse what breaks a contract."""
    with plainly():
        changed = drawing.draw(breaking=breaking)
    for path in changed:
        Console().print(f"wrote {path.relative_to(drawing.ROOT)}", highlight=False)
    if not changed:
        Console().print("Everything is drawn as the code is.")
