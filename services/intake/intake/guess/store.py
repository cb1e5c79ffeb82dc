"""The tallies of wrong guesses, in PostgreSQL, so that all processes count together and a restart forgets nothing.

Of a client only one of 65,536 numbers is kept: a keyed hash of its address, cut so short that it names no address even
to the holder of the key. There are never more rows than that, one for each existing code that was guessed wrong, and
one for all; what is drained is removed by later guesses. A code that does not exist gets no row: the statements are the
same, only the client and all are counted.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac

from intake.guess.rules import ALL, CLIENT, CODE, Tally, is_closed, wait
from intake.guess.tables import COUNT, KEY, LOCK, READ, SWEEP
from shared.kernel.db import Tx
from shared.kernel.metrics import Theme, counter
from shared.kernel.node import Node
from shared.web.buckets import network_of

GUESSES = counter(
    Theme.OUTSIDE,
    "motcua_guesses_total",
    "Second factors of the public page that did not open it, by outcome",
    "outcome",
)

#: Guesses looked at by one process at once. They wait for each other's locks, and must not take up all connections.
SIDE_BY_SIDE = 2

HOUSEHOLD = 7  # bytes of an IPv6 address: its /56, the most that one subscriber is commonly given
KINDS, FORGET = ["client", "code", "all"], [CLIENT.forget, CODE.forget, ALL.forget]


class Tallies:
    """The tallies as one process uses them."""

    def __init__(self, node: Node) -> None:
        self._node = node
        self._turns = asyncio.Semaphore(SIDE_BY_SIDE)
        self._key: bytes | None = None

    async def judge(self, address: str, code: str, *, right: bool) -> int:
        """0 if this guess is looked at, and a wrong one is then counted; else the seconds it has to wait."""
        async with self._turns, self._node.database.begin() as tx:
            client = client_of(await self._known_key(tx), address)
            keys = [str(client), code, ""]
            await tx.do(LOCK, client, code)
            rows = await tx.fetch(READ, KINDS, keys)
            of_client, of_code, of_all = (Tally(row["last"], row["drained_at"]) for row in rows)
            seconds = wait(of_client, of_code, of_all, rows[0]["now"])
            if not seconds and not right:
                await tx.do(COUNT, KINDS, keys, FORGET)
                await tx.do(SWEEP)
        if seconds or not right:
            closed = is_closed(of_code, rows[0]["now"])
            GUESSES.labels("wrong" if not seconds else "closed" if closed else "waits").inc()
        return seconds

    async def _known_key(self, tx: Tx) -> bytes:
        if self._key is None:
            self._key = await tx.value(KEY)
        assert self._key is not None, "the migration made one"
        return self._key


def client_of(key: bytes, address: str) -> int:
    """The number of a client, 0 to 65,535: an IPv4 address, or the /56 of an IPv6 address, which is one subscriber."""
    return int.from_bytes(hmac.digest(key, network_of(address, HOUSEHOLD).encode(), hashlib.sha256)[:2])
