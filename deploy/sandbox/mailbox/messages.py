"""The received messages by reference, whatever brought them, and what is to become of messages. Append-only."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from sandbox.book import Book, Fact, Ledger

Message = dict[str, Any]


class Fate(StrEnum):
    """What becomes of what goes to an address."""

    DELIVERED = "delivered"
    REFUSED = "refused"  # at once
    RETURNED = "returned"  # taken, and reported as undeliverable afterwards
    LOST = "lost"  # taken, and nothing more


class Messages(Ledger):
    """All messages in the order they came.

    The facts: `message`, `vanished` (one that was taken and reached no mailbox), and `fate` of an address.

    A second copy of a message is counted and not kept, as mail stores and gateways do.
    """

    def __init__(self, book: Book) -> None:
        self.by_key: dict[str, Message] = {}
        self.vanished: set[str] = set()
        self.fates: dict[str, Fate] = {}
        super().__init__(book)

    def take(self, message: Message) -> bool:
        """Whether it is a new one."""
        new = message["key"] not in self.by_key
        self.note("message", message=message)
        return new

    def fate(self, to: str) -> Fate:
        return self.fates.get(to, Fate.DELIVERED)

    def on_message(self, fact: Fact) -> None:
        """A message was received."""
        message = fact["message"]
        known = self.by_key.setdefault(message["key"], {**message, "copies": 0})
        known["copies"] += 1

    def on_vanished(self, fact: Fact) -> None:
        """A message was taken, and reached nobody."""
        self.vanished.add(fact["key"])

    def on_fate(self, fact: Fact) -> None:
        """A script has decided about an address."""
        self.fates[fact["to"]] = Fate(fact["fate"])
