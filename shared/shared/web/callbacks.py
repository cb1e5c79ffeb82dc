"""The door of counterparts: messages that carry no token, because what is sent proves who wrote it.

A route reads the counterpart's format, lets the proof it was composed with decide (`proved`), names the messages that
are meant, and answers in the counterpart's format. What is not proved is neither looked up nor written.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

import structlog
from fastapi import Request

from shared.kernel.db import Records, Tx
from shared.kernel.errors import StandsStill, Unavailable
from shared.kernel.handling import handle, refuse
from shared.kernel.incoming import Incoming
from shared.kernel.metrics import Theme, counter
from shared.kernel.restore_guard import UNCHECKED
from shared.kernel.unit_of_work import UnitOfWork
from shared.web import rates
from shared.web.auth import Role
from shared.web.edge import traceparent_of
from shared.web.parts import part_of
from shared.web.problems import correlation
from shared.web.served import ServedNode

log = structlog.get_logger()

CALLBACKS = counter(
    Theme.OUTSIDE,
    "motcua_callbacks_total",
    "Messages of counterparts without a token, by proof",
    "counterpart",
    "proof",
)

S = TypeVar("S")

Proof = Callable[[S], Awaitable[bool]]


class Meant(NamedTuple):
    """A message that a callback brings, and for whom."""

    message: Any
    dossier: UUID
    entity: UUID | None = None


@dataclass(frozen=True, slots=True)
class Counterpart:
    """Who has proved that a request is its own; `name` is the actor of its messages."""

    node: ServedNode
    name: str
    correlation: UUID
    traceparent: str | None

    async def find(self, sql: str, *values: Any) -> Records:
        """What it may be about, before anything is locked."""
        async with self.node.database.begin() as tx:
            return await tx.fetch(sql, *values)

    async def receive(self, meant: Sequence[Meant]) -> None:
        """All of them in one transaction, committed when this returns. Raises Refused; nothing is kept then."""

        async def incoming(_tx: Tx, _uow: UnitOfWork) -> list[Incoming[Any]]:
            return [self._incoming(each) for each in meant]

        await handle(self.node, {each.dossier for each in meant}, incoming, refuse)

    def _incoming(self, meant: Meant) -> Incoming[Any]:
        return Incoming(
            message=meant.message,
            dossier=meant.dossier,
            entity=meant.entity,
            actor=self.name,
            role=Role.SERVICE.value,
            correlation=self.correlation,
            traceparent=self.traceparent,
        )


async def proved(request: Request, name: str, proof: Proof[S], sent: S) -> Counterpart | None:
    """The counterpart, if `proof` says that it wrote this. Raises StandsStill while the service stands still."""
    good = await proof(sent)
    CALLBACKS.labels(name, "good" if good else "none").inc()
    if not good:
        log.warning("callback not proved", counterpart=name, correlation=str(correlation(request)))
        return None
    rates.prove(request)
    node = part_of(request, ServedNode)
    if node.unchecked:
        raise Unavailable(UNCHECKED)
    if node.standing_still:
        raise StandsStill(node.standing_still)
    return Counterpart(node, name, correlation(request), traceparent_of(request))
