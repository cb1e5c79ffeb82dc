"""`python -m tests.drill`: plays the operator's chapters with the commands that stand in deploy/README.md.

The stack `drill` begins without a past and is gone afterwards. After each chapter `motcua lag` and `motcua verify`
hold, every dossier is what it was, no code names two, and more dossiers go through. Exit status 0 if all of it holds.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import shutil
import sys
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from motcua.commands.local import down
from motcua.stack.folders import STACKS
from tests.drill.blocks import chapters
from tests.drill.people import People
from tests.drill.shell import Failed, Shell

NAME = "drill"
SANDBOX = "sandbox"  # the folder of the outside world, which no disaster of ours takes away
STILL = "stands still"


@dataclass(frozen=True)
class Chapter:
    """A block as it is played. `still`: intake stands still afterwards; `plays`: dossiers go through afterwards."""

    name: str
    title: str = ""
    still: bool = False
    plays: bool = True
    before: Callable[[Shell], None] = lambda _: None


def lose(shell: Shell) -> None:
    """All servers and folders of the stack are gone; the bank, the post and the portal are not."""
    folder, kept = STACKS.absolute() / NAME, shell.folder / SANDBOX
    shell.run("motcua down")
    shutil.copytree(folder / SANDBOX, kept)
    shell.run("motcua down --erase")
    folder.mkdir(mode=0o700)
    shutil.move(kept, folder / SANDBOX)


def again(shell: Shell) -> None:
    """The stack has its own passwords again."""
    shell.run("motcua down; motcua up")


CHAPTERS = (
    Chapter("begin"),
    Chapter("one service"),
    Chapter("back up", plays=False),
    Chapter("base back-up", plays=False),
    Chapter("restore", "restore from a whole back-up"),
    Chapter("restore", "restore from an older back-up", still=True),
    Chapter("look at the loss", still=True),
    Chapter("accept the loss"),
    Chapter("back up", "back up again", plays=False),
    Chapter("everything is lost", before=lose),
    Chapter("look whom to erase", plays=False),
    Chapter("erase", plays=False),
    Chapter("erase again after a restore", plays=False),
    Chapter("the issuer's key"),
    Chapter("the answers' key"),
    Chapter("the anchors' key"),
    Chapter("a password"),
    Chapter("the events' key", before=again),
    Chapter("the master key", before=again),
)


class Drill:
    """One drill. `tell` is told of each chapter."""

    def __init__(self, shell: Shell, tell: Callable[[str], None]) -> None:
        self._shell = shell
        self._tell = tell
        self._people = People(NAME)
        self._texts = chapters()

    async def play(self, names: Collection[str]) -> None:
        """These chapters, in order. Raises Failed."""
        for chapter in (chapter for chapter in CHAPTERS if chapter.name in names):
            began = time.monotonic()
            chapter.before(self._shell)
            said = self._shell.run(self._texts[chapter.name], fails=chapter.still)
            took = time.monotonic() - began
            await self._check(chapter, said)
            self._tell(f"{chapter.title or chapter.name}: {took:.0f} s, holds after {time.monotonic() - began:.0f} s")
        ended, lost = len(self._people.ended), len(self._people.lost)
        self._tell(f"{ended + lost} dossiers, {lost} of them given up with the loss; no code twice")

    async def _check(self, chapter: Chapter, said: str) -> None:
        if chapter.still:
            self._stands_still(said)
            await self._people.is_refused()
            return
        if chapter.name == "accept the loss":
            await self._is_reported()
        self._shell.run("motcua lag")
        self._shell.run("motcua verify --timeout 120")
        await self._people.check()
        if chapter.plays:
            await self._people.play()
            self._shell.run("motcua verify --timeout 120")

    async def _is_reported(self) -> None:
        """The report of the acceptance, in the stack's folder, has the dossiers that are lost. Raises Failed."""
        if not await self._people.note_losses():
            raise Failed("nothing was lost, so nothing was accepted")
        looked, accepted = (
            json.loads(file.read_text("utf-8"))
            for file in (self._shell.folder / "lost.json", STACKS.absolute() / NAME / "loss-of-intake.json")
        )
        lost = {one["dossier"] for one in accepted["dossiers"] if one["kept"] == 0}
        if (looked["accepted"], accepted["accepted"]) != (False, True) or lost != {*self._people.lost}:
            raise Failed(f"the reports tell something else: {looked} and {accepted}")

    def _stands_still(self, said: str) -> None:
        status = self._shell.run("motcua status", fails=True)
        if STILL not in status:
            raise Failed(f"intake does not stand still:\n{said}\n{status}")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.drill", description=__doc__)
    parser.add_argument("--chapters", help="only these, with commas, after the first")
    only = parser.parse_args().chapters
    every = {chapter.name for chapter in CHAPTERS}
    given = {CHAPTERS[0].name, *only.split(",")} if only else every
    if unknown := given - every:
        parser.error(f"there is no chapter {', '.join(sorted(unknown))}")
    console, began = Console(width=140, highlight=False), time.monotonic()

    def tell(what: str) -> None:
        console.print(f"{time.monotonic() - began:6.1f} s  {what}", markup=False, soft_wrap=True)

    work = STACKS.absolute() / f"{NAME}-work"
    _erase(work)
    try:
        asyncio.run(Drill(Shell.made(work, {"MOTCUA_STACK": NAME}), tell).play(given))
    except Failed as wrong:
        tell(f"BROKEN {wrong}")
        sys.exit(1)
    finally:
        _erase(work)
    tell("holds")


def _erase(work: Path) -> None:
    down(NAME, erase=True)
    shutil.rmtree(work, ignore_errors=True)


if __name__ == "__main__":
    main()
