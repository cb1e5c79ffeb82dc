"""`motcua verify`: the invariants, checked from outside."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from motcua.commands.common import Name, console, plainly
from motcua.stack import asked
from motcua.stack.folders import STACKS
from motcua.stack.named import named
from motcua.stack.system import System, system
from motcua.stack.troubles import NotUp
from motcua.verify.proof import verify as prove
from motcua.verify.reached import unanswered, unnamed
from motcua.verify.verdict import MARKS, Verdict

REPORT = "verified.json"  # of a local stack, in its folder
HOPELESS = 5.0  # seconds to wait where a service cannot catch up
Timeout = Annotated[float, typer.Option(help="Seconds to wait until nothing is being processed.")]


Report = Annotated[Path | None, typer.Option(help="Also write what was found to this file, for the console.")]


def verify(name: Name = "main", timeout: Timeout = 60, report: Report = None) -> None:
    """Check the invariants against databases and topics; exit code 1 if one is broken or could not be checked."""
    with plainly():
        where = system(name)
        if not where.databases:
            raise NotUp("No database is configured: set MOTCUA_VERIFY_INTAKE (and so on) to a database URL.")
        if not console.is_terminal:
            console.print(f"Waiting until nothing is being processed, {timeout:.0f} s at most")
        with console.status("Waiting until nothing is being processed, then checking the invariants"):
            verdict = asyncio.run(told(where, timeout))
    for holds, invariant in verdict.lines():
        mark, style = MARKS[holds]
        console.print(f"{mark} {invariant}", style=style, markup=False, soft_wrap=True)
    if kept := report or (None if named() else STACKS / name / REPORT):
        write(kept, verdict)
    if not verdict.holds:
        raise typer.Exit(1)


async def told(where: System, timeout: float, check: Callable[..., Awaitable[Verdict]] = prove) -> Verdict:
    """The verdict; what cannot catch up is printed before the wait, which is short then."""
    away = await unanswered(where)
    stuck = away or (where.kafka and await asked.kafka(where.kafka, asked.ANYWHERE))
    for each in away:  # it catches up with nothing, however long one waits
        console.print(f"{each.told}: not waited for", markup=False, highlight=False, soft_wrap=True)
    timeout = min(timeout, HOPELESS) if stuck else timeout
    silent = [*unnamed(where), *away]
    found = await check(where.kafka, where.databases, timeout, where.sandbox, where.anchors(), where.keys)
    return replace(found, unreached=[*silent, *found.unreached])


def write(file: Path, verdict: Verdict) -> None:
    """The report: when it was, whether all holds, and each line. A reader never sees half of it."""
    lines = [{"holds": holds, "what": what} for holds, what in verdict.lines()]
    told = {"at": datetime.now(UTC).isoformat(timespec="seconds"), "holds": verdict.holds, "lines": lines}
    half = file.with_suffix(".new")
    half.write_text(json.dumps(told, ensure_ascii=False, indent=1), "utf-8")
    half.replace(file)
