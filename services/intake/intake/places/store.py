"""The code list as it was read last, with its index; made anew only after a publication."""

from __future__ import annotations

from datetime import date

from intake.places.rules import Index
from shared.contracts.reference import day_of
from shared.kernel.db import Read, Tx
from shared.reference.publication import Shelf

IN_FORCE: Read = (
    "select kind, code, max(version) as version from publications where kind = 'places' group by kind, code",
    (),
)
NOW: Read = ("select now() + ahead as now from clock", ())


class Gazetteer:
    """What a process has read. The shelf is the one that its rules read from, so a document is kept once."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._made: tuple[dict[tuple[str, str], int], Index] | None = None

    async def read(self, tx: Tx) -> tuple[Index, date]:
        """The places in force, and today."""
        in_force, (clock,) = await tx.fetch_all(IN_FORCE, NOW)
        versions = {(row["kind"], row["code"]): row["version"] for row in in_force}
        if self._made is None or self._made[0] != versions:
            documents = await self._shelf.take(tx, in_force=in_force)
            self._made = versions, Index(documents.every("places").values())
        return self._made[1], day_of(clock["now"])
