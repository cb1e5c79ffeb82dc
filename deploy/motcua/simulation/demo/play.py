"""Plays the scenarios of many applicants at once, shows the state of each dossier, and writes every event to a file."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from rich.console import Console
from rich.live import Live

from motcua.observe.lines import Codes, TopicEvent, line
from motcua.observe.wire import Wire
from motcua.simulation.applicants import applicants
from motcua.simulation.demo.board import Board, Row
from motcua.simulation.province import Province
from motcua.simulation.scenarios import PERMITTED, Clock, Scene, cast

POLL = 0.2  # seconds between two reads of the topics
UNREAD = 5  # of so many mailboxes one returns what comes


class Play:
    """One run: a scenario for each applicant, and the board that follows them."""

    def __init__(self, console: Console, province: Province, wire: Wire, count: int, events: IO[str]) -> None:
        self.people = applicants(count)
        self.board = Board([Row(scenario) for scenario in cast(count)])
        self.seconds = 0.0
        self._console = console
        self._events = Console(file=events, width=1000)
        self._quarters = 0  # of the scenarios that have ended, as printed
        self._wire = wire
        self._codes = Codes()
        clock = Clock(province.operator, count)
        both = zip(self.board.rows, self.people, strict=True)
        self.scenes = [Scene(province, applicant, clock, row.begun) for row, applicant in both]

    async def run(self) -> None:
        """Returns when every scenario has ended or failed, and the board has all events."""
        began = time.monotonic()
        with self._shown():
            scenarios = [
                asyncio.create_task(self._live(*each)) for each in zip(self.board.rows, self.scenes, strict=True)
            ]
            try:
                while not all(scenario.done() for scenario in scenarios):
                    self._follow(await self._wire.take(POLL))
                self._follow(await self._wire.rest())
            finally:
                for scenario in scenarios:
                    scenario.cancel()
                await asyncio.gather(*scenarios, return_exceptions=True)
        self.seconds = time.monotonic() - began

    @property
    def failures(self) -> list[str]:
        """The scenarios that did not end as scripted."""
        return [f"{row.scenario.en} ({row.dossier}): {row.failure}" for row in self.board.rows if row.failure]

    @property
    def refusals(self) -> int:
        """The number of attempts that were refused as scripted."""
        return sum(len(scene.refusals) for scene in self.scenes)

    def richest(self) -> Scene:
        """The scene whose story is printed: the building permit with the most moves, else the one with most moves."""
        row = max(self.board.rows, key=lambda row: (row.scenario is PERMITTED, row.moves))
        return next(scene for scene in self.scenes if scene.dossier == row.dossier)

    async def _live(self, row: Row, scene: Scene) -> None:
        try:
            if not scene.applicant.number % UNREAD:
                await scene.mail_comes_back()
            await row.scenario.play(scene)
        except Exception as error:  # reported at the end; the other scenarios go on
            row.end(f"{type(error).__name__}: {error}")
        else:
            row.end()

    def _follow(self, events: list[TopicEvent]) -> None:
        for event in self.board.follow(events):
            self._events.print(line(event, self._codes), soft_wrap=True)
        ended, all_of_them = sum(row.ended is not None for row in self.board.rows), len(self.board.rows)
        if not self._console.is_terminal and 4 * ended // all_of_them > self._quarters:
            self._quarters = 4 * ended // all_of_them
            self._console.print(f"  {ended} of {all_of_them} scenarios have ended", highlight=False)

    @contextmanager
    def _shown(self) -> Iterator[None]:
        """A live table on a terminal; otherwise a line of text whenever a quarter has ended."""
        if not self._console.is_terminal:
            yield
            return
        with Live(self.board, console=self._console, refresh_per_second=8):
            yield
