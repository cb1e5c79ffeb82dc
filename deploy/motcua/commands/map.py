"""`motcua map`: writes the files that are generated from the code."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.console import Console

from motcua.commands.common import plainly
from motcua.generate import map as drawing

Breaking = Annotated[bool, typer.Option("--breaking", help="Allow changes that break existing clients and journals.")]


def redraw(breaking: Breaking = False) -> None:
    """Write the generated files: drawings, schemas, API documents, client, topics, map. Refuses a breaking change."""
    with plainly():
        changed = drawing.draw(breaking=breaking)
    for path in changed:
        Console().print(f"wrote {path.relative_to(drawing.ROOT)}", highlight=False)
    if not changed:
        Console().print("All generated files are up to date.")
