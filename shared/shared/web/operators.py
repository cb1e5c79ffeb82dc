"""Routes of every service for operators and for other services: heads, republish, deferred events, journal, clock.

An operator sees why an event is deferred, retries it, drops it, or closes a gap that nothing will fill; the actor and
the reason are recorded in `closed`. Services call heads and republish of each other to catch up.
"""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Query
from pydantic import BaseModel, ConfigDict, Field

from shared.audit import anchors
from shared.kernel import heads, restore_guard
from shared.kernel.catch_up import Comparison
from shared.kernel.errors import Forbidden, NotFound
from shared.kernel.peers import Peers
from shared.web import bodies, gaps, verbs
from shared.web.auth import Caller, Role, by
from shared.web.edge import Edge, acting
from shared.web.parts import part
from shared.web.served import Here
from shared.web.transactional import TransactionalRoute

router = APIRouter(prefix="/v1", tags=["operator"], route_class=TransactionalRoute)

Operator = Annotated[Edge, Depends(acting(Role.OPERATOR))]
Peer = Annotated[Edge, Depends(acting(Role.SERVICE, Role.OPERATOR))]
Looks = Annotated[Caller, Depends(by(Role.OPERATOR))]
Others = Annotated[Peers, Depends(part(Peers))]


BIGGEST = 2**63 - 1  # the largest bigint of PostgreSQL
After = Annotated[int, Query(ge=0, le=BIGGEST)]
DeferredId = Annotated[int, Path(ge=1, le=BIGGEST)]
Sequence = Annotated[int, Field(ge=1, le=BIGGEST)]


class Wanted(heads.Wanted):
    """Events of one dossier that a subscriber asks to be republished."""

    model_config = ConfigDict(extra="forbid")
    sequences: list[Sequence]


class Why(BaseModel):
    """The reason an operator gives; recorded with what was closed."""

    model_config = ConfigDict(extra="forbid")
    why: str = Field(min_length=3, max_length=1000)


class Ahead(BaseModel):
    """How far the domain clock is ahead of real time, in seconds. Never set back: times in the journal only grow."""

    model_config = ConfigDict(extra="forbid")
    seconds: float = Field(strict=True, ge=0, le=10 * 366 * 86400)


class Done(BaseModel):
    """It was done."""

    done: bool = True


class Republished(BaseModel):
    """The journal position up to which events are republished; None if there are none after the one given."""

    after: int | None


async def written_anchor(node: Here, _caller: Looks) -> anchors.Anchor:
    """A new anchor, written before a transaction is open: it may take longer than a transaction may idle."""
    return (await anchors.write(node))[0]


@router.post("/anchors")
async def write_anchor(written: Annotated[anchors.Anchor, Depends(written_anchor)], _edge: Operator) -> anchors.Anchor:
    """Writes an anchor now instead of at the end of the day."""
    return written


@router.get("/heads")
async def read_heads(
    node: Here,
    _caller: Annotated[Caller, Depends(by(Role.SERVICE, Role.OPERATOR))],
    after: After = 0,
    dossier: UUID | None = None,
    settled: bool = True,
) -> heads.Heads:
    """The last settled event of each stream, or the last of all, by journal position; or that of one dossier."""
    if dossier is not None:
        return await heads.serve_one(node.database, dossier)
    return await heads.serve(node.database, after, node.settings.heads_settle if settled else 0)


@router.get("/received/{producer}")
async def read_received(
    node: Here, _caller: Annotated[Caller, Depends(by(Role.SERVICE, Role.OPERATOR))], producer: str, after: UUID
) -> restore_guard.ReceivedEvents:
    """What this service has received from a producer, by dossier: a producer whose topic was wiped compares."""
    return await restore_guard.received(node.database, producer, after)


@router.post("/republish", max_body_size=bodies.LARGE)
async def republish_events(edge: Peer, wanted: Annotated[list[Wanted], Field(max_length=heads.PAGE)]) -> Done:
    """Republishes events. Harmless: subscribers skip what is behind their checkpoints."""
    await heads.republish(edge.tx, wanted)
    edge.wakes.append("relay")
    return Done()


@router.post("/republish/all")
async def republish_all_events(edge: Operator, after: After = 0) -> Republished:
    """Republishes everything, one page of events a request: repeat with the returned position until it is None."""
    last = await heads.republish_from(edge.tx, after)
    edge.wakes.append("relay")
    return Republished(after=last)


@router.get("/deferred")
async def list_deferred(
    node: Here, _caller: Looks, after: After = 0, limit: Annotated[int, Query(ge=1, le=500)] = 100
) -> list[verbs.DeferredEvent]:
    """Deferred events, oldest first: where, since when, why, and when each is retried."""
    async with node.database.begin() as tx:
        return await verbs.deferred(tx, after, limit)


@router.get("/deferred/{deferred}")
async def read_deferred(node: Here, _caller: Looks, deferred: DeferredId) -> verbs.DeferredRecord:
    """One deferred event with its headers and body."""
    async with node.database.begin() as tx:
        return await verbs.show(tx, deferred)


@router.post("/deferred/{deferred}/retry")
async def retry_deferred(edge: Operator, deferred: DeferredId) -> Done:
    """Retries a parked event now; one that was rejected is proved again first."""
    await verbs.retry(edge, deferred)
    edge.wakes.append("retrier")
    return Done()


@router.post("/deferred/{deferred}/drop")
async def drop_deferred(edge: Operator, deferred: DeferredId, reason: Why) -> Done:
    """Drops a parked event: the checkpoint moves onto it, and later events of its stream are handled."""
    await verbs.drop(edge, deferred, reason.why)
    edge.wakes.append("retrier")
    return Done()


async def served_head(peers: Others, node: Here, _caller: Looks, producer: str, dossier: UUID) -> heads.Head | None:
    """The producer's head of a dossier, read before a transaction is open; None while events of it are deferred."""
    if producer not in node.registry.producers:
        raise NotFound("This service does not read that producer.", "Dịch vụ này không nhận thông điệp từ nguồn đó.")
    async with node.database.begin() as tx:
        if await tx.row(gaps.FIRST_DEFERRED, dossier, producer):
            return None
    served = await peers.get(producer, "/v1/heads", dossier=str(dossier))
    return next(iter(heads.Heads.model_validate(served).heads), None)


@router.get("/gaps/{producer}/{dossier}")
async def read_gap(
    head: Annotated[heads.Head | None, Depends(served_head)], node: Here, _caller: Looks, producer: str, dossier: UUID
) -> gaps.Gap:
    """What closing a gap would do: nothing is changed."""
    async with node.database.begin() as tx:
        return await gaps.seen_gap(tx, head, producer, dossier)


@router.post("/gaps/{producer}/{dossier}/close")
async def close_gap(
    head: Annotated[heads.Head | None, Depends(served_head)], edge: Operator, producer: str, dossier: UUID, reason: Why
) -> Done:
    """Closes a gap that nothing will fill, or accepts a producer's new history."""
    await gaps.close_gap(edge, head, producer, dossier, reason.why)
    edge.wakes.append("retrier")
    return Done()


@router.get("/journal/{dossier}")
async def read_journal(node: Here, _caller: Looks, dossier: UUID, after: After = 0) -> list[dict[str, Any]]:
    """The journal of one dossier in this service, by sequence (at most 500 rows)."""
    async with node.database.begin() as tx:
        return await verbs.journal(tx, dossier, after)


@router.get("/reference")
async def list_references(node: Here, _caller: Looks) -> list[verbs.Known]:
    """Every version of every reference document this service has published or projected."""
    async with node.database.begin() as tx:
        return [verbs.Known(**dict(row)) for row in await tx.fetch(verbs.REFERENCE)]


@router.get("/lag")
async def read_lag(node: Here, _caller: Looks) -> verbs.Lag:
    """How many rows wait in the outbox, as deferred, as parked, as scheduled; and how many fan-outs run."""
    async with node.database.begin() as tx:
        return await verbs.lag(tx, node.standing_still)


@router.get("/behind")
async def read_behind(node: Here, peers: Others, _caller: Looks) -> list[verbs.Behind]:
    """How many events of each producer are not here, those on their way too: heads beside checkpoints."""
    comparison = Comparison(node, peers)
    return await asyncio.gather(*(verbs.behind(comparison, producer) for producer in node.registry.producers))


@router.get("/fanouts")
async def list_fanouts(node: Here, _caller: Looks) -> list[verbs.FanOut]:
    """The last hundred fan-outs, newest first: how many dossiers each concerns, and how many it has yet to reach."""
    async with node.database.begin() as tx:
        return await verbs.fanouts(tx)


@router.get("/clock")
async def read_clock(node: Here, _caller: Looks) -> dict[str, datetime]:
    """The current time of the domain clock."""
    async with node.database.begin() as tx:
        return {"now": await tx.value("select now() + ahead from clock")}


@router.put("/clock")
async def set_clock(edge: Operator, ahead: Ahead) -> Done:
    """Moves the domain clock forward. Refused in production."""
    if not edge.node.settings.development:
        raise Forbidden("The clock cannot be moved in production.", "Không được chỉnh đồng hồ khi vận hành chính thức.")
    await edge.tx.do("update clock set ahead = greatest(ahead, $1)", timedelta(seconds=ahead.seconds))
    edge.wakes += ("timer", "calls")
    return Done()
