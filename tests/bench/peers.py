"""Runs the peer, DBOS, on the same server with the same durability, and times it as ours is timed."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import ExitStack

from motcua.stack.folders import PROJECT
from tests.bench.ground import Yard, promptly, rows

PYTHON = PROJECT / ".motcua" / "bench-venv" / "bin" / "python"
PROGRAM = PROJECT / "tests" / "bench" / "peer.py"
BODY = "x" * 150  # as long as a body of ours
MOVES = 12
SECONDS = """
select extract(epoch from max(pg_xact_commit_timestamp(xmin)) - min(at))::float as seconds from journal
"""
ENDED = "select count(*) from journal where noun = 'case' and line = $1"


async def with_partner(yard: Yard, cases: int) -> float:
    """Cases a second: 12 moves and 11 of a partner, two processes."""
    return await _run(yard, cases, ("desk", "partner"))


async def without_partner(yard: Yard, cases: int) -> float:
    """Cases a second: 12 moves in one workflow and nothing else."""
    return await _run(yard, cases, ("alone",))


async def _run(yard: Yard, cases: int, roles: Sequence[str]) -> float:
    database = await asyncio.to_thread(yard.stack.scratch, "workflow")
    command = [str(PYTHON), str(PROGRAM)]
    given = [database.owner_dsn, str(cases), BODY]

    async def all_ended() -> bool:
        return bool((await rows(database, ENDED, MOVES))[0][0] >= cases)

    try:
        for role in roles:
            loading = await asyncio.create_subprocess_exec(*command, role, *given, "enqueue")
            assert await loading.wait() == 0
        with ExitStack() as running:
            for role in roles:
                running.enter_context(yard.process(f"dbos-{role}", [*command, role, *given]))
            await promptly(all_ended)
        return cases / float((await rows(database, SECONDS))[0]["seconds"])
    finally:
        await asyncio.to_thread(yard.stack.drop, database.name)
