"""What the operator routes do: retry, drop and close deferred events; read journal, references and lag."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from shared.kernel.catch_up import Comparison
from shared.kernel.db import Tx
from shared.kernel.errors import NotFound, Refused, Unavailable
from shared.kernel.journal import begin
from shared.kernel.rejected import recheck
from shared.kernel.streams import Stream
from shared.web.edge import Edge

COLUMNS = "id, dossier, producer, sequence, kind, why, attempts, retry_at, since"
SET_CHECKPOINT = """
update streams set checkpoints = checkpoints || jsonb_build_object($2::text, jsonb_build_array($3::bigint, $4::text))
where dossier = $1
"""
REFERENCE = "select kind, code, version from reference order by kind, code, version"
CLOSE = (
    "insert into closed(dossier, producer, sequence, verb, actor, why, deferred) values ($1, $2, $3, $4, $5, $6, $7)"
)


NEVER = datetime.max  # noqa: DTZ901 - asyncpg gives PostgreSQL's infinity without a zone


class NotParked(Refused):
    """Only the event right after the checkpoint can be dropped."""

    vi = "Chỉ có thể bỏ qua thông điệp đứng ngay sau thông điệp đã xử lý"


class StillRejected(Refused):
    """It still cannot be read or is not proved; drop it.

    `more`: `kind` (forged, unreadable), `why`.
    """

    vi = "Bản ghi vẫn không đọc được hoặc không được chứng thực; hãy bỏ qua bản ghi này"


class DeferredEvent(BaseModel):
    """One deferred event. `retry_at` is None if only an operator retries it."""

    id: int
    dossier: UUID | None
    producer: str | None
    sequence: int | None
    kind: str
    why: str
    attempts: int
    retry_at: datetime | None
    since: datetime


class DeferredRecord(DeferredEvent):
    """One deferred event with its Kafka record."""

    topic: str
    partition: int
    offset: int
    headers: dict[str, str]
    body: str


class Known(BaseModel):
    """One version of a reference document."""

    kind: str
    code: str
    version: int


class Lag(BaseModel):
    """How many rows wait in one service. `standing_still`: why it changes nothing, if it does not.

    `oldest_parked`: since when the oldest parked one waits.
    """

    outbox: int
    deferred: int
    parked: int
    scheduled: int
    fanouts: int
    oldest_parked: datetime | None = None
    standing_still: str | None


class Behind(BaseModel):
    """How many events of a producer are not here, those on their way too; None, and `why`, if it does not answer."""

    producer: str
    events: int | None
    why: str | None


class FanOut(BaseModel):
    """One message that concerns many dossiers: how many timers it has inserted, and how many have not fired yet.

    `about`: which entities it concerns. `scanned_at`: when the last timer was inserted; until then more may come.
    """

    id: int
    name: str
    about: dict[str, Any]
    begun_at: datetime
    inserted: int
    left: int
    scanned_at: datetime | None
    finished_at: datetime | None


def _fields(row: Any) -> dict[str, Any]:
    return {**dict(row), "retry_at": None if row["retry_at"] == NEVER else row["retry_at"]}


async def deferred(tx: Tx, after: int, limit: int) -> list[DeferredEvent]:
    rows = await tx.fetch(f"select {COLUMNS} from deferred where id > $1 order by id limit $2", after, limit)
    return [DeferredEvent(**_fields(row)) for row in rows]


async def show(tx: Tx, key: int) -> DeferredRecord:
    row = await _found(tx, key)
    more = _fields(row)
    more["headers"] = dict(json.loads(row["headers"]))
    return DeferredRecord(**more, body=row["value"].decode(errors="replace"))


async def _found(tx: Tx, key: int) -> Any:
    row = await tx.row("select * from deferred where id = $1", key)
    if row is None:
        raise NotFound("No message is deferred under this number.", "Không có thông điệp nào đang chờ với số này.")
    return row


async def retry(edge: Edge, key: int) -> None:
    """The retrier tries it next; what was rejected is read and proved again first. Raises NotFound, StillRejected."""
    row = await _found(edge.tx, key)
    if row["dossier"] is not None:
        await edge.tx.do("update deferred set retry_at = now() where id = $1", key)
    elif still := await recheck(edge.tx, edge.node, [row]):
        raise StillRejected(kind=still[0].kind, why=still[0].why)


async def drop(edge: Edge, key: int, why: str) -> None:
    """Move the checkpoint onto the parked event. Raises NotParked, NotFound."""
    row = await _found(edge.tx, key)
    if row["dossier"] is not None:
        stream = await locked(edge, row["dossier"])
        if row["sequence"] != stream.checkpoint(row["producer"])[0] + 1:
            raise NotParked()
        await edge.tx.do(SET_CHECKPOINT, row["dossier"], row["producer"], row["sequence"], row["digest"])
    await edge.tx.do("delete from deferred where id = $1", key)
    await note_closed(edge, row["dossier"], row["producer"], row["sequence"], "drop", why, row)


async def locked(edge: Edge, dossier: UUID) -> Stream:
    uow = await begin(edge.tx, edge.node.registry.producer, {dossier})
    return uow.streams[dossier]


async def note_closed(
    edge: Edge, dossier: UUID | None, producer: str | None, sequence: int | None, verb: str, why: str, row: Any
) -> None:
    kept = None
    if row is not None:
        kept = json.dumps({k: str(v) for k, v in dict(row).items() if k != "value"})
    await edge.tx.do(CLOSE, dossier, producer, sequence, verb, edge.caller.subject, why, kept)


async def journal(tx: Tx, dossier: UUID, after: int) -> list[dict[str, Any]]:
    rows = await tx.fetch(
        "select * from journal where dossier = $1 and sequence > $2 order by sequence limit 500", dossier, after
    )
    return [
        {k: v.hex() if isinstance(v, bytes) else v for k, v in dict(row).items()} | {"body": json.loads(row["body"])}
        for row in rows
    ]


async def lag(tx: Tx, standing_still: str | None) -> Lag:
    row = await tx.row(
        "select (select count(*) from outbox) as outbox, (select count(*) from deferred) as deferred, "
        "(select count(*) from deferred where attempts > 0) as parked, (select count(*) from scheduled) as scheduled, "
        "(select count(*) from fanouts where finished_at is null) as fanouts, "
        "(select min(since) from deferred where attempts > 0) as oldest_parked"
    )
    return Lag(**dict(row), standing_still=standing_still)


async def behind(comparison: Comparison, producer: str) -> Behind:
    try:
        return Behind(producer=producer, events=await comparison.behind(producer), why=None)
    except Unavailable as away:
        return Behind(producer=producer, events=None, why=away.part)


FANOUTS = """
select id, name, about, begun_at, inserted, scanned_at, finished_at,
       (select count(*) from scheduled s where s.fanout = f.id) as left
from fanouts f order by id desc limit 100
"""


async def fanouts(tx: Tx) -> list[FanOut]:
    rows = await tx.fetch(FANOUTS)
    return [FanOut(**{**dict(row), "about": json.loads(row["about"])}) for row in rows]
