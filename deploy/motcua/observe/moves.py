"""The moves of one dossier as journals have them, and journals of several services merged into one order.

Each service has its own clock, so times alone do not order moves that caused each other: a move never comes before its
cause.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Move:
    """One entry of a journal."""

    producer: str
    sequence: int
    entity: str
    entity_type: str
    before: str | None
    after: str
    message: str
    event: str
    body: dict[str, Any]
    actor: str
    role: str
    agency: str | None
    at: datetime
    id: str
    cause: str

    @property
    def arrow(self) -> str:
        """`case: received -> processing`, or `case: processing stays`."""
        if self.before == self.after:
            return f"{self.entity_type}: {self.after} stays"
        return f"{self.entity_type}: {self.before or 'none'} -> {self.after}"


def move_of(service: str, row: Mapping[str, Any]) -> Move:
    """A row of a service's journal."""
    known = {name: row[name] for name in Move.__slots__ if name in row}
    return Move(**{**known, "producer": service, "at": datetime.fromisoformat(row["at"])})


def in_order(streams: Iterable[Sequence[Move]]) -> list[Move]:
    """Merges streams: of the next move of each, the earliest whose cause is not still to come."""
    left = [list(stream) for stream in streams if stream]
    merged: list[Move] = []
    while left:
        to_come = {move.id for stream in left for move in stream}
        free = [stream for stream in left if stream[0].cause not in to_come] or left
        first = min(free, key=lambda stream: stream[0].at)
        merged.append(first.pop(0))
        left = [stream for stream in left if stream]
    return merged
