"""The lock rule, and what it locks: one row per dossier, with what we said and what we have received.

Whoever moves anything of a dossier comes through `lock` first, and reads entities, scheduled items and deferred
lines only afterwards. If any row is missing none is locked until it is made (`for update` locks no row that
is not there); making and locking go in dossier order, so that two batches never wait for each other in a ring.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec

from shared.kernel.db import Tx

GENESIS = bytes(32)
NEVER = (0, GENESIS.hex())

_checkpoints = msgspec.json.Decoder(dict[str, tuple[int, str]])

INSERT = """insert into streams(dossier) select d from unnest($1::uuid[]) d order by d on conflict do nothing"""
LOCK = """
select dossier, sequence, digest, checkpoints, (select ahead from clock) as ahead
from streams where dossier = any($1::uuid[])
    and (select count(*) from streams where dossier = any($1::uuid[])) = cardinality($1::uuid[])
order by dossier for update
"""
LOCK_FREE = LOCK.rstrip() + " skip locked"


@dataclass(slots=True)
class Stream:
    """What this service knows of one dossier: sequence of its last event, digest of the last, and a checkpoint per
    producer received.

    A checkpoint is (line, digest in hex) of the last line that is done with.
    """

    sequence: int = 0
    digest: bytes = GENESIS
    checkpoints: dict[str, tuple[int, str]] = field(default_factory=dict)

    def checkpoint(self, producer: str) -> tuple[int, str]:
        return self.checkpoints.get(producer, NEVER)

    def encoded(self) -> str:
        """The checkpoints as they are kept."""
        return msgspec.json.encode(self.checkpoints).decode()


async def lock(tx: Tx, dossiers: Collection[UUID], *, free: bool = False) -> tuple[dict[UUID, Stream], datetime]:
    """Locks the dossiers' rows until the transaction ends; also tells the time of the domain clock.

    With `free` the dossiers that somebody else holds are left out instead of waited for.
    """
    wanted, statement = sorted(set(dossiers)), LOCK_FREE if free else LOCK
    rows = await tx.fetch(statement, wanted)
    if not rows:
        await tx.do(INSERT, wanted)
        rows = await tx.fetch(statement, wanted)
    streams = {row["dossier"]: stream_of(row) for row in rows}
    ahead = rows[0]["ahead"] if rows else None
    return streams, datetime.now(UTC) + (ahead or timedelta())


def stream_of(row: Any) -> Stream:
    """A row of the table."""
    return Stream(row["sequence"], row["digest"], _checkpoints.decode(row["checkpoints"]))
