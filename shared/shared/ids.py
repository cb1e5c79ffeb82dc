"""Identifiers: UUIDv7 in time order, and stable ids for what has a name of its own."""

from __future__ import annotations

import os
import threading
import time
from uuid import UUID, uuid5

NAMES = UUID("6d6f7463-7561-5000-8000-000000000000")

_lock = threading.Lock()
_last = 0


def uuid7() -> UUID:
    """A new UUIDv7 (RFC 9562, 5.7): milliseconds, then a counter within them, then randomness.

    Rising within one process, so that index pages fill in order.
    """
    global _last  # noqa: PLW0603 - the counter is the point
    with _lock:
        _last = max(_last + 1, time.time_ns() // 1_000_000 << 12)
        stamp = _last
    head = (stamp >> 12) << 80 | 0x7000 << 64 | (stamp & 0xFFF) << 64
    return UUID(int=head | 0x2 << 62 | int.from_bytes(os.urandom(8), "big") >> 2)


def named(kind: str, name: str) -> UUID:
    """The id of something known by name (a procedure, a calendar): the same wherever it is computed."""
    return uuid5(NAMES, f"{kind}:{name}")
