"""One line of the journal, and the digest that chains it to the line before.

Pure: the unit of work makes entries, the journal stores them, the invariants recompute them.
"""

from __future__ import annotations

import hashlib
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple
from uuid import UUID


class Entry(NamedTuple):
    """One line of the journal, without its position."""

    dossier: UUID
    sequence: int
    entity: UUID
    entity_type: str
    before: str | None
    after: str
    message: str
    cause: UUID
    id: UUID
    event: str
    body: str
    actor: str
    role: str
    agency: str | None
    at: datetime
    correlation: UUID
    traceparent: str | None
    previous: bytes
    digest: bytes


@lru_cache(maxsize=64)
def written(at: datetime) -> str:
    """A time of ours, which is in UTC, as text; remembered, because a unit of work has one time for all its lines."""
    return at.isoformat()


def digest_of(entry: Entry) -> bytes:
    """SHA-256 over the previous digest and every column but position and digest, in this order.

    One field a line, the body last: none of the others can hold a line break, so no two entries
    read the same.
    """
    head = (
        f"{entry.previous.hex()}\n{entry.dossier!s}\n{entry.sequence}\n{entry.entity!s}\n{entry.entity_type}\n"
        f"{entry.before or ''}\n{entry.after}\n{entry.message}\n{entry.cause!s}\n{entry.id!s}\n{entry.event}\n"
        f"{entry.actor}\n{entry.role}\n{entry.agency or ''}\n{written(entry.at)}\n{entry.correlation!s}\n"
        f"{entry.traceparent or ''}\n"
    )
    return hashlib.sha256((head + entry.body).encode()).digest()
