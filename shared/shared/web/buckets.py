"""Token buckets in the memory of one process, and whom an address counts as.

A bucket holds the requests of one minute and refills evenly. Each rule has 65,536 buckets, found by a hash that no one
outside can compute: whatever is sent, memory stays the same and no bucket is emptied by others being forgotten. Two
of 65,536 share one.
"""

from __future__ import annotations

import secrets
import time
from array import array
from collections.abc import Callable
from ipaddress import IPv6Address, ip_address
from typing import Final

SLOTS: Final = 2**16
MINUTE: Final = 60.0
SUBSCRIBER: Final = 8  # bytes of an IPv6 address that one subscriber has for all of its machines: its /64


class Bucket:
    """The buckets of one rule: `a_minute` requests at once, then one every 60 / `a_minute` seconds."""

    def __init__(self, a_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._each, self._clock, self._salt = MINUTE / a_minute, clock, secrets.randbits(64)
        self._full_at = array("d", bytes(8 * SLOTS))  # when each bucket will be full again

    def take(self, who: str) -> float:
        """0 if this request may come, and it is counted; else the seconds until the next one may."""
        slot, now = hash((self._salt, who)) % SLOTS, self._clock()
        full_at = max(self._full_at[slot], now) + self._each
        wait = full_at - now - MINUTE
        if wait > self._each / 1000:  # less is the error of a sum of floats
            return wait
        self._full_at[slot] = full_at
        return 0.0

    def give_back(self, who: str) -> None:
        """What was taken for a request is not counted after all."""
        self._full_at[hash((self._salt, who)) % SLOTS] -= self._each


def network_of(address: str, length: int = SUBSCRIBER) -> str:
    """What counts as one client: of an IPv6 address the first `length` bytes; what is no address counts as it is."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if not isinstance(found, IPv6Address):
        return str(found)
    if found.ipv4_mapped:
        return str(found.ipv4_mapped)
    return found.packed[:length].hex()
