"""A loss that an operator accepts: what of it is known elsewhere, and what subscribers keep of it.

A producer that was restored from older notes which of its events are lost, raises its counters above every number
among them, and begins anew on an empty topic (decision 36). While a loss is open no process of the service moves
anything. Each step may be repeated.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from shared.kernel.db import Database, Tx
from shared.kernel.errors import NotFound
from shared.kernel.journal import begin
from shared.kernel.registry import Registry
from shared.kernel.streams import CLOCK, moment

PAGE: Final = 1000

FIND = "select id, actor, why, begun_at, raised, renewed_at, finished_at from losses"
OPEN = f"{FIND} where finished_at is null"
BEGIN = """
insert into losses(id, actor, why) overriding system value
select greatest(max(id), $3) + 1, $1, $2 from losses on conflict do nothing
"""
MISSING = """
select u.dossier, u.sequence, u.digest, coalesce(s.sequence, 0) as kept, encode(s.digest, 'hex') as kept_digest
from unnest($1::uuid[], $2::bigint[], $3::text[]) u(dossier, sequence, digest)
left join journal j on j.dossier = u.dossier and j.sequence = u.sequence
left join streams s on s.dossier = u.dossier
where encode(j.digest, 'hex') is distinct from u.digest
"""
NOTE = """
insert into lost as l (loss, dossier, sequence, digest, event, entity, at, code, outside, known_by)
select $1, u.*, array[$2::text] from unnest($3::uuid[], $4::bigint[], $5::text[], $6::text[], $7::uuid[],
    $8::timestamptz[], $9::text[], $10::text[]) u
on conflict (loss, dossier, sequence, digest) do update set known_by = array(
        select distinct unnest(l.known_by || excluded.known_by) order by 1),
    event = coalesce(l.event, excluded.event), entity = coalesce(l.entity, excluded.entity),
    at = coalesce(l.at, excluded.at), code = coalesce(l.code, excluded.code),
    outside = coalesce(l.outside, excluded.outside)
"""
LOST = """
select l.id, l.dossier, l.sequence, l.digest, l.event, l.entity, l.at, l.code, l.outside, l.known_by,
    coalesce(s.sequence, 0) as kept
from lost l left join streams s using (dossier) where l.loss = $1 and l.id > $2 order by l.id limit $3
"""
CODES = "select distinct code from lost where code is not null"
RAISED = "update losses set raised = $2 where id = $1 and raised is null"
RENEWED = "update losses set renewed_at = now() where id = $1 and renewed_at is null"
FINISHED = "update losses set finished_at = now() where id = $1 and finished_at is null"
#: What the relay noted about a topic that is gone.
FORGET = "delete from relayed"


class SentEvent(BaseModel):
    """One event, as its topic or a subscriber knows it."""

    model_config = ConfigDict(extra="forbid")

    dossier: UUID
    sequence: int = Field(ge=1, lt=2**63)
    digest: str = Field(pattern="^[0-9a-f]{64}$")


class MissingEvent(SentEvent):
    """An event that the journal does not contain; `kept`: its dossier's last sequence there, 0 if there is none."""

    kept: int
    kept_digest: str | None


class LostEvent(SentEvent):
    """A lost event. `event`, `entity` and `at` are known if its record is; `code`: a code or receipt it has given out.

    `outside`: the counterpart's reference, or else the entity, of what a counterpart has done.
    """

    event: str | None = Field(max_length=100)
    entity: UUID | None
    at: datetime | None
    code: str | None = Field(max_length=100)
    outside: str | None = Field(max_length=200)


class KnownLoss(LostEvent):
    """A lost event as it is stored: who knows it, and the last sequence of its dossier that is not lost."""

    id: int
    known_by: list[str]
    kept: int


class Loss(BaseModel):
    """One loss. `raised`: what its counters were raised to; None while they were not."""

    id: int
    actor: str
    why: str
    begun_at: datetime
    raised: list[str] | None
    renewed_at: datetime | None
    finished_at: datetime | None


class LostGap(BaseModel):
    """What a subscriber no longer waits for: its checkpoint of a dossier, or with `dropped` records it has deferred.

    The checkpoint becomes the producer's last event there; without any (0) it is removed.
    """

    model_config = ConfigDict(extra="forbid")

    dossier: UUID
    sequence: int = Field(ge=0, lt=2**63)
    digest: str | None = Field(pattern="^[0-9a-f]{64}$")
    lost: list[str] = Field(max_length=PAGE)


async def every(tx: Tx) -> list[Loss]:
    """All losses of this service, the newest first."""
    return [_loss(row) for row in await tx.fetch(f"{FIND} order by id desc")]


async def under_way(tx: Tx) -> Loss | None:
    """The loss that is being accepted."""
    row = await tx.row(OPEN)
    return row and _loss(row)


async def begin_loss(tx: Tx, actor: str, why: str, highest: int = 0) -> Loss:
    """The loss that is being accepted; if there is none a new one, numbered above the `highest` known elsewhere."""
    await tx.do(BEGIN, actor, why, highest)
    return _loss(await tx.row(OPEN))


async def opened(tx: Tx, loss: int) -> Loss:
    """This loss, locked, while it is open. Raises NotFound."""
    row = await tx.row(f"{OPEN} and id = $1 for update", loss)
    if row is None:
        raise NotFound("No such loss is being accepted.", "Không có lần chấp nhận mất dữ liệu nào như vậy đang mở.")
    return _loss(row)


def _loss(row: Any) -> Loss:
    return Loss(**{**dict(row), "raised": json.loads(row["raised"] or "null")})


async def missing(tx: Tx, sent: Sequence[SentEvent]) -> list[MissingEvent]:
    """Those of these events that the journal does not contain."""
    columns = [each.dossier for each in sent], [each.sequence for each in sent], [each.digest for each in sent]
    return [MissingEvent(**dict(row)) for row in await tx.fetch(MISSING, *columns)]


async def note(tx: Tx, loss: int, known_by: str, events: Sequence[LostEvent]) -> None:
    """Stores lost events, and that the topic or this subscriber knows them."""
    names = ("dossier", "sequence", "digest", "event", "entity", "at", "code", "outside")
    await tx.do(NOTE, loss, known_by, *([getattr(each, name) for each in events] for name in names))


async def lost(tx: Tx, loss: int, after: int) -> list[KnownLoss]:
    """A page of the lost events."""
    return [KnownLoss(**dict(row)) for row in await tx.fetch(LOST, loss, after, PAGE)]


async def raise_counters(tx: Tx, registry: Registry[Any], loss: Loss) -> list[str]:
    """No number of a lost event, of earlier losses too, is given out again: what each counter was raised to."""
    if loss.raised is not None:
        return loss.raised
    codes = [row["code"] for row in await tx.fetch(CODES)]
    now = moment(await tx.value(CLOCK[0]))
    raised = [told for _, counters in registry.numbered.values() for told in await counters.raise_above(tx, codes, now)]
    await tx.do(RAISED, loss.id, json.dumps(raised))
    return raised


async def every_lost(database: Database, loss: int) -> list[KnownLoss]:
    """All events of a loss, read page by page."""
    found: list[KnownLoss] = []
    async with database.begin() as tx:
        while page := await lost(tx, loss, found[-1].id if found else 0):
            found += page
    return found


async def renewed(tx: Tx, loss: int) -> None:
    """The topic is empty, so nothing that was noted about it counts."""
    await tx.do(RENEWED, loss)
    await tx.do(FORGET)


async def finish(tx: Tx, loss: int) -> None:
    """The service may move again."""
    await tx.do(FINISHED, loss)


# ---- at a subscriber

#: Checkpoints that are lost, deferred records that are lost, and what is kept of both.
ACCEPT = """
with gaps as (
    select * from unnest($3::uuid[], $4::bigint[], $5::text[]) g(dossier, sequence, digest)),
gone as (
    select dossier, digest from unnest($6::uuid[], $7::text[]) l(dossier, digest)),
forgotten as (
    delete from deferred d using gone where d.dossier = gone.dossier and d.producer = $2 and d.digest = gone.digest
    returning d.dossier, d.sequence, to_jsonb(d) - 'value' as record),
moved as (
    update streams s set checkpoints = case when g.sequence = 0 then s.checkpoints - $2
        else s.checkpoints || jsonb_build_object($2::text, jsonb_build_array(g.sequence, g.digest)) end
    from gaps g join gone using (dossier), streams before
    where s.dossier = g.dossier and before.dossier = g.dossier and s.checkpoints -> $2 ->> 1 = gone.digest
    returning s.dossier, (before.checkpoints -> $2 ->> 0)::bigint as sequence, before.checkpoints -> $2 as checkpoint),
noted as (
    insert into closed(dossier, producer, sequence, verb, actor, why, deferred)
    select dossier, $2, sequence, 'accept-loss', $1, $8,
        jsonb_build_object('checkpoint', checkpoint) from moved
    union all
    select dossier, $2, sequence, 'accept-loss', $1, $8, record from forgotten
    returning 1)
select count(*) from noted
"""
DUE = "update deferred set retry_at = now() where producer = $1 and dossier = any($2::uuid[]) and dossier is not null"
FROM_THE_START = "delete from catch_up where producer = $1"


async def accept(tx: Tx, registry: Registry[Any], producer: str, gaps: Sequence[LostGap], actor: str, why: str) -> int:
    """Closes these gaps at once, and keeps in `closed` what was given up; how many checkpoints and records it were."""
    dossiers = [gap.dossier for gap in gaps]
    await begin(tx, registry.producer, set(dossiers))
    gone = [(gap.dossier, digest) for gap in gaps for digest in gap.lost]
    values = (dossiers, [gap.sequence for gap in gaps], [gap.digest for gap in gaps])
    count: int = await tx.value(
        ACCEPT, actor, producer, *values, [dossier for dossier, _ in gone], [digest for _, digest in gone], why
    )
    await tx.do(DUE, producer, dossiers)
    await tx.do(FROM_THE_START, producer)
    return count


def codes_of(registry: Registry[Any]) -> str:
    """The statement that reads the codes of some dossiers; without codes it finds none."""
    known = registry.codes or "select null::text as code, null::uuid as dossier where false"
    return f"select dossier, min(code) as code from ({known}) c where dossier = any($1::uuid[]) group by dossier"
