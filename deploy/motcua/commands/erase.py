"""Erases what no law keeps any more of applicants: first a look, then what the look has found."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.progress import Progress

from motcua.commands.common import Name, complain, console, loud, plainly
from motcua.recovery.erasing import Erasing, Outcome, due, followers
from motcua.stack.system import System, system

DryRun = Annotated[bool, typer.Option("--dry-run", help="Show who is due, and change nothing.")]
From = Annotated[Path | None, typer.Option("--from", help="Whom to erase: what --dry-run has written.")]
To = Annotated[Path | None, typer.Option("--to", help="Where the list goes, or the receipts.")]
SHOWN = 20


def erase(dry_run: DryRun = False, source: From = None, to: To = None, name: Name = "main") -> None:
    """Erase what no law keeps any more of applicants. Look first: --dry-run --to FILE; then --from FILE.

    Of each a package leaves for the archive, and its receipt is in the journal before a key is destroyed. Interrupted,
    repeat it: it goes on.
    """
    if dry_run == (source is not None):
        raise typer.BadParameter("look first with --dry-run --to FILE, then erase with --from FILE")
    with plainly():
        where = system(name)
        if source is None:
            _keep(to, asyncio.run(_look(where)))
        else:
            found = asyncio.run(_erase(where, _listed(source)))
            _keep(to, found)
            if any(each["outcome"] is Outcome.KEPT for each in found["applicants"]):
                raise typer.Exit(1)


def _listed(source: Path) -> list[str]:
    """The ids of a list. Raises BadParameter."""
    try:
        return [each["applicant"] for each in json.loads(source.read_text("utf-8"))["applicants"]]
    except (OSError, ValueError, KeyError, TypeError) as why:
        raise typer.BadParameter(f"{source}: {type(why).__name__}: no list of --dry-run", param_hint="--from") from None


def _keep(to: Path | None, found: dict[str, Any]) -> None:
    if to is not None:
        to.write_text(json.dumps(found, indent=2, ensure_ascii=False) + "\n", "utf-8")
        console.print(f"All of it: {to.absolute()}", highlight=False, soft_wrap=True)


async def _look(where: System) -> dict[str, Any]:
    async with where.operator() as operator:
        found = await due(operator)
    for each in found[:SHOWN]:
        asked = ", asked for" if each["asked"] else ""
        told = f"{each['applicant']}  {each['dossiers']} dossiers, {each['files']} files, ended {each['ended_at'][:10]}"
        console.print(told + asked, highlight=False)
    if len(found) > SHOWN:
        console.print(f"... and {len(found) - SHOWN} more", highlight=False)
    dossiers, files = (sum(each[name] for each in found) for name in ("dossiers", "files"))
    console.print(f"{len(found)} applicants, {dossiers} dossiers, {files} files", highlight=False)
    for service, told in followers().items():
        console.print(f"{service}: {told}", highlight=False, soft_wrap=True)
    return {"applicants": found, "services": followers()}


async def _erase(where: System, applicants: list[str]) -> dict[str, Any]:
    done = []
    async with where.operator() as operator:
        with Progress(console=console, transient=True) as bars:
            erasing = Erasing(operator)
            for applicant in bars.track(applicants, description="erased"):
                done.append(await erasing.erase(applicant))
    for outcome in Outcome:
        count = sum(each["outcome"] is outcome for each in done)
        if count:
            (loud if outcome is Outcome.KEPT else console.print)(f"{outcome}: {count}")
    for each in done:
        if each["outcome"] is Outcome.KEPT:
            complain(f"{each['applicant']}: {each['why']}")
    return {"applicants": done}
