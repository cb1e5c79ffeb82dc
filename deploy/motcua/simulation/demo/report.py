"""The report after the demo: one dossier's story, the totals, and whether the invariants hold.

In a pipe it is short: the story and all events are in files, which it names.
"""

from __future__ import annotations

from pathlib import Path

from rich.console import Console

from motcua.observe.each import silent
from motcua.observe.story import journal, print_story
from motcua.simulation.demo.play import Play
from motcua.stack.people import Person
from motcua.verify.verdict import MARKS, Verdict

EVENTS = "events.log"
BESIDE = 3  # events in a line of the totals, of which there are more and more


class Report:
    """Prints the report; `verdict` returns whether everything holds."""

    def __init__(self, console: Console, play: Play, folder: Path) -> None:
        self._console = console
        self._play = play
        self._folder = folder

    async def story(self, operator: Person) -> None:
        """One dossier's story, from the journals of all services: to a file, and on a terminal."""
        scene = self._play.richest()
        scenario = next(row.scenario for row in self._play.board.rows if row.dossier == scene.dossier)
        self._console.rule(f"Example: {scenario.vi} · {scenario.en}")
        path, found = self._folder / "story.txt", await journal(operator, scene.dossier)
        with path.open("w", encoding="utf-8") as file:
            await print_story(Console(file=file, width=120), operator, found)
        if self._console.is_terminal:
            await print_story(self._console, operator, found)
        for missing in found.away.items():
            self._check(False, f"{silent(*missing)}: its part of the story is missing")
        self._print(f"This story: {path}\nAll events: {self._folder / EVENTS}")

    async def notice(self) -> None:
        """One notice as its applicant has got it, with the officers who acted."""
        letter = (await self._play.richest().letter("accepted"))["text"]["vi"]
        self._console.rule("A notice")
        self._print(f"{letter['subject']}\n\n{letter['body']}")

    def people(self) -> None:
        """What people saw and did about who they are, in a line each."""
        self._console.rule("People")
        for note in dict.fromkeys(note for scene in self._play.scenes for note in scene.notes):
            self._print(note)

    def totals(self) -> None:
        """The number of moves, by event."""
        board, play = self._play.board, self._play
        self._console.rule("Totals")
        moves = sum(board.counts.values())
        self._print(
            f"{len(board.rows)} dossiers, {moves} moves in {play.seconds:.1f} s; {play.refusals} refusals as expected"
        )
        told = {what: board.counts.get(f"Notice{what}", 0) for what in ("Sent", "Delivered", "TurnedAway", "GivenUp")}
        self._print(
            f"{told['Sent']} messages sent by e-mail or SMS, {told['Delivered']} reported as delivered; "
            f"{told['TurnedAway']} went on to the next channel, {told['GivenUp']} were given up"
        )
        counted = sorted(board.counts.items(), key=lambda each: (-each[1], each[0]))
        for start in range(0, len(counted), BESIDE):
            row = (f"  {count:>4}  {name:<28}" for name, count in counted[start : start + BESIDE])
            self._print("".join(row).rstrip())

    def verdict(self, verdict: Verdict, leaks: list[str]) -> bool:
        """The invariants, personal data, and the scenarios that did not end as scripted."""
        self._console.rule("Invariants")
        for holds, invariant in verdict.lines():
            self._check(holds, invariant)
        where = "on any topic, in any log or table"
        self._check(not leaks, f"No applicant's name, number, address or e-mail {where}; officers' in their own alone")
        for leak in leaks[:10]:
            self._check(False, f"  {leak}")
        failures = self._play.failures
        self._check(not failures, "Every scenario ended as scripted")
        for failure in failures:
            self._check(False, f"  {failure}")
        return verdict.holds and not leaks and not failures

    def _check(self, good: bool | None, what: str) -> None:
        mark, style = MARKS[good]
        self._console.print(f"[{style}]{mark}[/]", end=" ")
        self._print(what)

    def _print(self, what: str) -> None:
        self._console.print(what, markup=False, highlight=False, soft_wrap=True)
