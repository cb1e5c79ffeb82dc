"""How many pages one client of the public door may ask for."""

from __future__ import annotations

from math import ceil

from fastapi import Request

from motcua_console.pages import Parts
from shared.web.buckets import network_of


class TooOften(Exception):
    """A client asks for more pages than it may; `retry_after` in seconds."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(retry_after)
        self.retry_after = retry_after


async def admitted(request: Request) -> None:
    """Counts a page for its client: an address, of IPv6 the /64. Raises TooOften."""
    bucket = request.app[Parts].visits
    if bucket and (wait := bucket.take(network_of(request.client.host if request.client else ""))):
        raise TooOften(ceil(wait))
