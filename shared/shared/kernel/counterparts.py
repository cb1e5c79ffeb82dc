"""Whether each counterpart answers: calls to one that fails again and again are stopped for a while.

What is found is written down for operators: each failure, and of successes one every few seconds, so that a peer that
answers costs next to nothing. Why it failed is told without what an exception quotes.
"""

from __future__ import annotations

from collections.abc import Callable

from shared.kernel.db import Database

OPENS_AFTER = 5
OPEN_FOR = 10.0
WRITTEN_EVERY = 10.0  # seconds, while it answers

ANSWERED = """
insert into counterparts(peer, answered_at) values ($1, now())
on conflict (peer) do update set answered_at = now(), failures = 0, open_until = null
"""
FAILED = """
insert into counterparts(peer, failed_at, failures, why, open_until)
values ($1, now(), $2, $3, now() + $4::float8 * interval '1 second')
on conflict (peer) do update
set failed_at = now(), failures = excluded.failures, why = excluded.why, open_until = excluded.open_until
"""


class Breaker:
    """Stops calls to a peer for OPEN_FOR seconds after OPENS_AFTER failures in a row."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._failures = 0
        self._until = 0.0
        self._written = -WRITTEN_EVERY

    @property
    def closed(self) -> bool:
        return self._now() >= self._until

    def note(self, *, ok: bool) -> None:
        self._failures = 0 if ok else self._failures + 1
        if self._failures >= OPENS_AFTER:
            self._until = self._now() + OPEN_FOR

    async def write(self, database: Database, peer: str, why: str | None) -> None:
        """What was noted last, if it is news. `why`: why it failed."""
        if not self._failures and self._now() < self._written + WRITTEN_EVERY:
            return
        self._written = self._now() if not self._failures else -WRITTEN_EVERY
        async with database.begin() as tx:
            if self._failures:
                stays = None if self.closed else self._until - self._now()
                await tx.do(FAILED, peer, self._failures, why, stays)
            else:
                await tx.do(ANSWERED, peer)
