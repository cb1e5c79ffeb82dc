"""Rows on a terminal fit its width: columns that say nothing go first, then text is cut. In a pipe nothing is cut."""

from __future__ import annotations

from collections.abc import Sequence
from io import StringIO

from rich.console import Console
from rich.table import Table
from rich.text import Text

WIDE = 1000  # columns, where there is no terminal
SAYS_NOTHING = ("", "0", "-")
GAP = 2

Row = Sequence[str]


def print_line(console: Console, line: str | Text) -> None:
    """One line of text as one row of the terminal."""
    text = line if isinstance(line, Text) else Text(line)
    if console.is_terminal:
        console.print(text, no_wrap=True, overflow="ellipsis", highlight=False)
    else:
        console.print(text, soft_wrap=True, highlight=False)


def print_note(console: Console, note: str) -> None:
    """A sentence, whole; on a terminal it is wrapped between words."""
    console.print(note, markup=False, highlight=False, soft_wrap=not console.is_terminal)


def print_rows(console: Console, titles: Row, rows: Sequence[Row], right: Sequence[str] = ()) -> None:
    """A table without lines; the columns named in `right` hold numbers."""
    kept = fitting(titles, rows, console.width if console.is_terminal else WIDE)
    table = Table(box=None, pad_edge=False, padding=(0, GAP, 0, 0), header_style="bold")
    for each in kept:
        table.add_column(titles[each], no_wrap=True, overflow="ellipsis")
        table.columns[-1].justify = "right" if titles[each] in right else "left"
    for row in rows:
        table.add_row(*(Text(row[each]) for each in kept))
    if console.is_terminal:
        console.print(table)
        return
    written = StringIO()
    Console(file=written, width=WIDE).print(table)
    for line in written.getvalue().splitlines():
        print_line(console, line.rstrip())


def fitting(titles: Row, rows: Sequence[Row], width: int) -> list[int]:
    """The columns to show: all if they fit, else without those that say nothing in any row."""
    needed = [max(len(row[each]) for row in (titles, *rows)) for each in range(len(titles))]
    every = list(range(len(titles)))
    if sum(needed) + GAP * (len(needed) - 1) <= width:
        return every
    return [each for each in every if any(row[each] not in SAYS_NOTHING for row in rows)]
