"""`make bench` and `make bench-compare`: runs the parts, prints the tables, keeps a JSON file for later."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import structlog
import typer
from rich.console import Console

from motcua.stack.folders import STACKS
from motcua.stack.issuer import Issuer
from motcua.stack.stack import Stack
from tests.bench.ground import Yard
from tests.bench.mac import TARGET
from tests.bench.mac import measured as proving
from tests.bench.rounds import PARTS, Run, Size
from tests.bench.targets import board, compared, details

KEPT = STACKS / "bench"

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
console = Console()


@app.command()
def run(
    scale: Annotated[float, typer.Option(help="1 is a whole run; 0.02 tries the harness.")] = 1.0,
    only: Annotated[list[str] | None, typer.Option(help=f"Some of {', '.join(PARTS)}.")] = None,
    name: Annotated[str, typer.Option(help="Of the stack that is measured.")] = "bench-stack",
) -> None:
    """Measures, prints every target with PASS or SHORT, and keeps the figures."""
    quiet()
    stack = Stack(os.environ.get("MOTCUA_TEST_STACK", name))
    stack.erase()
    try:
        stack.start(lambda doing, done=0, total=0: None)
        measured = asyncio.run(measure(stack, Size.of(scale), only or list(PARTS)))
    finally:
        stack.erase()
    file = keep(measured, scale)
    console.print(details(measured.figures), board(measured.figures))
    console.print(f"Kept as {file.relative_to(STACKS.parent)}; load of the machine now {os.getloadavg()[0]:.1f}")


@app.command()
def compare(before: Path, after: Path) -> None:
    """Prints two runs side by side, with the ratio of every figure."""
    console.print(compared(*(json.loads(file.read_text())["figures"] for file in (before, after))))


@app.command()
def mac() -> None:
    """What proving a record costs; needs no stack."""
    for end, microseconds in proving().items():
        console.print(f"{end:<8} {microseconds:5.2f} us a record")
    console.print(f"target   {TARGET:5.2f} us for both")


async def measure(stack: Stack, size: Size, parts: list[str]) -> Run:
    """Runs the parts in their order on a running stack."""
    issuer = Issuer(stack.folder / "issuer")
    issuer.ensure()
    yard = Yard(stack, issuer, console)
    await yard.arm()
    run = Run(yard, size)
    for part, work in PARTS.items():
        if part in parts:
            await work(run)
    return run


def keep(run: Run, scale: float) -> Path:
    """Writes all values of all rounds, with the machine, versions and commit, so that runs can be compared."""
    KEPT.mkdir(parents=True, exist_ok=True)
    file = KEPT / f"{datetime.now(UTC):%Y%m%d-%H%M%S}.json"
    about = {"at": time.time(), "scale": scale, "processors": os.cpu_count(), "load": os.getloadavg()}
    file.write_text(json.dumps(about | {"rounds": run.found, "figures": run.figures}, indent=1))
    return file


def quiet() -> None:
    """Silences aiokafka, which logs of every new topic that it has no leader yet."""
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))


if __name__ == "__main__":
    app()
