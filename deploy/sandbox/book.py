"""A book: facts in order, one line of JSON each, written before they take effect.

A ledger is built from its book; after a restart the same facts are applied again. A line cut off by a kill was never
answered, so it is dropped.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

Fact = Mapping[str, Any]


class Book:
    """The file of one ledger. `past`: the facts in it when it was opened."""

    def __init__(self, file: Path) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        self._handle = os.open(file, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        whole = file.read_bytes()
        kept = whole[: whole.rfind(b"\n") + 1]
        os.ftruncate(self._handle, len(kept))
        self.past: list[Fact] = [json.loads(line) for line in kept.splitlines()]

    def write(self, fact: Fact) -> None:
        """Appends one fact; after the return it survives a kill of the process."""
        os.write(self._handle, json.dumps(fact).encode() + b"\n")

    def close(self) -> None:
        """Closes the file."""
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
        """Writes a fact, then applies it."""
        whole = {"fact": fact, **values}
        self.book.write(whole)
        self._apply(whole)

    def _apply(self, fact: Fact) -> None:
        getattr(self, f"on_{fact['fact']}")(fact)
