"""How often one caller writes, and one client asks without a token: token buckets in the memory of one process.

A bucket holds the requests of one minute and refills evenly. Each rule has 65,536 buckets, found by a hash that no one
outside can compute: whatever is sent, memory stays the same and no bucket is emptied by others being forgotten. Two
of 65,536 share one. Knows no route; guesses of tracking are counted elsewhere, in PostgreSQL (decision 15).
"""

from __future__ import annotations

import secrets
import time
from array import array
from collections.abc import Callable
from ipaddress import IPv6Address, ip_address
from math import ceil
from typing import Final, NamedTuple

from fastapi import Request

from shared.contracts.spelled import duration
from shared.kernel.errors import Refused
from shared.kernel.metrics import REFUSED
from shared.kernel.settings import Settings
from shared.web.auth import Caller, Role, recognised
from shared.web.parts import part_of

SLOTS: Final = 2**16
MINUTE: Final = 60.0
READS: Final = ("GET", "HEAD")
SUBSCRIBER: Final = 8  # bytes of an IPv6 address that one subscriber has for all of its machines: its /64


class TooOften(Refused):
    """Too many requests came in a short time."""

    status = 429
    vi = "Có quá nhiều yêu cầu trong thời gian ngắn"

    def __init__(self, retry_after: int) -> None:
        """`retry_after` in seconds."""
        vi, en = duration(retry_after)
        super().__init__(f"Try again in {en}.", f"Vui lòng thử lại sau {vi}.")
        self.retry_after = retry_after


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


class Rates(NamedTuple):
    """The rules of one process. `unproved` counts messages of counterparts only as long as nothing proves them."""

    writes: Bucket
    uploads: Bucket
    visits: Bucket
    unproved: Bucket


def of(settings: Settings) -> Rates:
    """As the settings say; a service with uploads replaces their rule."""
    writes, visits, unproved = settings.writes_a_minute, settings.visits_a_minute, settings.unproved_a_minute
    return Rates(Bucket(writes), Bucket(writes), Bucket(visits), Bucket(unproved))


def admit(request: Request, *, uploads: bool) -> None:
    """Counts a request whose caller is known, if it has one. Raises TooOften. Tokens of services are not counted."""
    caller: Caller | None = getattr(request.state, "caller", None)
    reads = request.method in READS
    if caller is None:
        rule, who = "visits" if reads else "unproved", client_of(request)
    elif reads or caller.role is Role.SERVICE:
        return
    else:
        rule, who = "uploads" if uploads else "writes", caller.subject
    _take(request, rule, who)


def write(request: Request, subject: str) -> None:
    """Counts what has proved to be of this subject as one of its writes. Raises TooOften."""
    _take(request, "writes", subject)


def _take(request: Request, rule: str, who: str) -> None:
    bucket: Bucket = getattr(part_of(request, Rates), rule)
    if wait := bucket.take(who):
        REFUSED.labels(rule).inc()
        raise TooOften(ceil(wait))


async def visit(request: Request) -> None:
    """The dependency of an open route that is not transactional: it is counted for its client. Raises TooOften."""
    await recognised(request)
    admit(request, uploads=False)


def prove(request: Request) -> None:
    """This request of a stranger has proved to be a counterpart's, or of one who has signed in: it is not counted."""
    part_of(request, Rates).unproved.give_back(client_of(request))


def client_of(request: Request) -> str:
    """Who sends this without a token: an IPv4 address, or the /64 of an IPv6 address."""
    return network_of(address_of(request))


def address_of(request: Request) -> str:
    """Of the peer, or what a trusted proxy has put in its place (MOTCUA_PROXIES)."""
    return request.client.host if request.client else ""


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
