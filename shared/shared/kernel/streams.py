"""The lock rule, and what it locks: one row per dossier, with what was emitted and received.

A transaction that moves anything of a dossier calls `lock` before it reads entities, scheduled items or deferred
records. Missing rows are inserted first (`for update` locks no row that does not exist). Rows are inserted and locked
in dossier order, so that two batches cannot deadlock.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec

from shared.kernel.db import Read, Tx

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
    """One dossier in this service: sequence and digest of the last event emitted, and a checkpoint per producer.

    A checkpoint is the (sequence, digest in hex) of the last record that is done with.
    """

    sequence: int = 0
    digest: bytes = GENESIS
    checkpoints: dict[str, tuple[int, str]] = field(default_factory=dict)

    def checkpoint(self, producer: str) -> tuple[int, str]:
        return self.checkpoints.get(producer, NEVER)

    def encoded(self) -> str:
        """The checkpoints as they are stored."""
        return msgspec.json.encode(self.checkpoints).decode()


async def lock(tx: Tx, dossiers: Collection[UUID], *, free: bool = False) -> tuple[dict[UUID, Stream], datetime]:
    """Locks the dossiers' rows until the transaction ends. Also returns the time of the domain clock.

    With `free`, rows that another transaction has locked are left out.
    """
    wanted, statement = sorted(set(dossiers)), LOCK_FREE if free else LOCK
    rows = await tx.fetch(statement, wanted)
    if not rows:
        await tx.do(INSERT, wanted)
        rows = await tx.fetch(statement, wanted)
    streams = {row["dossier"]: stream_of(row) for row in rows}
    ahead = rows[0]["ahead"] if rows else None
    return streams, moment(ahead)


#: By how much the domain clock is ahead of real time, for `moment`.
CLOCK: Read = ("select (select ahead from clock) as ahead", ())


def moment(ahead: timedelta | None) -> datetime:
    """The time of the domain clock."""
    return datetime.now(UTC) + (ahead or timedelta())


def stream_of(row: Any) -> Stream:
    """A row of the table."""
    return Stream(row["sequence"], row["digest"], _checkpoints.decode(row["checkpoints"]))
