"""Views of one dossier: the applicant's, other permitted callers', and the operator's of the journals.

A move in one service reaches the others a moment later, so most methods wait.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from motcua.observe.each import silent
from motcua.observe.moves import Move
from motcua.observe.story import journal
from motcua.simulation.province import Province
from motcua.stack.people import Person
from motcua.stack.troubles import NotUp
from motcua.stack.waiting import until


class Looks:
    """A dossier and its `owner`."""

    province: Province
    owner: Person
    dossier: str

    @property
    def path(self) -> str:
        return f"/v1/dossiers/{self.dossier}"

    async def seen(self, person: Person | None = None) -> dict[str, Any]:
        """The dossier as its owner (or `person`) sees it now."""
        found: dict[str, Any] = await (person or self.owner).get("intake", self.path)
        return found

    async def until_stage(self, stage: str) -> dict[str, Any]:
        """The dossier, once the applicant is shown this stage."""
        return await self._until(lambda seen: bool(seen["case"]) and seen["case"]["stage"] == stage, f"stage {stage}")

    async def until_state(self, state: str) -> dict[str, Any]:
        return await self._until(lambda seen: seen["state"] == state, f"state {state}")

    async def until_declined(self) -> dict[str, Any]:
        return await self._until(lambda seen: seen["case"]["withdrawal_declined"], "the withdrawal to be declined")

    async def until_apology(self) -> dict[str, Any]:
        return await self._until(lambda seen: bool(seen["case"]["apologies"]), "the apology")

    async def _until(self, fits: Callable[[dict[str, Any]], bool], what: str) -> dict[str, Any]:
        async def look() -> dict[str, Any] | None:
            seen = await self.seen()
            return seen if fits(seen) else None

        return await until(look, f"{what} of dossier {self.dossier}")

    async def until_emitted(self, name: str) -> Move:
        """The move that emits this event, once it is in the journal."""

        async def look() -> Move | None:
            return next((move for move in await self.journal() if move.event == name), None)

        return await until(look, f"{name} about dossier {self.dossier}")

    async def journal(self) -> list[Move]:
        """All moves of this dossier so far, in all services, in order."""
        found = await journal(self.province.operator, self.dossier)
        if found.away:
            raise NotUp(", ".join(silent(*each) for each in found.away.items()))
        return found.moves
