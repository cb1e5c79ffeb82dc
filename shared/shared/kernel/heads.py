"""Heads: how a loss is noticed that left no trace, and how it heals.

A producer serves the last line of each dossier from its journal. A subscriber reads its own checkpoints first, then
the heads, and asks for the lines it lacks: lost tails, a wiped broker and a service that joined late all
heal this way. This is law 8 (what is message is what was said) as a running job.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

import structlog
from pydantic import BaseModel

from shared.kernel.db import Database, Tx
from shared.kernel.node import Node
from shared.kernel.peers import Peers
from shared.kernel.telemetry import BEHIND, FORKS

log = structlog.get_logger()

PAGE = 1000
CHUNK = 500

SERVE = """
with page as (
    select position, dossier, line, digest, bool_and(at <= now() + ahead - make_interval(secs => $2))
                                                over (order by position) as settled
    from journal, clock where position > $1 order by position limit $3),
rows as (select * from page where settled)
select distinct on (r.dossier) r.dossier, r.line, r.digest, s.said, (select max(position) from rows) as position
from rows r join streams s using (dossier) order by r.dossier, r.line desc
"""
SERVE_ONE = "select dossier, said as line, digest, said, 0 as position from streams where dossier = $1 and said > 0"
CURSOR = "select position from catch_up where producer = $1"
CAUGHT_UP = """
insert into catch_up(producer, position) values ($1, $2) on conflict (producer) do update set position = excluded.position
"""
CHECKPOINTS = "select dossier, checkpoints -> $2 as checkpoint from streams where dossier = any($1::uuid[])"
DEFERRED = "select dossier, line from deferred where producer = $1 and dossier = any($2::uuid[])"
NEVER_CHECKPOINT = '[0, ""]'
REPUBLISH = """
insert into outbox(position)
select distinct j.position from journal j join unnest($1::uuid[], $2::bigint[]) u(dossier, line) using (dossier, line)
where not exists (select from outbox t where t.position = j.position) order by j.position
"""
REPUBLISH_FROM = """
with chunk as (select position from journal where position > $1 order by position limit $2),
said as (
    insert into outbox(position)
    select position from chunk c where not exists (select from outbox t where t.position = c.position)
    order by position)
select max(position) from chunk
"""


class Head(BaseModel):
    """The last settled line of one dossier, and the number of lines said by now."""

    dossier: UUID
    line: int
    digest: str
    said: int


class Heads(BaseModel):
    """One page of heads; `position` is where the next page begins, None at the end."""

    heads: list[Head]
    position: int | None


class Wanted(BaseModel):
    """Lines of one dossier to be said again."""

    dossier: UUID
    lines: list[int]


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
    return Head(dossier=row["dossier"], line=row["line"], digest=row["digest"].hex(), said=row["said"])


async def republish(tx: Tx, wanted: Sequence[Wanted]) -> None:
    """New outbox rows for these lines; none where the position still has one."""
    pairs = [(want.dossier, line) for want in wanted for line in want.lines]
    for start in range(0, len(pairs), CHUNK):
        chunk = pairs[start : start + CHUNK]
        await tx.do(REPUBLISH, [dossier for dossier, _ in chunk], [line for _, line in chunk])


async def republish_from(tx: Tx, after: int) -> int | None:
    """The next lines of the journal again, whatever they are about; the last one's position, None at the end."""
    last: int | None = await tx.value(REPUBLISH_FROM, after, PAGE)
    return last


def portions(wanted: Sequence[Wanted]) -> Iterator[list[Wanted]]:
    """The same lines, at most CHUNK at a time: a question stays small, whatever was lost."""
    portion, room = list[Wanted](), CHUNK
    for want in wanted:
        left = want.lines
        while left:
            portion.append(Wanted(dossier=want.dossier, lines=left[:room]))
            left, room = left[room:], room - len(portion[-1].lines)
            if not room:
                yield portion
                portion, room = [], CHUNK
    if portion:
        yield portion


class CatchUp:
    """Compares the heads of everybody this service receives with its own checkpoints, every few minutes."""

    def __init__(self, node: Node, peers: Peers) -> None:
        self._node = node
        self._peers = peers

    async def run(self) -> None:
        await self._node.keep("heads", self._look_around)

    async def _look_around(self) -> float:
        for producer in self._node.registry.producers:
            BEHIND.labels(producer).set(await self._look(producer))
        return self._node.settings.heads_every

    async def _look(self, producer: str) -> int:
        """One walk over a producer's heads; the cursor stops before the oldest disagreement.

        It begins with the line at the cursor: if that is gone, the producer was put back to something older.
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
            behind += sum(len(want.lines) for want in wanted)
            for portion in portions(wanted):
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
            deferred = {(row["dossier"], row["line"]) for row in await tx.fetch(DEFERRED, producer, dossiers)}
        wanted = []
        for head in heads:
            line, digest = json.loads(checkpoints.get(head.dossier) or NEVER_CHECKPOINT)
            if (line == head.line and digest != head.digest) or await self._ahead(producer, head, line):
                FORKS.labels(producer).inc()
                log.error("fork", dossier=str(head.dossier), producer=producer, checkpoint=line, head=head.line)
            lines = [n for n in range(line + 1, head.line + 1) if (head.dossier, n) not in deferred]
            if lines:
                wanted.append(Wanted(dossier=head.dossier, lines=lines))
        return wanted

    async def _ahead(self, producer: str, head: Head, line: int) -> bool:
        """We have received more than the producer knows to have said. Asked again: it may have gone on meanwhile."""
        if line <= head.said:
            return False
        now = Heads.model_validate(await self._peers.get(producer, "/v1/heads", dossier=str(head.dossier)))
        return all(line > fresh.said for fresh in now.heads)
