"""Rows fit a terminal, or the variable COLUMNS: columns that say nothing go first, then rows are stacked or cut.

In a pipe without COLUMNS nothing is cut, and every row is one line.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from io import StringIO

from rich.console import Console
from rich.table import Table
from rich.text import Text

WIDE = 1000  # columns, where there is no terminal
SAYS_NOTHING = ("", "0", "-")
GAP = 2
FEW = 3  # columns that are cut rather than stacked

Row = Sequence[str]


def width_of(console: Console) -> int:
    """How many columns there are; WIDE in a pipe."""
    if console.is_terminal:
        return console.width
    told = os.environ.get("COLUMNS", "")  # a console read it when it was made
    return int(told) if told.isdecimal() else WIDE


def print_line(console: Console, line: str | Text) -> None:
    """One line of text as one row of the terminal."""
    text = line if isinstance(line, Text) else Text(line)
    if width_of(console) < WIDE:
        console.print(text, no_wrap=True, overflow="ellipsis", highlight=False)
    else:
        console.print(text, soft_wrap=True, highlight=False)


def print_note(console: Console, note: str) -> None:
    """A sentence, whole; where the width is known it is wrapped between words."""
    console.print(note, markup=False, highlight=False, soft_wrap=width_of(console) == WIDE)


def print_rows(console: Console, titles: Row, rows: Sequence[Row], right: Sequence[str] = ()) -> None:
    """A table without lines; the columns named in `right` hold numbers."""
    width = width_of(console)
    kept = fitting(titles, rows, width)
    if len(kept) > FEW and _needed(titles, rows, kept) > width:
        for line in (line for row in rows for line in stacked([(titles[each], row[each]) for each in kept], width)):
            print_line(console, line)
        return
    table = Table(box=None, pad_edge=False, padding=(0, GAP, 0, 0), header_style="bold")
    for each in kept:
        table.add_column(titles[each], no_wrap=True, overflow="ellipsis")
        table.columns[-1].justify = "right" if titles[each] in right else "left"
    for row in rows:
        table.add_row(*(Text(row[each]) for each in kept))
    if width < WIDE:
        console.print(table)
        return
    written = StringIO()
    Console(file=written, width=WIDE).print(table)
    for line in written.getvalue().splitlines():
        print_line(console, line.rstrip())


def fitting(titles: Row, rows: Sequence[Row], width: int) -> list[int]:
    """The columns to show: all if they fit, else without those that say nothing in any row."""
    every = list(range(len(titles)))
    if _needed(titles, rows, every) <= width:
        return every
    kept = [each for each in every if any(row[each] not in SAYS_NOTHING for row in rows)]
    return kept if len(kept) > 1 else every


def _needed(titles: Row, rows: Sequence[Row], columns: Sequence[int]) -> int:
    return sum(max(len(row[each]) for row in (titles, *rows)) + GAP for each in columns) - GAP


def stacked(row: Sequence[tuple[str, str]], width: int) -> Iterator[str]:
    """A row as a block: its first value, and below it the others with their titles, as many on a line as fit."""
    yield row[0][1]
    line = ""
    for title, value in row[1:]:
        one = f"  {title} {value}" if value else ""
        if line and len(line) + len(one) > width:
            yield line
            line = ""
        line += one
    if line:
        yield line
