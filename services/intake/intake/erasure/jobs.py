"""Who was erased stays erased: before anything is served, and each hour, keys that came back are destroyed again."""

from __future__ import annotations

import structlog

from intake.erasure.store import BATCH, Erased, back, destroy
from shared.kernel.node import Node

log = structlog.get_logger()
EVERY = 3600.0


class Again:
    """Compares the list of erasures with the database."""

    def __init__(self, node: Node, erased: Erased) -> None:
        self._node, self._erased = node, erased

    async def step(self) -> float:
        """All of the list; the seconds until the next look."""
        await self.destroy()
        return EVERY

    async def destroy(self) -> int:
        """How many applicants had come back."""
        listed, done = list(await self._erased.list.read()), 0
        for start in range(0, len(listed), BATCH):
            async with self._node.database.begin() as tx:
                found = await back(tx, listed[start : start + BATCH])
                for applicant in found:
                    await destroy(tx, applicant)
            done += len(found)
        if done:
            log.warning("keys destroyed again", applicants=done)
        return done
