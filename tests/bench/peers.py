"""Runs the peer, DBOS, on the same server with the same durability, and measures it as ours is measured."""

from __future__ import annotations

import asyncio
from contextlib import ExitStack
from typing import NamedTuple

from motcua.stack.folders import PROJECT
from tests.bench.ground import Yard, promptly, rows

PYTHON = PROJECT / ".motcua" / "bench-venv" / "bin" / "python"
PROGRAM = PROJECT / "tests" / "bench" / "peer.py"
BODY = "x" * 150  # as long as a body of ours
MOVES = 12
SECONDS = """
select extract(epoch from max(pg_xact_commit_timestamp(xmin)) - min(at))::float as seconds from journal
"""


class Shape(NamedTuple):
    """How the peer is run. `threads`: each process calls its share of the workflows in so many; 0: by the queue."""

    processes: int
    threads: int


#: The shapes without a partner that are tried in every run, by the name of their figure; the best one counts.
SHAPES = {
    "queue_1": Shape(1, 0),
    "queue_3": Shape(3, 0),
    "direct_2x3": Shape(2, 3),
    "direct_3x2": Shape(3, 2),
}
ENDED = "select count(*) from journal where noun = 'case' and line = $1"


async def with_partner(yard: Yard, cases: int) -> float:
    """Cases a second: 12 moves and 11 of a partner, in two processes with a queue each."""
    return await _run(yard, cases, {"desk": [[]], "partner": [[]]}, queued=True)


async def without_partner(yard: Yard, cases: int, shape: Shape) -> float:
    """Cases a second: 12 moves in one workflow and nothing else."""
    if not shape.threads:
        return await _run(yard, cases, {"alone": [[] for _ in range(shape.processes)]}, queued=True)
    shares = [["direct", str(n), str(shape.processes), str(shape.threads)] for n in range(shape.processes)]
    return await _run(yard, cases, {"alone": shares}, queued=False)


async def _run(yard: Yard, cases: int, roles: dict[str, list[list[str]]], *, queued: bool) -> float:
    """Runs the processes of each role with these further arguments, until all cases have ended."""
    database = await asyncio.to_thread(yard.stack.scratch, "workflow")
    command = [str(PYTHON), str(PROGRAM)]
    in_queue = str(cases if queued else 0)  # with none in it this only makes the tables

    async def all_ended() -> bool:
        return bool((await rows(database, ENDED, MOVES))[0][0] >= cases)

    try:
        for role in roles:
            loading = await asyncio.create_subprocess_exec(
                *command, role, database.owner_dsn, in_queue, BODY, "enqueue"
            )
            assert await loading.wait() == 0
        with ExitStack() as running:
            for role, processes in roles.items():
                for number, more in enumerate(processes):
                    given = [role, database.owner_dsn, str(cases), BODY, *more]
                    running.enter_context(yard.process(f"dbos-{role}-{number}", [*command, *given]))
            await promptly(all_ended)
        return cases / float((await rows(database, SECONDS))[0]["seconds"])
    finally:
        await asyncio.to_thread(yard.stack.drop, database.name)
