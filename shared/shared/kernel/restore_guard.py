"""May this service move at all? Checked in each process before it moves anything.

The relay notes up to where on the topic the journal holds what was sent, so a database that is restored from something
older says itself what to read: everything from there on. If its keys prove a record that its journal lacks, subscribers
know what it does not, and the service stands still (receives, moves and sends nothing) until an operator has decided.
If the topic was wiped or made anew, the noted record is gone, and the other services are asked what they have received.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from typing import Any, Final
from uuid import UUID

from pydantic import BaseModel

from shared.kernel import kept_losses, losses
from shared.kernel.db import Database
from shared.kernel.errors import Unavailable
from shared.kernel.node import Node
from shared.kernel.peers import Peers
from shared.kernel.topics import faults, sent_since

UNCHECKED: Final = "its database is not compared yet with what was sent"
PAGE: Final = 1000
NOBODY: Final = UUID(int=0)
NOTED = 'select partition, "offset", digest from relayed'
LACKS = """
select u.dossier, u.sequence
from unnest($1::uuid[], $2::bigint[], $3::text[]) u(dossier, sequence, digest)
left join journal j using (dossier, sequence) where encode(j.digest, 'hex') is distinct from u.digest limit 1
"""
RECEIVED = """
with page as (
    select dossier, checkpoints -> $1 as checkpoint from streams where dossier > $2 order by dossier limit $3)
select p.dossier, r.sequence, r.digest
from page p left join lateral (
    select (checkpoint ->> 0)::bigint as sequence, checkpoint ->> 1 as digest where checkpoint is not null
    union all
    select d.sequence, d.digest from deferred d where d.dossier = p.dossier and d.producer = $1) r on sequence > 0
order by p.dossier
"""


class ReceivedEvent(BaseModel):
    """One event that a subscriber has received: the last that was handled of a dossier, or a deferred one."""

    dossier: UUID
    sequence: int
    digest: str


class ReceivedEvents(BaseModel):
    """One page of what was received from one producer; `after` is where the next page begins, None at the end."""

    events: list[ReceivedEvent]
    after: UUID | None


async def received(database: Database, producer: str, after: UUID) -> ReceivedEvents:
    """By dossier."""
    async with database.begin() as tx:
        rows = await tx.fetch(RECEIVED, producer, after, PAGE)
    events = [ReceivedEvent(**dict(row)) for row in rows if row["sequence"] is not None]
    return ReceivedEvents(events=events, after=rows[-1]["dossier"] if rows else None)


async def look_back(node: Node, peers: Peers) -> str | None:
    """Why this service must stand still; None if its journal holds all that it has sent.

    Raises Unavailable while its topic is missing, is not set up to keep what is sent, or is gone and a peer is away.
    """
    await kept_losses.remember(node.database, node.settings.state)
    if why := await being_accepted(node.database):
        return why
    kafka, producer = node.brokers, node.registry.producer
    if wrong := await faults(kafka, producer, one_node=node.settings.development):
        raise Unavailable("; ".join(wrong))
    async with node.database.begin() as tx:
        noted = {row["partition"]: (row["offset"], row["digest"]) for row in await tx.fetch(NOTED)}
    async with sent_since(kafka, producer, noted, node.keys) as (there, sent):
        async for records in sent:
            if why := await _lacking(node, records, "sent"):
                return why
    for peer in () if there else sorted(peers.addresses.keys() - {producer}):
        async for events in _received_by(peers, peer, producer):
            if why := await _lacking(node, events, f"received by {peer}"):
                return why
    return None


async def being_accepted(database: Database) -> str | None:
    """Why nothing may move while a loss is being accepted; None if none is."""
    async with database.begin() as tx:
        loss = await losses.under_way(tx)
    return f"loss {loss.id} is being accepted: motcua restore accept goes on with it" if loss else None


async def _received_by(peers: Peers, peer: str, producer: str) -> AsyncIterator[list[ReceivedEvent]]:
    after: UUID | None = NOBODY
    while after is not None:
        page = ReceivedEvents.model_validate(await peers.get(peer, f"/v1/received/{producer}", after=str(after)))
        yield page.events
        after = page.after


async def _lacking(node: Node, events: Iterable[Any], how: str) -> str | None:
    """Names one of these events that the journal does not contain."""
    told = [(event.dossier, event.sequence, event.digest) for event in events]
    async with node.database.begin() as tx:
        row = await tx.row(LACKS, *map(list, zip(*told, strict=True))) if told else None
    if row is None:
        return None
    why = f"sequence {row['sequence']} of dossier {row['dossier']} was {how}, but is not in this journal"
    return f"{why}: restored from older"
