"""Tells intake who has looked at what is kept here, so that all looks at a dossier are found in one place.

Nobody waits for it. Intake takes each look once, so that all are told again after a start.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from shared.kernel.node import Node
from shared.kernel.peers import Peers

BATCH = 500
EVERY = 30.0
BEGINNING = (datetime(2000, 1, 1, tzinfo=UTC), UUID(int=0), "", "", "", "")
NAMES = ("hour", "dossier", "subject", "role", "agency", "why")
#: After this one, in the order of hours.
SINCE = f"""
select {", ".join(NAMES)} from accesses where ({", ".join(NAMES)}) > ($1, $2, $3, $4, $5, $6)
order by {", ".join(NAMES)} limit $7
"""


class Looks:
    """How far intake was told: up to `_after`, and of the hour that runs `_last`."""

    def __init__(self, node: Node, peers: Peers) -> None:
        self._node, self._peers = node, peers
        self._after: tuple[Any, ...] = BEGINNING
        self._last: Sequence[Any] = ()

    async def step(self) -> float:
        """One batch; the seconds until the next. The last hour is read again: more may look."""
        async with self._node.database.begin() as tx:
            rows = await tx.fetch(SINCE, *self._after, BATCH)
        if rows and rows != self._last:
            await self._peers.post("intake", "/v1/looks", {"looks": [_told(row) for row in rows]})
            full = len(rows) == BATCH
            self._after = tuple(rows[-1].values()) if full else (rows[-1]["hour"], *BEGINNING[1:])
            self._last = () if full else rows
            return 0 if full else EVERY
        return EVERY


def _told(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: str(row[name]) for name in NAMES[1:]} | {"hour": row["hour"].isoformat()}
