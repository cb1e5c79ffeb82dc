"""The one way in: a message becomes moves of a unit of work, all of them or none.

`decide` takes one message into an open unit of work; HTTP and Kafka, which share transactions, call it. `handle` is a
transaction of its own around it, for timers, answers and counterparts' callbacks. What a refusal means is the
caller's word: `refuse` raises it, `drop` logs it.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Sequence
from typing import Any
from uuid import UUID

import structlog

from shared.kernel.db import Tx
from shared.kernel.errors import Refused
from shared.kernel.incoming import Incoming
from shared.kernel.journal import begin, write
from shared.kernel.node import Node
from shared.kernel.registry import C, Registry
from shared.kernel.unit_of_work import UnitOfWork

log = structlog.get_logger()

OnRefusal = Callable[[Incoming[Any], Refused], None]


def refuse(_incoming: Incoming[Any], refusal: Refused) -> None:
    """Nothing of the transaction is kept."""
    raise refusal


def drop(incoming: Incoming[Any], refusal: Refused) -> None:
    """It comes too late, or to an entity that has gone on; the rest of the transaction is kept."""
    log.info("dropped", message=type(incoming.message).__name__, entity=str(incoming.entity), why=str(refusal))


def decide(
    registry: Registry[C], context: C, uow: UnitOfWork, incoming: Incoming[Any], on_refusal: OnRefusal = refuse
) -> bool:
    """Lets a message move its dossier, whose lock is held. False: it was refused, and `on_refusal` has taken that."""
    try:
        with uow.atomic(incoming.dossier):
            registry.handlers[type(incoming.message)](context, uow, incoming)
    except Refused as refusal:
        on_refusal(incoming, refusal)
        return False
    return True


async def handle(
    node: Node,
    dossiers: Collection[UUID],
    found: Callable[[Tx, UnitOfWork], Awaitable[Sequence[Incoming[Any]]]],
    on_refusal: OnRefusal,
    *,
    free: bool = False,
) -> Sequence[Incoming[Any]]:
    """Locks the dossiers, then finds the messages, decides each in order, and commits. What was found.

    `free`: as for `lock`. Raises what a handler raises, and what `on_refusal` does.
    """
    registry = node.registry
    async with node.database.begin() as tx:
        uow = await begin(tx, registry.producer, dossiers, free=free)
        messages = await found(tx, uow)
        if messages:
            context = await registry.load(tx, uow, messages)
            for incoming in messages:
                decide(registry, context, uow, incoming, on_refusal)
            await write(tx, uow)
    node.committed(uow)
    return messages
