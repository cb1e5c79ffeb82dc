"""Stream heads, as a producer serves them: the last sequence of each dossier, from its journal; and republishing.

`catch_up` is the subscriber's side.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from shared.kernel.db import Database, Tx

PAGE = 1000

SERVE = """
with page as (
    select position, dossier, sequence, digest, bool_and(at <= now() + ahead - make_interval(secs => $2))
                                                over (order by position) as settled
    from journal, clock where position > $1 order by position limit $3),
rows as (select * from page where settled)
select distinct on (r.dossier) r.dossier, r.sequence, r.digest, s.sequence as latest,
    (select max(position) from rows) as position
from rows r join streams s using (dossier) order by r.dossier, r.sequence desc
"""
SERVE_ONE = """
select dossier, sequence, digest, sequence as latest, 0 as position from streams where dossier = $1 and sequence > 0
"""
REPUBLISH = """
insert into outbox(position)
select distinct j.position
from journal j join unnest($1::uuid[], $2::bigint[]) u(dossier, sequence) using (dossier, sequence)
where not exists (select from outbox t where t.position = j.position) order by j.position
"""
REPUBLISH_FROM = """
with chunk as (select position from journal where position > $1 order by position limit $2),
again as (
    insert into outbox(position)
    select position from chunk c where not exists (select from outbox t where t.position = c.position)
    order by position)
select max(position) from chunk
"""


class Head(BaseModel):
    """The last settled sequence of one dossier, and the number of sequences emitted by now."""

    dossier: UUID
    sequence: int
    digest: str
    latest: int


class Heads(BaseModel):
    """One page of heads; `position` is where the next page begins, None at the end."""

    heads: list[Head]
    position: int | None


class Wanted(BaseModel):
    """Sequences of one dossier that a subscriber lacks."""

    dossier: UUID
    sequences: list[int]


async def serve(database: Database, after: int, settle: float, limit: int = PAGE) -> Heads:
    """Heads by journal position, up to the first row younger than `settle` seconds (it may still be in flight).

    `limit` is of rows read at once.
    """
    async with database.begin() as tx:
        rows = await tx.fetch(SERVE, after, settle, limit)
    return Heads(heads=[_head(row) for row in rows], position=rows[0]["position"] if rows else None)


async def serve_one(database: Database, dossier: UUID) -> Heads:
    """The head of one dossier as of now."""
    async with database.begin() as tx:
        rows = await tx.fetch(SERVE_ONE, dossier)
    return Heads(heads=[_head(row) for row in rows], position=None)


def _head(row: Any) -> Head:
    return Head(dossier=row["dossier"], sequence=row["sequence"], digest=row["digest"].hex(), latest=row["latest"])


async def republish(tx: Tx, wanted: Sequence[Wanted]) -> None:
    """New outbox rows for these sequences; none where the position still has one."""
    dossiers = [want.dossier for want in wanted for _ in want.sequences]
    await tx.do(REPUBLISH, dossiers, [sequence for want in wanted for sequence in want.sequences])


async def republish_from(tx: Tx, after: int) -> int | None:
    """The next rows of the journal again, of any dossier; the last one's position, None at the end."""
    last: int | None = await tx.value(REPUBLISH_FROM, after, PAGE)
    return last
