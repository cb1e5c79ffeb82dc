"""The edge of HTTP: one request, one transaction, no answer before the commit.

Endpoints take an `Edge` from `acting(*roles)`, so that the signature says who may call. Their `TransactionalRoute`
commits.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from http import HTTPStatus
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Header, Request, Response

from shared.contracts.message import Command, Look
from shared.kernel.db import Tx
from shared.kernel.entity import Entity, EntityType
from shared.kernel.entry import Entry
from shared.kernel.errors import PreconditionRequired, Refused, Stale, UnlistedMove
from shared.kernel.handling import decide
from shared.kernel.incoming import Incoming
from shared.kernel.journal import begin, write
from shared.kernel.unit_of_work import UnitOfWork
from shared.web import idempotency, preconditions
from shared.web.auth import Caller, Role, by
from shared.web.entitled import NotEntitled, entitle
from shared.web.moves import Context, Move, moves_of
from shared.web.parts import part_of
from shared.web.problems import correlation, responses
from shared.web.served import ServedNode

__all__ = [
    "BEGUN",
    "SEEN",
    "TAGGED",
    "Context",
    "Edge",
    "Opened",
    "acting",
    "asking",
    "etag",
    "traceparent_of",
]

#: What routes document: an answer with an ETag; one that creates something; one that requires If-Match.
TAGGED: dict[int | str, Any] = {200: {"headers": {"ETag": {"$ref": "#/components/headers/ETag"}}}}
BEGUN: dict[int | str, Any] = {
    201: {"headers": {name: {"$ref": f"#/components/headers/{name}"} for name in ("ETag", "Location")}}
}
SEEN: dict[int | str, Any] = TAGGED | responses(NotEntitled, UnlistedMove, PreconditionRequired, Stale)

TRACEPARENT = re.compile(r"00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}")


Opened = Callable[[Request, Caller, idempotency.Asked], Awaitable["Edge"]]
#: What a caller has seen of an entity beside its revision, and decides on too: part of its ETag. Empty: nothing.
Mark = Callable[[Any, Incoming[Any]], str]


def unmarked(_context: Any, _incoming: Incoming[Any]) -> str:
    """The revision is all there is."""
    return ""


@dataclass(slots=True)
class Edge:
    """One writing request: who calls, the open transaction, and the unit of work once a dossier is locked.

    `wakes`: parts that have work when it is committed, beside those of its unit of work.
    """

    node: ServedNode
    caller: Caller
    tx: Tx
    asked: idempotency.Asked
    correlation: UUID
    traceparent: str | None
    uow: UnitOfWork | None = None
    entity: idempotency.Entity | None = None
    now: datetime | None = None
    wakes: list[str] = field(default_factory=list)
    _last: list[Callable[[], Awaitable[None]]] = field(default_factory=list)

    async def receive(self, message: Any, dossier: UUID, entity: UUID | None = None, mark: Mark = unmarked) -> Any:
        """Locks the dossier, loads its context, and lets the message move it. Answers the context as it is then.

        With `entity` the command must be open to the caller, and If-Match must give what was seen of it.
        Raises Refused.
        """
        registry = self.node.registry
        incoming = self.incoming(message, dossier, entity)
        self.uow = await begin(self.tx, registry.producer, {dossier})
        context = await registry.load(self.tx, self.uow, [incoming])
        if entity is not None:
            self.admit(context, incoming, mark)
        self.decide(context, self.uow, incoming)
        return context

    def decide(self, context: Context, uow: UnitOfWork, incoming: Incoming[Any]) -> None:
        """Lets a message move its dossier, and notes the entity the answer will be about.

        Raises Refused; with what is possible instead, if it is not the message that is at fault.
        """
        before, entity, self.now = len(uow.moves), incoming.entity or incoming.dossier, uow.now
        try:
            decide(self.node.registry, context, uow, incoming)
        except Refused as refusal:
            if incoming.entity is not None and refusal.status == HTTPStatus.CONFLICT:
                refusal.more["moves"] = self.moves(context, incoming.entity)
            raise
        self.entity = about(self.node.registry.entity_types, uow.moves[before:], entity, context.find(entity))

    def moves(self, context: Context, entity: UUID) -> list[Move]:
        """What the caller may ask of this entity, as it is in the context."""
        found = context.find(entity)
        assert found is not None, "it has been decided about"
        assert self.now is not None, "and so there was a time"
        looking, kind = looks(self.caller, found.dossier, entity), self.node.registry.type_of(found)
        return moves_of(kind, self.node.offers, context, looking, self.now)

    def incoming(self, message: Any, dossier: UUID, entity: UUID | None = None) -> Incoming[Any]:
        """A command with its caller as the actor."""
        return Incoming(
            message=message,
            dossier=dossier,
            entity=entity,
            actor=self.caller.subject,
            role=str(self.caller.role),
            agency=self.caller.agency,
            level=self.caller.level,
            parties=self.caller.parties,
            correlation=self.correlation,
            traceparent=self.traceparent,
        )

    def admit(self, context: Context, incoming: Incoming[Any], mark: Mark) -> None:
        """Raises NotEntitled if the command is not open to the caller, or as `match_tag`."""
        entitle(type(incoming.message), incoming.role, context.relations(incoming))
        entity = context.find(incoming.entity) if incoming.entity else None
        self.match_tag(etag(entity.revision if entity else 0, mark(context, incoming)))

    def match_tag(self, tag: str) -> None:
        """Compares If-Match with it. Raises PreconditionRequired, Stale."""
        wanted = self.asked.if_match
        if wanted is None:
            raise PreconditionRequired(
                "Send If-Match with the ETag that was received last.",
                "Gửi kèm tiêu đề If-Match với giá trị ETag nhận được gần nhất.",
            )
        if not preconditions.names(wanted, tag):
            raise Stale("Read it again, then decide.", "Hãy đọc lại rồi quyết định.", etag=tag)

    def before_end(self, work: Callable[..., Awaitable[None]], *values: Any) -> None:
        """Does `work(edge, *values)` after the unit of work is written, in the same transaction."""
        self._last.append(lambda: work(self, *values))

    def kept(self, response: Response) -> idempotency.Row | None:
        """The answer as it is stored under its key."""
        return self.node.answers.row_of(self.asked, response, self.entity)

    async def finish(self, response: Response) -> None:
        """Writes the unit of work and the answer under its key, then does what `before_end` was given."""
        kept = idempotency.kept([self.kept(response)])
        await (write(self.tx, self.uow, *kept) if self.uow is not None else self.tx.do_all(kept))
        for work in self._last:
            await work()

    def done(self) -> None:
        """After the commit: wakes the parts that have work."""
        if self.uow is not None:
            self.node.committed(self.uow)
        self.node.wake(*self.wakes)


def looks(caller: Caller, dossier: UUID, entity: UUID) -> Incoming[Look]:
    """A caller who asks nothing of an entity yet."""
    who = caller.who
    return Incoming(message=Look(), dossier=dossier, entity=entity, **who._asdict(), level=caller.level)


def about(
    entity_types: Sequence[EntityType[Any]], moves: Sequence[Entry], entity: UUID, found: Entity | None
) -> idempotency.Entity | None:
    """The entity a command was about, with its revision after these moves, or its present one if it did not move."""
    if own := [move for move in moves if move.entity == entity] or moves:
        return idempotency.Entity(own[-1].entity_type, own[-1].entity, own[-1].sequence)
    entity_type = next((entity_type.name for entity_type in entity_types if type(found) is entity_type.row), None)
    return idempotency.Entity(entity_type, entity, found.revision) if entity_type and found else None


def etag(revision: int, mark: str = "") -> str:
    """The ETag of an entity: its revision, and what is marked beside it."""
    return f'"{revision}-{mark}"' if mark else f'"{revision}"'


async def opened_alone(request: Request, caller: Caller, asked: idempotency.Asked) -> Edge:
    """An edge with a transaction of its own. Raises Forbidden, Answered, or as `recall`."""
    node = part_of(request, ServedNode)
    tx = await request.state.stack.enter_async_context(node.database.begin())
    await node.directory.admit(tx, caller)
    await node.answers.recall(tx, asked)
    return Edge(node, caller, tx, asked, correlation(request), traceparent_of(request))


def acting(
    *roles: Role, opened: Opened = opened_alone, command: type[Command] | None = None
) -> Callable[..., Awaitable[Edge]]:
    """The dependency of a writing endpoint: an open edge for a caller with one of these roles.

    `command`, if the endpoint takes one, is offered to who reads its entity (`moves`), and its name is stored with the
    answer: invariant 7 checks that such answers name what has moved.
    """

    allowed = Depends(by(*roles))

    async def open_edge(
        request: Request,
        caller: Caller = allowed,
        idempotency_key: Annotated[str | None, Header(min_length=1, max_length=200)] = None,
        if_match: Annotated[str | None, Header(max_length=200)] = None,
    ) -> Edge:
        node = part_of(request, ServedNode)
        if halted := node.halted(caller):
            raise halted
        name = command.__name__ if command else None
        asked = await idempotency.asked(request, caller, idempotency_key, if_match, name)
        edge = request.state.edge = await opened(request, caller, asked)
        return edge

    open_edge.roles = frozenset(roles)  # type: ignore[attr-defined]
    open_edge.command = command  # type: ignore[attr-defined]
    return open_edge


def asking(command: type[Command]) -> Callable[..., Awaitable[Edge]]:
    """The dependency of the endpoint that takes this command: an open edge for those who may ask it."""
    return acting(*map(Role, command.by), command=command)


def traceparent_of(request: Request) -> str | None:
    """The W3C trace context; None if the header is not one."""
    given = request.headers.get("traceparent", "")
    return given if TRACEPARENT.fullmatch(given) else None
