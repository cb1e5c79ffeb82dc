"""Wraps the keys of a database's subjects by another master key, batch by batch. What they have sealed stays as it is.

It may be stopped at any time, run again, and run while the service works: a key that was changed or destroyed meanwhile
is left as it is.
"""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import asyncpg

from shared.kernel.sealing import Masters

BATCH = 2000  # keys in one transaction
#: Those without a master are wrapped by keys of others, and stay as they are.
LEFT = "select count(*) from sealing_keys where master <> $1 and master <> ''"
NEXT = """
select subject, master, wrapped from sealing_keys where subject > $1 and master <> $2 and master <> ''
order by subject limit $3
"""
REWRAP = """
update sealing_keys k set master = $1, wrapped = u.after
from unnest($2::uuid[], $3::bytea[], $4::bytea[]) u(subject, before, after)
where k.subject = u.subject and k.wrapped = u.before
"""
FIRST = UUID(int=0)


async def rewrap(dsn: str, masters: Masters, told: Callable[[int, int], None], batch: int = BATCH) -> int:
    """How many keys are wrapped by the first master key now that were not. `told`: so many of so many are done.

    Raises Unavailable for a key of a master that is not given; what was done before stays.
    """
    connection = await asyncpg.connect(dsn, timeout=10)
    try:
        done, left, last = 0, await connection.fetchval(LEFT, masters.first), FIRST
        while rows := await connection.fetch(NEXT, last, masters.first, batch):
            after = [masters.again(row["master"], row["wrapped"]) for row in rows]
            subjects, before = [row["subject"] for row in rows], [row["wrapped"] for row in rows]
            await connection.execute(REWRAP, masters.first, subjects, before, after)
            done, last = done + len(rows), subjects[-1]
            told(done, max(left, done))
    finally:
        await connection.close()
    return done
