"""A book: facts in the order they happened, one JSON line each, appended before they count.

A ledger is what its book says; after a restart the same facts are applied again. A line cut off by a kill was
never answered for, so it is dropped.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

Fact = Mapping[str, Any]


class Book:
    """The file of one ledger. `past` is what was in it when it was opened."""

    def __init__(self, file: Path) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        self._handle = os.open(file, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        whole = file.read_bytes()
        kept = whole[: whole.rfind(b"\n") + 1]
        os.ftruncate(self._handle, len(kept))
        self.past: list[Fact] = [json.loads(line) for line in kept.splitlines()]

    def write(self, fact: Fact) -> None:
        """Appends one fact; it survives a kill of the process once this returns."""
        os.write(self._handle, json.dumps(fact).encode() + b"\n")

    def close(self) -> None:
        """No fact can be written after this."""
        os.close(self._handle)


class Ledger:
    """Base of every ledger: `note` writes a fact and applies it by the method `on_<fact>`.

    A subclass sets its own fields first and then calls this constructor, which applies the past.
    """

    def __init__(self, book: Book) -> None:
        self.book = book
        for fact in book.past:
            self._apply(fact)
        book.past = []

    def note(self, fact: str, **values: Any) -> None:
        """Something happened: it is written down, then it counts."""
        whole = {"fact": fact, **values}
        self.book.write(whole)
        self._apply(whole)

    def _apply(self, fact: Fact) -> None:
        getattr(self, f"on_{fact['fact']}")(fact)
