"""One journal entry, and the digest that chains it to the entry before. Pure."""

from __future__ import annotations

import hashlib
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple
from uuid import UUID


class Entry(NamedTuple):
    """One row of the journal, without its position."""

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
    """A UTC time as text; cached, because all entries of a unit of work have the same time."""
    return at.isoformat()


def digest_of(entry: Entry) -> bytes:
    """SHA-256 over the previous digest and every column but position and digest, in this order.

    Newlines separate the fields and the body comes last: no other field can contain a newline, so no two entries hash
    the same text.
    """
    head = (
        f"{entry.previous.hex()}\n{entry.dossier!s}\n{entry.sequence}\n{entry.entity!s}\n{entry.entity_type}\n"
        f"{entry.before or ''}\n{entry.after}\n{entry.message}\n{entry.cause!s}\n{entry.id!s}\n{entry.event}\n"
        f"{entry.actor}\n{entry.role}\n{entry.agency or ''}\n{written(entry.at)}\n{entry.correlation!s}\n"
        f"{entry.traceparent or ''}\n"
    )
    return hashlib.sha256((head + entry.body).encode()).digest()
