"""`python -m tests.chaos`: plays the matrix on a stack of its own; exit status 0 only if everything holds."""

from __future__ import annotations

import argparse
import asyncio
import secrets
import sys
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from fnmatch import fnmatch
from random import Random
from typing import Any

from rich.console import Console

from motcua.stack.console import ConsoleProgress
from motcua.stack.folders import STACKS
from motcua.stack.issuer import Issuer
from motcua.stack.stack import Stack
from motcua.stack.whole import Whole
from tests.chaos.board import WIDE, Board
from tests.chaos.fault import Fault
from tests.chaos.installation import installations
from tests.chaos.matrix import FAULTS
from tests.chaos.toys import toys
from tests.chaos.trial import trial
from tests.support.harness import Harness
from tests.support.pool import Pool

NAMES = ", ".join(fault.name for fault in FAULTS)


def main() -> None:
    told = _arguments()
    faults = told.faults
    console = Console() if sys.stdout.isatty() else Console(width=WIDE)
    console.print(f"seed {told.seed}, scale {told.scale}, {len(faults)} faults", highlight=False)
    board = Board(console, [fault.name for fault in faults])
    stack = Stack(told.name)
    stack.erase()
    try:
        with ConsoleProgress(console) as telling:
            stack.start(telling)
        asyncio.run(_play(faults, stack, told.seed, told.scale, board))
    finally:
        good = board.close()
        console.print(f"seed {told.seed}; {board.keep(STACKS / 'chaos', told.seed, told.scale)}", highlight=False)
        stack.erase()
    sys.exit(0 if good else 1)


async def _play(faults: list[Fault], stack: Stack, seed: str, scale: float, board: Board) -> None:
    """Runs one trial after the other, and starts servers again that a trial has left dead."""
    issuer = Issuer(stack.folder / "issuer")
    pool = await asyncio.to_thread(Pool, stack)
    whole = Whole(stack, issuer)
    with ExitStack() as standing:
        standing.callback(whole.stop)
        stages = {
            "toys": toys(lambda: Harness(stack, issuer, pool), stack.folder / "logs" / "toys"),
            "installation": installations(stack, issuer, whole),
        }

        @asynccontextmanager
        async def served(fault: Fault, rng: Random) -> AsyncIterator[Any]:
            await asyncio.to_thread(stack.start)
            async with stages[fault.stage](fault, rng) as stage:
                yield stage

        for fault in faults:
            await trial(fault, served, seed, scale, board.tell)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.chaos", description=__doc__)
    parser.add_argument("--seed", default=secrets.token_hex(4), help="of what is done at random; printed")
    parser.add_argument("--scale", type=float, default=1.0, help="of the seconds: 0.1 makes 60 s 6 s")
    parser.add_argument("--name", default="chaos-stack", help="of the stack; its data is erased")
    parser.add_argument("--faults", type=_chosen, default="*", help=f"names or patterns, with commas between: {NAMES}")
    return parser.parse_args()


def _chosen(names: str) -> list[Fault]:
    """The faults with these names. Raises ArgumentTypeError for an unknown name."""
    wanted = [name.strip() for name in names.split(",")]
    if strangers := [name for name in wanted if not any(fnmatch(fault.name, name) for fault in FAULTS)]:
        raise argparse.ArgumentTypeError(f"no fault is called {', '.join(strangers)}")
    return [fault for fault in FAULTS if any(fnmatch(fault.name, name) for name in wanted)]


if __name__ == "__main__":
    main()
