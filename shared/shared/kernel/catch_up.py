"""Catching up: how a subscriber notices that it lacks records, and gets them.

A subscriber reads its own checkpoints first, then the producer's heads, and asks the producer to republish what it
lacks: the end of a stream, everything after the broker was wiped, or all of it in a service that is new. This is
invariant 8 (what is received is what was emitted) as a running job.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

import structlog

from shared.kernel.heads import Head, Heads, Wanted
from shared.kernel.metrics import BEHIND, COMPARED, FORKS
from shared.kernel.node import Node
from shared.kernel.peers import Peers

log = structlog.get_logger()

CHUNK = 500

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


def portions(wanted: Sequence[Wanted]) -> Iterator[list[Wanted]]:
    """The same sequences, at most CHUNK at a time: a question stays small, whatever was lost."""
    pairs = [(want.dossier, sequence) for want in wanted for sequence in want.sequences]
    for start in range(0, len(pairs), CHUNK):
        groups = groupby(pairs[start : start + CHUNK], key=itemgetter(0))
        yield [Wanted(dossier=dossier, sequences=[sequence for _, sequence in group]) for dossier, group in groups]


@dataclass(frozen=True, slots=True)
class Page:
    """Some of a producer's heads beside this service's checkpoints: what it lacks, and what contradicts.

    `forks`: the heads that do, with the sequence that was received here.
    """

    heads: Sequence[Head]
    position: int
    wanted: list[Wanted]
    forks: list[tuple[Head, int]]

    @property
    def behind(self) -> int:
        """How many events are not here."""
        return sum(len(want.sequences) for want in self.wanted)


class Comparison:
    """Compares the heads of a producer with this service's checkpoints; changes nothing."""

    def __init__(self, node: Node, peers: Peers) -> None:
        self._node = node
        self._peers = peers

    async def behind(self, producer: str) -> int:
        """How many events of a producer are not here, those on their way too. Raises Unavailable."""
        return sum([page.behind async for page in self.pages(producer, settled=False)])

    async def pages(self, producer: str, *, settled: bool = True) -> AsyncIterator[Page]:
        """From the cursor to the end of the producer's journal, or of what of it has settled.

        The row at the cursor is read again: if it is gone, the producer was restored from something older.
        """
        more = {} if settled else {"settled": False}  # an older producer does not know it
        async with self._node.database.begin() as tx:
            seen = await tx.value(CURSOR, producer) or 0
        after = max(seen - 1, 0)
        while not self._node.stopping.is_set():
            served = Heads.model_validate(await self._peers.get(producer, "/v1/heads", after=after, **more))
            if served.position is None and 0 < after < seen:
                after = seen = 0
                continue
            if served.position is None:
                break
            yield await self._compare(producer, served.heads, served.position)
            after = served.position

    async def _compare(self, producer: str, heads: Sequence[Head], position: int) -> Page:
        dossiers = [head.dossier for head in heads]
        async with self._node.database.begin() as tx:
            checkpoints = {row["dossier"]: row["checkpoint"] for row in await tx.fetch(CHECKPOINTS, dossiers, producer)}
            deferred = {(row["dossier"], row["sequence"]) for row in await tx.fetch(DEFERRED, producer, dossiers)}
        page = Page(heads, position, [], [])
        for head in heads:
            sequence, digest = json.loads(checkpoints.get(head.dossier) or NEVER_CHECKPOINT)
            if (sequence == head.sequence and digest != head.digest) or await self._ahead(producer, head, sequence):
                page.forks.append((head, sequence))
            sequences = [n for n in range(sequence + 1, head.sequence + 1) if (head.dossier, n) not in deferred]
            if sequences:
                page.wanted.append(Wanted(dossier=head.dossier, sequences=sequences))
        return page

    async def _ahead(self, producer: str, head: Head, sequence: int) -> bool:
        """True if more was received than the producer has emitted; asked twice, as it may have emitted meanwhile."""
        if sequence <= head.latest:
            return False
        now = Heads.model_validate(await self._peers.get(producer, "/v1/heads", dossier=str(head.dossier)))
        return all(sequence > fresh.latest for fresh in now.heads)


class CatchUp:
    """Asks each producer for what is not here, every few minutes."""

    def __init__(self, node: Node, peers: Peers) -> None:
        self._node = node
        self._peers = peers
        self._comparison = Comparison(node, peers)

    async def run(self) -> None:
        await self._node.keep("heads", self._look_at_all)

    async def _look_at_all(self) -> float:
        for producer in self._node.registry.producers:
            BEHIND.labels(producer).set(await self._look(producer))
            COMPARED.labels(producer).set_to_current_time()
        return self._node.settings.heads_every

    async def _look(self, producer: str) -> int:
        """Asks for all that is behind; the cursor stops before the oldest difference."""
        behind, agreed = 0, True
        async for page in self._comparison.pages(producer):
            behind += page.behind
            for head, sequence in page.forks:
                FORKS.labels(producer).inc()
                log.error("fork", dossier=str(head.dossier), producer=producer, checkpoint=sequence, head=head.sequence)
            for portion in portions(await self._not_forged(page)):
                await self._peers.post(producer, "/v1/republish", [want.model_dump(mode="json") for want in portion])
            agreed = agreed and not page.wanted
            if agreed:
                async with self._node.database.begin() as tx:
                    await tx.do(CAUGHT_UP, producer, page.position)
        return behind

    async def _not_forged(self, page: Page) -> list[Wanted]:
        """Without the dossiers whose head has come and was not proved: it waits for its key, or for an operator."""
        if not page.wanted:
            return []
        async with self._node.database.begin() as tx:
            forged = {row["digest"] for row in await tx.fetch(FORGED, [head.digest for head in page.heads])}
        unproved = {head.dossier for head in page.heads if head.digest in forged}
        if unproved:
            log.error("not asked for again: it came and was not proved", dossiers=len(unproved))
        return [want for want in page.wanted if want.dossier not in unproved]
