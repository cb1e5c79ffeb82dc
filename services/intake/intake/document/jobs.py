"""The sweep: files that no row refers to leave the store, a grace time after they were first seen without one.

The order of steps, and why it may stop after any of them, run twice at once, or stand still for hours in between:

1. An upload is counted (a transaction), its bytes are put under a name that never was before, and only then a row
   names them (a transaction, refused later than half the grace time after the first). If it stops before that row,
   the file is a stray.
2. The sweep lists a shelf, then asks which names no row has, and notes them with the database's time (a transaction).
   A file whose row comes later is noted as well; its note goes with the next sweep.
3. What was noted a grace time ago and still has no row is chosen in the same transaction. Its upload can write no row
   any more, and no other upload ever has its name: no row will refer to it.
4. The files are removed. The next sweep does not list them, and forgets their notes; of those that are still there it
   chooses again.

Every row counts, also of a superseded document. Rows go with their dossier: what was never handed in of one that is
withdrawn or refused.
"""

from __future__ import annotations

from datetime import timedelta
from tempfile import SpooledTemporaryFile

from intake.document.models import Seal
from intake.document.store import IN_MEMORY, SHELVES, Documents, Received
from intake.document.tables import CHOOSE, DROP, FORGET, NOTE, PLAIN, SEALED
from shared.kernel import failpoints
from shared.kernel.db import Tx
from shared.kernel.metrics import Theme, counter
from shared.kernel.node import Node
from shared.kernel.sealing import Masters

EVERY = 3600.0  # seconds for the whole store

REMOVED = counter(
    Theme.OUTSIDE, "motcua_store_removed_total", "Files of documents without a row, removed from the store"
)


class Sweep:
    """Sweeps one shelf after the other."""

    def __init__(self, node: Node, documents: Documents, masters: Masters) -> None:
        self._node, self._documents, self._masters, self._next = node, documents, masters, 0

    async def step(self) -> float:
        """The next shelf; the seconds until the one after it."""
        await self.shelf(SHELVES[self._next])
        self._next = (self._next + 1) % len(SHELVES)
        return EVERY / len(SHELVES)

    async def whole(self) -> int:
        """All shelves; how many files were removed."""
        return sum([await self.shelf(shelf) for shelf in SHELVES])

    async def shelf(self, shelf: str) -> int:
        """One shelf; how many files were removed."""
        names = await self._documents.names(shelf)
        if names is None:
            return 0
        await self._seal(names)
        async with self._node.database.begin() as tx:
            chosen = await _choose(tx, shelf, names, self._documents.grace)
        if not chosen:
            return 0
        failpoints.reach("store.before_remove")
        await self._documents.remove(chosen)
        failpoints.reach("store.after_remove")
        REMOVED.inc(len(chosen))
        return len(chosen)

    async def _seal(self, names: list[str]) -> None:
        """Files from before files were sealed are stored again, sealed; what they were is a stray then."""
        async with self._node.database.begin() as tx:
            rows = await tx.fetch(PLAIN, names)
        for row in rows:
            seal = Seal(row["subject"], self._masters.box(row["master"], row["wrapped"]))
            with SpooledTemporaryFile(max_size=IN_MEMORY) as file:
                async for chunk in await self._documents.get(row["object"], None):
                    file.write(chunk)
                file.seek(0)
                name = await self._documents.put(Received("", 0, row["sha256"], file, seal=seal))
            async with self._node.database.begin() as tx:
                await tx.do(SEALED, row["id"], row["object"], name)


async def _choose(tx: Tx, shelf: str, names: list[str], grace: timedelta) -> list[str]:
    """Notes the strays among these names; of all strays of the shelf, those whose time is over."""
    await tx.do(DROP, names)
    await tx.do(NOTE, names, shelf)
    await tx.do(FORGET, names, shelf)
    return [row["object"] for row in await tx.fetch(CHOOSE, shelf, grace)]
