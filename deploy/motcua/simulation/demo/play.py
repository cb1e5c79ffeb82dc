"""Plays the scenarios of many applicants at once, and shows where each dossier stands meanwhile."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.live import Live

from motcua.observe.lines import Codes, line
from motcua.observe.wire import Spoken, Wire
from motcua.simulation.applicants import applicants
from motcua.simulation.demo.board import Board, Row
from motcua.simulation.province import Province
from motcua.simulation.scenarios import PERMITTED, Clock, Scene, cast

LOOK = 0.2  # seconds between two looks at the topics


class Play:
    """One run: a scenario for each applicant, and the board that follows them."""

    def __init__(self, console: Console, province: Province, wire: Wire, count: int) -> None:
        self.people = applicants(count)
        self.board = Board([Row(scenario) for scenario in cast(count)])
        self.seconds = 0.0
        self._console = console
        self._wire = wire
        self._codes = Codes()
        clock = Clock(province.operator, count)
        both = zip(self.board.rows, self.people, strict=True)
        self.scenes = [Scene(province, applicant, clock, row.begun) for row, applicant in both]

    async def run(self) -> None:
        """Back when every scenario has ended, well or not, and the board has followed everything that was said."""
        began = time.monotonic()
        with self._shown():
            scenarios = [
                asyncio.create_task(self._live(*each)) for each in zip(self.board.rows, self.scenes, strict=True)
            ]
            try:
                while not all(scenario.done() for scenario in scenarios):
                    self._follow(await self._wire.take(LOOK))
                self._follow(await self._wire.rest())
            finally:
                for scenario in scenarios:
                    scenario.cancel()
                await asyncio.gather(*scenarios, return_exceptions=True)
        self.seconds = time.monotonic() - began

    @property
    def failures(self) -> list[str]:
        """What did not end as scripted."""
        return [f"{row.scenario.en} ({row.dossier}): {row.failure}" for row in self.board.rows if row.failure]

    @property
    def refusals(self) -> int:
        """How many attempts were rightly refused on the way."""
        return sum(len(scene.refusals) for scene in self.scenes)

    def richest(self) -> Scene:
        """The scene worth telling: the building permit with the most moves, or else whatever had most of them."""
        row = max(self.board.rows, key=lambda row: (row.scenario is PERMITTED, row.moves))
        return next(scene for scene in self.scenes if scene.dossier == row.dossier)

    async def _live(self, row: Row, scene: Scene) -> None:
        try:
            await row.scenario.play(scene)
        except Exception as error:  # told at the end; the other scenarios go on
            row.end(f"{type(error).__name__}: {error}")
        else:
            row.end()

    def _follow(self, told: list[Spoken]) -> None:
        for spoken in self.board.follow(told):
            if not self._console.is_terminal:
                self._console.print(line(spoken, self._codes), soft_wrap=True)

    @contextmanager
    def _shown(self) -> Iterator[None]:
        """A live table for a person at a terminal; otherwise a line per event."""
        if not self._console.is_terminal:
            yield
            return
        with Live(self.board, console=self._console, refresh_per_second=8):
            yield
