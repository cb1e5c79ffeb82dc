"""Dossiers that go through between the chapters, and what each must still be afterwards."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from http import HTTPStatus

import httpx2

from motcua.simulation.applicants import applicants
from motcua.simulation.province import Province
from motcua.simulation.scenarios import COPY, THROUGH, Clock, Scenario, Scene
from motcua.stack.people import Unexpected
from motcua.stack.system import system
from motcua.stack.waiting import until
from shared.kernel.errors import StandsStill
from tests.drill.shell import Failed

MANY = 60
PLAYED = (THROUGH, COPY)  # the second is paid and comes by post


@dataclass
class People:
    """The dossiers of the stack `name`: those that ended, and those that were given up with a loss."""

    name: str
    ended: dict[str, str] = field(default_factory=dict)  # code by id
    owners: dict[str, str] = field(default_factory=dict)  # subject by id
    lost: dict[str, str] = field(default_factory=dict)
    played: int = 0

    async def play(self) -> None:
        """One dossier of each kind, to its end. Raises Failed if a code was given out before."""
        async with self._province() as province:
            for scenario in PLAYED:
                await self._play(province, scenario)

    async def _play(self, province: Province, scenario: Scenario) -> None:
        someone = list(applicants(MANY))[self.played]
        self.played += 1
        scene = Scene(province, someone, Clock(province.operator))
        await scenario.play(scene)
        code = (await scene.seen())["code"]
        if code in {*self.ended.values(), *self.lost.values()}:
            raise Failed(f"{code} is given out twice")
        self.ended[scene.dossier], self.owners[scene.dossier] = code, someone.subject

    async def check(self) -> None:
        """Every dossier that ended is there, with its code, and returned. Raises Failed."""
        async with self._province() as province:
            for dossier, code in self.ended.items():
                seen = await province.applicant(self.owners[dossier]).get("intake", f"/v1/dossiers/{dossier}")
                found = seen["code"], seen["case"]["stage"]
                if found != (code, "returned"):
                    raise Failed(f"{dossier} was {code} and returned, and is {found}")

    async def note_losses(self) -> int:
        """Moves what intake does not know any more to `lost`; returns how many."""
        async with self._province() as province:
            for dossier in list(self.ended):
                person = province.applicant(self.owners[dossier])
                answer = await person.ask("GET", "intake", f"/v1/dossiers/{dossier}")
                if answer.status_code == HTTPStatus.NOT_FOUND:
                    self.lost[dossier] = self.ended.pop(dossier)
        return len(self.lost)

    async def is_refused(self) -> None:
        """A command is refused with the reason, and a query answered, while intake stands still. Raises Failed."""
        async with self._province() as province:
            scene = Scene(province, list(applicants(MANY))[-1], Clock(province.operator))

            async def refused() -> bool:
                try:
                    await scene.begin()
                except Unexpected as refusal:
                    return bool(refusal.problem["type"] == f"/problems/{StandsStill.kind}")
                raise Failed("intake took a command")

            await until(refused, "a refusal that says why")
            await scene.owner.get("intake", "/v1/procedures")

    @asynccontextmanager
    async def _province(self) -> AsyncIterator[Province]:
        where = system(self.name)
        assert where.passes is not None
        async with httpx2.AsyncClient(timeout=60) as http:
            yield Province(http, where.services, where.passes, where.sandbox or "")
