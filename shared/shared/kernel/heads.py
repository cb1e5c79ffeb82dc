"""Stream heads: how a subscriber notices that it lacks records, and gets them.

A producer serves the last sequence of each dossier from its journal. A subscriber reads its own checkpoints first, then
the heads, and asks the producer to republish what it lacks: the end of a stream, everything after the broker was wiped,
or all of it in a service that is new. This is invariant 8 (what is received is what was emitted) as a running job.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any
from uuid import UUID

import structlog
from pydantic import BaseModel

from shared.kernel.db import Database, Tx
from shared.kernel.metrics import BEHIND, COMPARED, FORKS
from shared.kernel.node import Node
from shared.kernel.peers import Peers

log = structlog.get_logger()

PAGE = 1000
CHUNK = 500

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
CURSOR = "select position from catch_up where producer = $1"
CAUGHT_UP = """
insert into catch_up(producer, position) values ($1, $2)
on conflict (producer) do update set position = excluded.position
"""
CHECKPOINTS = "select dossier, checkpoints -> $2 as checkpoint from streams where dossier = any($1::uuid[])"
DEFERRED = "select dossier, sequence from deferred where producer = $1 and dossier = any($2::uuid[])"
#: Heads that have come and were not proved: while a key is missing here, asking again fills the topic and helps nobody.
FORGED = "select digest from deferred where kind = 'forged' and digest = any($1::text[])"
NEVER_CHECKPOINT = '[0, ""]'
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


def portions(wanted: Sequence[Wanted]) -> Iterator[list[Wanted]]:
    """The same sequences, at most CHUNK at a time: a question stays small, whatever was lost."""
    pairs = [(want.dossier, sequence) for want in wanted for sequence in want.sequences]
    for start in range(0, len(pairs), CHUNK):
        groups = groupby(pairs[start : start + CHUNK], key=itemgetter(0))
        yield [Wanted(dossier=dossier, sequences=[sequence for _, sequence in group]) for dossier, group in groups]


class CatchUp:
    """Compares the heads of each producer with this service's checkpoints, every few minutes."""

    def __init__(self, node: Node, peers: Peers) -> None:
        self._node = node
        self._peers = peers

    async def run(self) -> None:
        await self._node.keep("heads", self._look_at_all)

    async def _look_at_all(self) -> float:
        for producer in self._node.registry.producers:
            BEHIND.labels(producer).set(await self._look(producer))
            COMPARED.labels(producer).set_to_current_time()
        return self._node.settings.heads_every

    async def _look(self, producer: str) -> int:
        """Reads a producer's heads from the cursor to the end; the cursor stops before the oldest difference.

        The row at the cursor is read again: if it is gone, the producer was restored from something older.
        """
        async with self._node.database.begin() as tx:
            seen = await tx.value(CURSOR, producer) or 0
        behind, agreed, after = 0, True, max(seen - 1, 0)
        while not self._node.stopping.is_set():
            served = Heads.model_validate(await self._peers.get(producer, "/v1/heads", after=after))
            if served.position is None and 0 < after < seen:
                after = seen = 0
                continue
            if served.position is None:
                break
            wanted = await self._compare(producer, served.heads)
            behind += sum(len(want.sequences) for want in wanted)
            for portion in portions(await self._not_forged(wanted, served.heads)):
                await self._peers.post(producer, "/v1/republish", [want.model_dump(mode="json") for want in portion])
            agreed, after = agreed and not wanted, served.position
            if agreed:
                async with self._node.database.begin() as tx:
                    await tx.do(CAUGHT_UP, producer, after)
        return behind

    async def _compare(self, producer: str, heads: Sequence[Head]) -> list[Wanted]:
        dossiers = [head.dossier for head in heads]
        async with self._node.database.begin() as tx:
            checkpoints = {row["dossier"]: row["checkpoint"] for row in await tx.fetch(CHECKPOINTS, dossiers, producer)}
            deferred = {(row["dossier"], row["sequence"]) for row in await tx.fetch(DEFERRED, producer, dossiers)}
        wanted = []
        for head in heads:
            sequence, digest = json.loads(checkpoints.get(head.dossier) or NEVER_CHECKPOINT)
            if (sequence == head.sequence and digest != head.digest) or await self._ahead(producer, head, sequence):
                FORKS.labels(producer).inc()
                log.error("fork", dossier=str(head.dossier), producer=producer, checkpoint=sequence, head=head.sequence)
            sequences = [n for n in range(sequence + 1, head.sequence + 1) if (head.dossier, n) not in deferred]
            if sequences:
                wanted.append(Wanted(dossier=head.dossier, sequences=sequences))
        return wanted

    async def _not_forged(self, wanted: list[Wanted], heads: Sequence[Head]) -> list[Wanted]:
        """Without the dossiers whose head has come and was not proved: it waits for its key, or for an operator."""
        if not wanted:
            return wanted
        async with self._node.database.begin() as tx:
            forged = {row["digest"] for row in await tx.fetch(FORGED, [head.digest for head in heads])}
        unproved = {head.dossier for head in heads if head.digest in forged}
        if unproved:
            log.error("not asked for again: it came and was not proved", dossiers=len(unproved))
        return [want for want in wanted if want.dossier not in unproved]

    async def _ahead(self, producer: str, head: Head, sequence: int) -> bool:
        """True if more was received than the producer has emitted; asked twice, as it may have emitted meanwhile."""
        if sequence <= head.latest:
            return False
        now = Heads.model_validate(await self._peers.get(producer, "/v1/heads", dossier=str(head.dossier)))
        return all(sequence > fresh.latest for fresh in now.heads)
