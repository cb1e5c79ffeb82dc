"""Calls to peers: a state declares a call, a job makes it, and the answer is handled like any other message.

A call is a scheduled item with a lease, renewed while the call is out; if the process dies, its lease expires within
15 s. It is made outside any transaction; (entity, name, revision) is the idempotency key given to the peer. The answer
counts only if its scheduled item is still there. An unknown outcome is asked about, never guessed: `ask` gets the
number of tries.
"""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import structlog

from shared.contracts.message import Answer
from shared.kernel import traces
from shared.kernel.counterparts import Breaker
from shared.kernel.db import Tx
from shared.kernel.errors import NotYet
from shared.kernel.handling import drop, handle
from shared.kernel.incoming import Incoming
from shared.kernel.metrics import CALLS
from shared.kernel.node import IDLE, SOON, Node
from shared.kernel.unit_of_work import UnitOfWork

log = structlog.get_logger()

POLL = 0.5  # another process has leased what was due
AT_ONCE = 16

#: Seconds until the next call is due.
NEXT = """
select extract(epoch from min(greatest(at - ahead, leased_until)) - now())::float8 as seconds from scheduled, clock
where kind = 'call' and name = any($1::text[]) and at <= now() + ahead + $2::interval
"""
LEASE = """
update scheduled d set attempts = attempts + 1,
    leased_until = now() + interval '15 seconds'
                 + least(interval '1 second' * 2 ^ least(attempts, 12), interval '1 hour')
from (select entity, name from scheduled
      where kind = 'call' and name = any($1::text[]) and at <= now() + (select ahead from clock)
        and (leased_until is null or leased_until <= now())
      order by at limit $2 for update skip locked) p
where d.entity = p.entity and d.name = p.name
returning d.dossier, d.entity, d.name, d.revision, d.attempts
"""
RENEW = """
update scheduled d set leased_until = now() + interval '15 seconds'
from (select entity, name from scheduled join unnest($1::uuid[], $2::text[], $3::bigint[]) u(entity, name, revision)
          using (entity, name, revision) for update of scheduled skip locked) p
where d.entity = p.entity and d.name = p.name
"""
POSTPONE = """
update scheduled d set attempts = attempts - 1, leased_until = now() + interval '2 seconds'
from unnest($1::uuid[], $2::text[], $3::bigint[]) u(entity, name, revision)
where (d.entity, d.name, d.revision) = (u.entity, u.name, u.revision)
"""
RETRY = """
update scheduled set leased_until = now() + least(interval '0.5 second' * 2 ^ least(attempts, 13), interval '1 hour')
where entity = $1 and name = $2 and revision = $3
"""
ANSWERED = """
delete from scheduled where dossier = $1 and entity = $2 and name = $3 and revision = $4 and kind = 'call' returning
entity
"""


@dataclass(frozen=True)
class Pace:
    """Seconds: for one call, and between renewals of its lease, which lasts 15. `now`: a clock of seconds."""

    timeout: float = 30.0
    renew_every: float = 5.0
    now: Callable[[], float] = time.monotonic


PACE = Pace()


class Calls:
    """Makes the calls that are due, a few at once."""

    def __init__(self, node: Node, pace: Pace = PACE) -> None:
        self._node = node
        self._pace = pace
        self._callers = node.registry.calls
        self._breakers: defaultdict[str, Breaker] = defaultdict(lambda: Breaker(pace.now))
        self._out: set[tuple[UUID, str, int]] = set()

    async def run(self) -> None:
        if self._callers:
            await self._node.keep("calls", self._call_some, self._node.due["calls"])

    async def _call_some(self) -> float:
        names = [name for name, caller in self._callers.items() if self._lets_through(caller.peer)]
        seconds = (await self._node.database.look(NEXT, names, SOON))[0]["seconds"]
        if seconds is None or seconds > 0:
            return min(IDLE, seconds or IDLE)
        async with self._node.database.begin() as tx:
            leased = await tx.fetch(LEASE, names, AT_ONCE)
            questions = {name: await self._prepare(tx, name, leased) for name in {row["name"] for row in leased}}
            asked = [(row, questions[row["name"]].get(row["entity"])) for row in leased]
            ready = [(row, question) for row, question in asked if self._breaker(row, question).closed]
            if len(ready) < len(asked):
                blocked = [row for row, question in asked if not self._breaker(row, question).closed]
                await tx.do(POSTPONE, *([row[key] for row in blocked] for key in ("entity", "name", "revision")))
        renewing = asyncio.create_task(self._renew())
        try:
            await gather(*(self._call(row, question) for row, question in ready))
        finally:
            renewing.cancel()
        return 0.0 if leased else POLL

    def _lets_through(self, peer: str | Callable[[Any], str]) -> bool:
        """Calls whose peer depends on the question are leased first, and put off again if that peer is away."""
        return not isinstance(peer, str) or self._breakers[peer].closed

    def _breaker(self, row: Any, question: Any) -> Breaker:
        return self._breakers[self._callers[row["name"]].asks(question)]

    async def _renew(self) -> None:
        """Renews the leases of calls that are out. If that fails another process may call too, with the same key."""
        while True:
            await asyncio.sleep(self._pace.renew_every)
            try:
                async with self._node.database.begin() as tx:
                    await tx.do(RENEW, *([key[n] for key in self._out] for n in range(3)))
            except Exception as error:
                log.info("leases not renewed", why=f"{type(error).__name__}: {error}")

    async def _prepare(self, tx: Tx, name: str, leased: Sequence[Any]) -> Mapping[UUID, Any]:
        return await self._callers[name].prepare(tx, [row["entity"] for row in leased if row["name"] == name])

    async def _call(self, row: Any, question: Any) -> None:
        lease = row["entity"], row["name"], row["revision"]
        key, breaker, why = ".".join(map(str, lease)), self._breaker(row, question), None
        self._out.add(lease)
        try:
            answer = await self._ask(row, question, key)
        except NotYet:  # the peer is well, there is just no news: asked again later
            breaker.note(ok=True)
            await self._later(row)
        except Exception as error:
            breaker.note(ok=False)
            why = traces.name(error)
            log.warning("call failed", name=row["name"], key=key, tries=row["attempts"], why=repr(error))
            await self._later(row)
        else:
            breaker.note(ok=True)
            await self._receive(row, answer)
        finally:
            self._out.discard(lease)
        if peer := self._callers[row["name"]].asks(question):
            await breaker.write(self._node.database, peer, why)

    async def _ask(self, row: Any, question: Any, key: str) -> Answer:
        caller, began, outcome = self._callers[row["name"]], self._pace.now(), "failed"
        try:
            async with asyncio.timeout(self._pace.timeout):
                answer = await caller.ask(question, key, row["attempts"])
            outcome = "answered"
        except NotYet:
            outcome = "nothing_yet"
            raise
        finally:
            peer = caller.asks(question) or "unknown"
            CALLS.labels(peer, row["name"], outcome).observe(self._pace.now() - began)
        return answer

    async def _later(self, row: Any) -> None:
        async with self._node.database.begin() as tx:
            await tx.do(RETRY, row["entity"], row["name"], row["revision"])

    async def _receive(self, row: Any, answer: Answer) -> None:
        dossier, entity, producer = row["dossier"], row["entity"], self._node.registry.producer

        async def awaited(tx: Tx, _uow: UnitOfWork) -> list[Incoming[Answer]]:
            if not await tx.fetch(ANSWERED, dossier, entity, row["name"], row["revision"]):
                return []
            return [Incoming(message=answer, dossier=dossier, entity=entity, actor=producer, role="service")]

        await handle(self._node, {dossier}, awaited, drop)


async def gather(*work: Awaitable[None]) -> None:
    """Waits until all have ended, then raises the first error."""
    results = await asyncio.gather(*work, return_exceptions=True)
    for result in results:
        if isinstance(result, BaseException):
            raise result
