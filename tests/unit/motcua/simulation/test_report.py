"""What the demo prints in a pipe: the story and all events are in files, so that the rest stays short."""

from __future__ import annotations

import json
from collections import Counter
from io import StringIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

from rich.console import Console

from motcua.generate.map import ROOT
from motcua.simulation.demo.report import Report


def test_the_totals_of_every_event_there_is_take_few_lines() -> None:
    known = json.loads((ROOT / "docs/asyncapi.json").read_text("utf-8"))["components"]["messages"]
    names = [name.rpartition(".")[2] for name in known]
    board = SimpleNamespace(rows=[None] * 60, counts=Counter(names))
    play = cast("Any", SimpleNamespace(board=board, seconds=40.0, refusals=9))
    out = StringIO()
    Report(Console(file=out, width=200), play, Path()).totals()
    lines = out.getvalue().splitlines()
    assert all(f"1  {name}" in out.getvalue() for name in names)
    assert len(lines) < len(names) / 2, "of 150 for the whole demo"
    assert max(map(len, lines)) <= 200
