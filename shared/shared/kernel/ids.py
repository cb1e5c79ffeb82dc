"""Identifiers: UUIDv7 in the order of time, and stable ids derived from names."""

from __future__ import annotations

import os
import threading
import time
from struct import iter_unpack, pack
from uuid import UUID, uuid5

from asyncpg.pgproto import pgproto

SwiftUUID = pgproto.UUID  # a uuid.UUID, ten times as fast to make, parse, print and hash
NAMES = UUID("6d6f7463-7561-5000-8000-000000000000")

_lock = threading.Lock()
_last = 0
#: Eight random bytes at a time; a system call for each id would cost more than everything else in it.
_random = (luck for drawn in iter(lambda: os.urandom(4096), b"") for (luck,) in iter_unpack(">Q", drawn))


def uuid7() -> UUID:
    """A new UUIDv7 (RFC 9562, 5.7): milliseconds, then a counter within them, then randomness.

    Ids of one process are increasing, so that the pages of an index are filled in order.
    """
    global _last  # noqa: PLW0603 - one counter per process
    with _lock:
        _last = max(_last + 1, time.time_ns() // 1_000_000 << 12)
        stamp, luck = _last, next(_random)
    made: UUID = SwiftUUID(pack(">QQ", (stamp >> 12) << 16 | 0x7000 | (stamp & 0xFFF), 0x2 << 62 | luck >> 2))
    return made


def named(kind: str, name: str) -> UUID:
    """The id of something that is known by name (a procedure, a calendar); the same in every service."""
    return uuid5(NAMES, f"{kind}:{name}")
