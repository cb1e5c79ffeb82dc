"""Requests that share a transaction: whoever comes while one is written is in the next, with all who wait by then.

Nobody waits for others to come. Each request has its own fate: its key, its scope, its If-Match, its refusal, its
answer, which is kept in the transaction that it answers. What breaks the transaction for all (a bug of one of them,
a lost race) is tried again, each alone. Only commands that take no counter may come in here: a refusal takes back
nothing but its own moves.
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
from shared.kernel.errors import Failure, Forbidden, KeyBusy, Refused, failure
from shared.kernel.incoming import Incoming
from shared.kernel.journal import begin_reading, write
from shared.kernel.unit_of_work import UnitOfWork
from shared.web import idempotency
from shared.web.auth import Caller, Role
from shared.web.edge import Edge, acting, traceparent_of
from shared.web.problems import correlation
from shared.web.served import ServedNode
from shared.web.standing import IN_FORCE, Directory

MOST = 64  # requests in one transaction

#: Which of these dossiers their callers may act on: a statement over ($1 dossiers, $2 subjects, $3 agencies); who asks.
Scope = tuple[str, str, str | None]


class Nowhere(Exception):
    """The caller may act on no such dossier."""


class TryAlone(Exception):
    """Something else has broken the transaction; to `failure` this is a lost race."""

    sqlstate = "40001"


def _promised() -> asyncio.Future[Any]:
    return asyncio.get_running_loop().create_future()


@dataclass(slots=True, eq=False)
class Seat(Edge):
    """One request among others: an edge whose transaction is shared."""

    together: Together = field(kw_only=True)
    alone: bool = field(kw_only=True)
    wish: Incoming[Any] = field(init=False)
    scope: Scope = field(init=False)
    refusal: Exception | None = field(init=False, default=None)
    decided: asyncio.Future[Any] = field(default_factory=_promised)
    answer: asyncio.Future[idempotency.Row | None] = field(default_factory=_promised)
    committed: asyncio.Future[None] = field(default_factory=_promised)

    async def receive_grouped(self, message: Any, dossier: UUID, scope: Scope) -> Any:
        """The context after the message has moved the dossier; None: the caller may act on no such dossier.

        If-Match must tell which line of it was seen. Raises Refused, and Answered if it was asked before.
        """
        self.wish, self.scope = self.incoming(message, dossier, dossier), scope
        self.together.join(self)
        try:
            return await asyncio.shield(self.decided)
        except Nowhere:
            return None

    async def finish(self, response: Response) -> None:
        """Hands in the answer, and waits until it is kept with what it answers."""
        self.answer.set_result(self.kept(response))
        await asyncio.shield(self.committed)

    def leave(self) -> None:
        """Whoever goes without having handed in an answer has not been here."""
        self.answer.cancel()

    def fail(self, error: Exception) -> None:
        """Tells it now or, if it was decided already, when it waits for the end."""
        waits = self.committed if self.decided.done() else self.decided
        if not waits.done() and not self.answer.cancelled():
            waits.set_exception(error)


class Together:
    """The requests of one process that wait for a transaction. While one is committed the next is decided already."""

    def __init__(self, node: ServedNode) -> None:
        self._node = node
        self._waiting: list[Seat] = []
        self._deciding = asyncio.Lock()
        self._next_one: asyncio.Task[None] | None = None
        self._serving: set[asyncio.Task[None]] = set()

    def join(self, seat: Seat) -> None:
        """Somebody more; the next transaction is his."""
        self._waiting.append(seat)
        self._call()

    def _call(self) -> None:
        """Sees to it that somebody will serve who waits."""
        if self._waiting and self._next_one is None:
            self._next_one = asyncio.create_task(self._serve())
            self._serving.add(self._next_one)
            self._next_one.add_done_callback(self._serving.discard)

    async def _serve(self) -> None:
        """One transaction, with all who wait when its turn comes."""
        seats: list[Seat] | None = None
        try:
            async with self._node.database.begin() as tx, self._deciding:
                seats = self._take()
                uow = await self._decide(tx, seats)
        except Exception as error:
            seats = self._take() if seats is None else seats  # None: there was no transaction for anybody
            theirs = len(seats) == 1 or failure(error) is not Failure.BUG
            for seat in seats:
                seat.fail(seat.refusal or (error if theirs else TryAlone()))
        else:
            self._node.committed(uow)
            for seat in seats:
                # Whoever is refused is told now: his key's lock must be gone when he asks again.
                seat.fail(seat.refusal) if seat.refusal else seat.committed.set_result(None)

    def _take(self) -> list[Seat]:
        """The next ones; those who wait still have somebody again."""
        seats = self._next()
        self._next_one = None
        self._call()
        return seats

    def _next(self) -> list[Seat]:
        """Who waits, one for each dossier; whoever must be alone is."""
        chosen: dict[UUID, Seat] = {}
        self._waiting = [seat for seat in self._waiting if not seat.answer.cancelled()]
        for seat in self._waiting[:MOST]:
            if not (seat.alone and chosen):
                chosen.setdefault(seat.wish.dossier, seat)
            if seat.alone:
                break
        self._waiting = [seat for seat in self._waiting if chosen.get(seat.wish.dossier) is not seat]
        return list(chosen.values())

    async def _decide(self, tx: Tx, seats: Sequence[Seat]) -> UnitOfWork:
        """Decides all of them, waits for their answers, and writes everything down."""
        registry = self._node.registry
        await _admit(tx, seats, self._node.directory)
        uow = await self._begin(tx, seats)
        admitted = [seat for seat in seats if seat.refusal is None]
        context = await registry.load(tx, uow, [seat.wish for seat in admitted])
        decided = [seat for seat in admitted if self._receive(uow, context, seat)]
        for seat in decided:
            seat.decided.set_result(context)
        answers = await asyncio.gather(*(seat.answer for seat in decided), return_exceptions=True)
        rows = [answer for answer in answers if not isinstance(answer, BaseException)]
        if len(rows) < len(decided):
            raise TryAlone
        await write(tx, uow, *idempotency.kept(rows))
        return uow

    async def _begin(self, tx: Tx, seats: Sequence[Seat]) -> UnitOfWork:
        """Locks the dossiers of those who were admitted. Who has asked before gets the answer, wherever the dossier is.

        But not while the key is at work, and not for an agency that has ended.
        """
        out = KeyBusy | Forbidden
        keyed = [seat for seat in seats if seat.asked.key is not None and not isinstance(seat.refusal, out)]
        asked = [seat.asked for seat in keyed]
        dossiers = {seat.wish.dossier for seat in seats if seat.refusal is None}
        uow, (found,) = await begin_reading(tx, self._node.registry.producer, dossiers, idempotency.finding(asked))
        for seat, told in zip(keyed, self._node.answers.answered(asked, found), strict=True):
            seat.refusal = told or seat.refusal
        return uow

    def _receive(self, uow: UnitOfWork, context: Any, seat: Seat) -> bool:
        """Does it move its dossier?"""
        try:
            seat.admit(context, seat.wish)
            seat.decide(context, uow, seat.wish)
        except Refused as refusal:
            seat.refusal = refusal
            return False
        return True


async def _admit(tx: Tx, seats: Sequence[Seat], directory: Directory) -> None:
    """Refuses who acts for an ended agency or whose key is at work, and tells those without such a dossier so."""
    keyed = [seat for seat in seats if seat.asked.key is not None]
    asked = [seat.asked for seat in keyed]
    scopes = {sql: [seat for seat in seats if seat.scope[0] == sql] for sql, _, _ in (seat.scope for seat in seats)}
    reads: list[Read] = [
        (sql, [[seat.wish.dossier for seat in some], *([seat.scope[n] for seat in some] for n in (1, 2))])
        for sql, some in scopes.items()
    ]
    acts = [seat for seat in seats if seat.caller.agency is not None]
    reads += [IN_FORCE] if acts else []
    locks, *found = await tx.fetch_all(idempotency.locking(asked), *reads)
    in_force = found.pop() if acts else []
    allowed = {row["id"] for rows in found for row in rows}
    for seat in seats:
        seat.refusal = None if seat.wish.dossier in allowed else Nowhere()
    for seat, told in zip(keyed, idempotency.busy(asked, locks), strict=True):
        seat.refusal = told or seat.refusal
    refusals = await directory.refusals(tx, [seat.caller for seat in acts], in_force)
    for seat, refusal in zip(acts, refusals, strict=True):
        seat.refusal = refusal or seat.refusal


async def seated(request: Request, caller: Caller, asked: idempotency.Asked) -> Seat:
    """A seat for this request, given up if it goes without an answer."""
    app = request.app.state
    seat = Seat(
        app.node,
        caller,
        cast("Tx", None),
        asked,
        correlation(request),
        traceparent_of(request),
        together=app.together,
        alone=request.state.again,
    )
    request.state.stack.callback(seat.leave)
    return seat


def asking_together(command: type[Command]) -> Callable[..., Awaitable[Edge]]:
    """As `asking`, for a command that may share its transaction."""
    return acting(*map(Role, command.by), opened=seated, command=command.__name__)
