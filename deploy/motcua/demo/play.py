"""Plays the lives of many applicants at once, and shows where each dossier stands meanwhile."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.live import Live

from motcua.applicants import applicants
from motcua.demo.board import Board, Row
from motcua.lines import Codes, line
from motcua.lives import PERMITTED, Clock, Scene, cast
from motcua.province import Province
from motcua.wire import Spoken, Wire

LOOK = 0.2  # seconds between two looks at the topics


class Play:
    """One run: a life for each applicant, and the board that follows them."""

    def __init__(self, console: Console, province: Province, wire: Wire, count: int) -> None:
        self.people = applicants(count)
        self.board = Board([Row(life) for life in cast(count)])
        self.seconds = 0.0
        self._console = console
        self._wire = wire
        self._codes = Codes()
        clock = Clock(province.operator, count)
        both = zip(self.board.rows, self.people, strict=True)
        self.scenes = [Scene(province, applicant, clock, row.begun) for row, applicant in both]

    async def run(self) -> None:
        """Back when every life has ended, well or not, and the board has followed everything that was said."""
        began = time.monotonic()
        with self._shown():
            lives = [asyncio.create_task(self._live(*each)) for each in zip(self.board.rows, self.scenes, strict=True)]
            try:
                while not all(life.done() for life in lives):
                    self._follow(await self._wire.take(LOOK))
                self._follow(await self._wire.rest())
            finally:
                for life in lives:
                    life.cancel()
                await asyncio.gather(*lives, return_exceptions=True)
        self.seconds = time.monotonic() - began

    @property
    def failures(self) -> list[str]:
        """What did not end as scripted."""
        return [f"{row.life.en} ({row.dossier}): {row.failure}" for row in self.board.rows if row.failure]

    @property
    def refusals(self) -> int:
        """How many attempts were rightly refused on the way."""
        return sum(len(scene.refusals) for scene in self.scenes)

    def richest(self) -> Scene:
        """The scene worth telling: the building permit with the most moves, or else whatever had most of them."""
        row = max(self.board.rows, key=lambda row: (row.life is PERMITTED, row.moves))
        return next(scene for scene in self.scenes if scene.dossier == row.dossier)

    async def _live(self, row: Row, scene: Scene) -> None:
        try:
            await row.life.play(scene)
        except Exception as error:  # told at the end; the other lives go on
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
