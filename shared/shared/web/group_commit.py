"""Group commit: requests that arrive while a transaction is written share the next one.

No request waits for others to arrive. Each has its own key, scope, If-Match, refusal and answer, and the answer is
stored in the same transaction. If a bug of one request or a lost race fails the transaction, its requests are tried
again, each alone. Only commands that take no counter may share: a refusal takes back its own moves and nothing else.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, cast
from uuid import UUID

from fastapi import Request, Response

from shared.contracts.message import Command
from shared.kernel.db import Read, Tx
from shared.kernel.errors import Forbidden, KeyBusy, Refused
from shared.kernel.failure import Failure, failure
from shared.kernel.incoming import Incoming
from shared.kernel.journal import begin_reading, write
from shared.kernel.unit_of_work import UnitOfWork
from shared.web import idempotency
from shared.web.auth import Caller, Role
from shared.web.edge import Edge, Mark, acting, traceparent_of
from shared.web.parts import part_of
from shared.web.problems import correlation
from shared.web.served import ServedNode
from shared.web.standing import IN_FORCE, Directory

MOST = 64  # requests in one transaction


class Nowhere(Exception):
    """The caller may read no such entity."""


class TryAlone(Exception):
    """Another request has failed the transaction; `failure` sees a lost race."""

    sqlstate = "40001"


def _promised() -> asyncio.Future[Any]:
    return asyncio.get_running_loop().create_future()


@dataclass(slots=True, eq=False)
class Member(Edge):
    """One request of a group: an edge whose transaction is shared."""

    group: GroupCommit = field(kw_only=True)
    alone: bool = field(kw_only=True)
    command: Incoming[Any] = field(init=False)
    readable: str = field(init=False)
    mark: Mark = field(init=False)
    refusal: Exception | None = field(init=False, default=None)
    decided: asyncio.Future[Any] = field(default_factory=_promised)
    answer: asyncio.Future[idempotency.Row | None] = field(default_factory=_promised)
    committed: asyncio.Future[None] = field(default_factory=_promised)

    async def receive_grouped(self, message: Any, dossier: UUID, readable: str, mark: Mark) -> Any:
        """The context after the message has moved the dossier; None: the caller may read no such dossier.

        `readable`: the statement of `web/reading.readable`. If-Match must name what was seen. Raises
        Refused, and Answered if it was asked before.
        """
        self.command, self.readable, self.mark = self.incoming(message, dossier, dossier), readable, mark
        self.group.join(self)
        try:
            return await asyncio.shield(self.decided)
        except Nowhere:
            return None

    async def finish(self, response: Response) -> None:
        """Hands over the answer, and waits until it is committed with what it answers."""
        self.answer.set_result(self.kept(response))
        await asyncio.shield(self.committed)

    def leave(self) -> None:
        """A request that ends without an answer leaves the group."""
        self.answer.cancel()

    def fail(self, error: Exception) -> None:
        """Raises it in the request: now or, if it is decided already, where it waits for the commit."""
        waits = self.committed if self.decided.done() else self.decided
        if not waits.done() and not self.answer.cancelled():
            waits.set_exception(error)


class GroupCommit:
    """The waiting requests of one process. While one transaction is committed the next is being decided."""

    def __init__(self, node: ServedNode) -> None:
        self._node = node
        self._waiting: list[Member] = []
        self._deciding = asyncio.Lock()
        self._next_one: asyncio.Task[None] | None = None
        self._serving: set[asyncio.Task[None]] = set()

    def join(self, member: Member) -> None:
        """Adds a request to the next transaction."""
        self._waiting.append(member)
        self._call()

    def _call(self) -> None:
        """Starts the next transaction, if requests wait and none is starting."""
        if self._waiting and self._next_one is None:
            self._next_one = asyncio.create_task(self._serve())
            self._serving.add(self._next_one)
            self._next_one.add_done_callback(self._serving.discard)

    async def _serve(self) -> None:
        """One transaction, with all requests that wait when it begins."""
        members: list[Member] | None = None
        try:
            async with self._node.database.begin() as tx, self._deciding:
                members = self._take()
                uow = await self._decide(tx, members)
        except Exception as error:
            members = self._take() if members is None else members  # None: no transaction could be opened
            theirs = len(members) == 1 or failure(error) is not Failure.BUG
            for member in members:
                member.fail(member.refusal or (error if theirs else TryAlone()))
        else:
            self._node.committed(uow)
            for member in members:
                # A refusal is answered only now: the key's lock is released first, and the request may be repeated.
                member.fail(member.refusal) if member.refusal else member.committed.set_result(None)

    def _take(self) -> list[Member]:
        """The next members; another transaction is started for those that still wait."""
        members = self._next()
        self._next_one = None
        self._call()
        return members

    def _next(self) -> list[Member]:
        """The members of the next transaction: one per dossier, or a single one that must be alone."""
        chosen: dict[UUID, Member] = {}
        self._waiting = [member for member in self._waiting if not member.answer.cancelled()]
        for member in self._waiting[:MOST]:
            if not (member.alone and chosen):
                chosen.setdefault(member.command.dossier, member)
            if member.alone:
                break
        self._waiting = [member for member in self._waiting if chosen.get(member.command.dossier) is not member]
        return list(chosen.values())

    async def _decide(self, tx: Tx, members: Sequence[Member]) -> UnitOfWork:
        """Decides all members, waits for their answers, and writes everything."""
        registry = self._node.registry
        await _admit(tx, members, self._node.directory)
        uow = await self._begin(tx, members)
        admitted = [member for member in members if member.refusal is None]
        context = await registry.load(tx, uow, [member.command for member in admitted])
        decided = [member for member in admitted if self._receive(uow, context, member)]
        for member in decided:
            member.decided.set_result(context)
        answers = await asyncio.gather(*(member.answer for member in decided), return_exceptions=True)
        rows = [answer for answer in answers if not isinstance(answer, BaseException)]
        if len(rows) < len(decided):
            raise TryAlone
        await write(tx, uow, *idempotency.kept(rows))
        return uow

    async def _begin(self, tx: Tx, members: Sequence[Member]) -> UnitOfWork:
        """Locks the dossiers of the admitted. A repeated request gets its stored answer, whatever its scope is now.

        But not while its key is in use, and not for an agency that has ended.
        """
        out = KeyBusy | Forbidden
        keyed = [member for member in members if member.asked.key is not None and not isinstance(member.refusal, out)]
        asked = [member.asked for member in keyed]
        dossiers = {member.command.dossier for member in members if member.refusal is None}
        uow, (found,) = await begin_reading(tx, self._node.registry.producer, dossiers, idempotency.finding(asked))
        for member, told in zip(keyed, self._node.answers.answered(asked, found), strict=True):
            member.refusal = told or member.refusal
        return uow

    def _receive(self, uow: UnitOfWork, context: Any, member: Member) -> bool:
        """Lets it move its dossier; False, with the refusal kept for it, if it is refused."""
        try:
            member.admit(context, member.command, member.mark)
            member.decide(context, uow, member.command)
        except Refused as refusal:
            member.refusal = refusal
            return False
        return True


async def _admit(tx: Tx, members: Sequence[Member], directory: Directory) -> None:
    """Refuses members of an ended agency, with a key in use, or without such a dossier in their scope."""
    keyed = [member for member in members if member.asked.key is not None]
    asked = [member.asked for member in keyed]
    readers: dict[str, list[Member]] = {}
    for member in members:
        readers.setdefault(member.readable, []).append(member)
    reads: list[Read] = [
        (
            sql,
            [
                list(part)
                for part in zip(*((each.command.dossier, *each.caller.who.texts) for each in some), strict=True)
            ],
        )
        for sql, some in readers.items()
    ]
    acts = [member for member in members if member.caller.agency is not None]
    reads += [IN_FORCE] if acts else []
    locks, *found = await tx.fetch_all(idempotency.locking(asked), *reads)
    in_force = found.pop() if acts else []
    allowed = {row["id"] for rows in found for row in rows}
    for member in members:
        member.refusal = None if member.command.dossier in allowed else Nowhere()
    for member, told in zip(keyed, idempotency.busy(asked, locks), strict=True):
        member.refusal = told or member.refusal
    refusals = await directory.refusals(tx, [member.caller for member in acts], in_force)
    for member, refusal in zip(acts, refusals, strict=True):
        member.refusal = refusal or member.refusal


async def joined(request: Request, caller: Caller, asked: idempotency.Asked) -> Member:
    """A member for this request; it leaves if the request ends without an answer."""
    member = Member(
        part_of(request, ServedNode),
        caller,
        cast("Tx", None),
        asked,
        correlation(request),
        traceparent_of(request),
        group=part_of(request, GroupCommit),
        alone=request.state.again,
    )
    request.state.stack.callback(member.leave)
    return member


def asking_grouped(command: type[Command]) -> Callable[..., Awaitable[Edge]]:
    """As `asking`, for a command that may share its transaction."""
    return acting(*map(Role, command.by), opened=joined, command=command)
