"""Destroys the keys of erased dossiers when their retention here is over, and those that a back-up has brought back."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

import structlog

from shared.kernel.erased import ErasedList
from shared.kernel.node import Node
from sync_gateway.forgetting.models import EXCHANGE
from sync_gateway.forgetting.tables import DESTROY, DUE

log = structlog.get_logger()

BATCH = 500
EVERY = 3600.0


class Forgetting:
    """What of the portal's words is destroyed, and the list of it."""

    def __init__(self, node: Node, erased: ErasedList) -> None:
        self._node, self._erased = node, erased

    async def step(self) -> float:
        """One batch; the seconds until the next."""
        await self.again()
        async with self._node.database.begin() as tx:
            due = [row["dossier"] for row in await tx.fetch(DUE, EXCHANGE.years, BATCH)]
        if due:
            await self._erased.add(due)
            await self._destroy(due)
        return 0 if len(due) == BATCH else EVERY

    async def again(self) -> int:
        """All of the list; how many keys were here again."""
        listed = list(await self._erased.read())
        starts = range(0, len(listed), BATCH)
        done = sum([await self._destroy(listed[start : start + BATCH]) for start in starts])
        if done:
            log.warning("keys destroyed again", dossiers=done)
        return done

    async def _destroy(self, dossiers: Sequence[UUID]) -> int:
        async with self._node.database.begin() as tx:
            return len(await tx.fetch(DESTROY, list(dossiers)))
