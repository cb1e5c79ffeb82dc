"""What is drawn from the code is drawn as the code is."""

from __future__ import annotations

from motcua.generate import map as drawing


def test_make_map_would_change_nothing() -> None:
    drawn = drawing.drawn()
    old = [path for path, text in drawn.items() if not path.exists() or path.read_text("utf-8") != text]
    assert [str(path.relative_to(drawing.ROOT)) for path in old] == [], "run make map"
