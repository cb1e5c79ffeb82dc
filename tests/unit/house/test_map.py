"""What is drawn from the code is drawn as the code is."""

from __future__ import annotations

from pathlib import Path

import pytest

from motcua import map as drawing

DRAWN = drawing.drawn()


@pytest.mark.parametrize("path", DRAWN, ids=lambda path: str(path.relative_to(drawing.ROOT)))
def test_make_map_would_change_nothing(path: Path) -> None:
    assert path.read_text("utf-8") == DRAWN[path], "run make map"
