"""How often one caller writes, and one client asks without a token.

Knows no route; guesses of tracking are counted elsewhere, in PostgreSQL (decision 15).
"""

from __future__ import annotations

from math import ceil
from typing import Final, NamedTuple

from fastapi import Request

from shared.contracts.spelled import duration
from shared.kernel.errors import Refused
from shared.kernel.metrics import REFUSED
from shared.kernel.settings import Settings
from shared.web.auth import Caller, Role, recognised
from shared.web.buckets import Bucket, network_of
from shared.web.parts import part_of

READS: Final = ("GET", "HEAD")


class TooOften(Refused):
    """Too many requests came in a short time."""

    status = 429
    vi = "Có quá nhiều yêu cầu trong thời gian ngắn"

    def __init__(self, retry_after: int) -> None:
        """`retry_after` in seconds."""
        vi, en = duration(retry_after)
        super().__init__(f"Try again in {en}.", f"Vui lòng thử lại sau {vi}.")
        self.retry_after = retry_after


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
