"""`motcua map`: writes everything that is drawn from the code."""

from __future__ import annotations

from rich.console import Console

from motcua import map as drawing


def redraw() -> None:
    """Write the generated files anew: machine drawings, schemas, topics, the map."""
    changed = drawing.draw()
    for path in changed:
        Console().print(f"wrote {path.relative_to(drawing.ROOT)}", highlight=False)
    if not changed:
        Console().print("Everything is drawn as the code is.")
