"""Rejected records, looked at again: at each start, which may bring new keys or a version that reads more.

What is proved now is deferred as any record is, and tried when its turn comes; what is not stays where it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import structlog

from shared.kernel.db import Tx
from shared.kernel.envelope import read_again
from shared.kernel.incoming import EventRecord, Rejected
from shared.kernel.node import Node
from shared.kernel.receive import keep_back

log = structlog.get_logger()

FOR_EVER = 1e9
SOME = """
select * from deferred where dossier is null and id > $1 order by id limit 100 for update skip locked
"""
TAKEN = "delete from deferred where id = any($1::bigint[])"


async def recheck(tx: Tx, node: Node, rows: Sequence[Any]) -> list[Rejected]:
    """Defers those of these rows that are proved now; the others."""
    again = {row["id"]: read_again(row, node.keys) for row in rows}
    taken = {key: record for key, record in again.items() if isinstance(record, EventRecord)}
    await keep_back(tx, node.registry, list(taken.values()), "it was rejected before")
    await tx.do(TAKEN, list(taken))
    return [record for record in again.values() if isinstance(record, Rejected)]


async def recheck_all(node: Node) -> float:
    """Every one of them, once in the life of a process."""
    last, still = 0, 0
    while not node.stopping.is_set():
        async with node.database.begin() as tx:
            rows = await tx.fetch(SOME, last)
            still += len(await recheck(tx, node, rows))
        if not rows:
            break
        last = rows[-1]["id"]
    if still:
        log.error("rejected records wait for an operator", count=still)
    node.wake("retrier")
    return FOR_EVER
