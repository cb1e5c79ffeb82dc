"""The received messages by key: the same key is the same message, however often it is sent. Append-only."""

from __future__ import annotations

from typing import Any

from sandbox.book import Book, Fact, Ledger

Message = dict[str, Any]


class Messages(Ledger):
    """All messages in the order they came; the one fact is `message`."""

    def __init__(self, book: Book) -> None:
        self.by_key: dict[str, Message] = {}
        super().__init__(book)

    def on_message(self, fact: Fact) -> None:
        """A message was received."""
        self.by_key[fact["message"]["key"]] = fact["message"]
