"""A gap in what was received of a producer: what closing it would do, and closing it."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from shared.kernel import heads
from shared.kernel.db import Tx
from shared.kernel.errors import Refused
from shared.kernel.streams import GENESIS, Stream, stream_of
from shared.web import verbs
from shared.web.edge import Edge

PEEK = "select sequence, digest, checkpoints from streams where dossier = $1"
FIRST_DEFERRED = "select * from deferred where dossier = $1 and producer = $2 order by sequence limit 1"


class NoGap(Refused):
    """There is no gap to close."""

    vi = "Không có khoảng trống nào để đóng"


class Gap(BaseModel):
    """What closing a gap would do. `becomes`: the checkpoint then; null if there is nothing to close.

    `checkpoint`: the last event that is handled; `deferred`: the first that waits; `head`: the last that the producer
    has, if nothing waits.
    """

    checkpoint: int
    deferred: int | None
    head: int | None
    becomes: int | None


async def seen_gap(tx: Tx, head: heads.Head | None, producer: str, dossier: UUID) -> Gap:
    """The gap as it is now; nothing is locked."""
    row = await tx.row(PEEK, dossier)
    return (await _gap(tx, stream_of(row) if row else Stream(), head, producer, dossier))[0]


async def _gap(tx: Tx, stream: Stream, head: heads.Head | None, producer: str, dossier: UUID) -> tuple[Gap, str, Any]:
    """The gap, the digest that the checkpoint would have, and the first deferred event."""
    sequence, digest = stream.checkpoint(producer)
    first = await tx.row(FIRST_DEFERRED, dossier, producer)
    target = (head.sequence, head.digest) if head is not None else (sequence, digest)
    if first is not None:
        target = first["sequence"] - 1, dict(json.loads(first["headers"]))["ce_previous"]
    closed = target == (sequence, digest) or (sequence == 0 and target[1] == GENESIS.hex())
    told = Gap(
        checkpoint=sequence,
        deferred=first["sequence"] if first else None,
        head=head.sequence if head else None,
        becomes=None if closed else target[0],
    )
    return told, target[1], first


async def close_gap(edge: Edge, head: heads.Head | None, producer: str, dossier: UUID, why: str) -> None:
    """Move the checkpoint to just before the first deferred event; with none deferred, to the producer's `head`.

    This also accepts a fork: the digest at the checkpoint becomes the deferred event's `previous`. Raises NoGap.
    """
    stream = await verbs.locked(edge, dossier)
    found, digest, first = await _gap(edge.tx, stream, head, producer, dossier)
    if found.becomes is None:
        raise NoGap()
    await edge.tx.do(verbs.SET_CHECKPOINT, dossier, producer, found.becomes, digest)
    await edge.tx.do("update deferred set retry_at = now() where dossier = $1 and producer = $2", dossier, producer)
    await verbs.note_closed(edge, dossier, producer, found.becomes, "close-gap", why, first)
