"""What a person is told after the demo: one dossier's story, the totals, and whether the invariants hold."""

from __future__ import annotations

from rich.console import Console

from motcua.observe.story import story
from motcua.simulation.demo.play import Play
from motcua.stack.people import Person
from motcua.verify.proof import Verdict


class Report:
    """Prints; `verdict` answers whether all is well."""

    def __init__(self, console: Console, play: Play) -> None:
        self._console = console
        self._play = play

    async def story(self, operator: Person) -> None:
        """One dossier, told from the journals of all services."""
        scene = self._play.richest()
        scenario = next(row.scenario for row in self._play.board.rows if row.dossier == scene.dossier)
        self._console.rule(f"One of them: {scenario.vi} · {scenario.en}")
        await story(self._console, operator, scene.dossier)

    def totals(self) -> None:
        """How much has happened, and what."""
        board, play = self._play.board, self._play
        self._console.rule("In all")
        moves = sum(board.said.values())
        self._say(f"{len(board.rows)} dossiers, {moves} moves in {play.seconds:.1f} s; {play.refusals} refused as due")
        for name, count in sorted(board.said.items(), key=lambda each: (-each[1], each[0])):
            self._say(f"  {count:>4}  {name}")

    def verdict(self, verdict: Verdict, leaks: list[str]) -> bool:
        """The invariants, personal data, and the scenarios that did not end as scripted."""
        self._console.rule("Laws")
        for holds, invariant in verdict.lines():
            self._checkpoint(holds, invariant)
        self._checkpoint(not leaks, "No applicant's name, number, address or mail on any topic or in any log")
        for leak in leaks[:10]:
            self._checkpoint(False, f"  {leak}")
        failures = self._play.failures
        self._checkpoint(not failures, "Every life has ended as scripted")
        for failure in failures:
            self._checkpoint(False, f"  {failure}")
        return verdict.holds and not leaks and not failures

    def _checkpoint(self, good: bool, what: str) -> None:
        style = "green" if good else "bold red"
        self._console.print(f"[{style}]{'✓' if good else '✗'}[/]", end=" ")
        self._say(what)

    def _say(self, what: str) -> None:
        self._console.print(what, markup=False, highlight=False, soft_wrap=True)
