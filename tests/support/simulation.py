"""Three toys with their databases and a wire between them, one step at a time: anyone who calls decides what happens
next.

Every step runs the kernel's own code once: a command, a sending, a batch received, a retry, deadlines, calls, a look
around. A process can die in any of them. Swept and used again for the next history.
"""

from __future__ import annotations

from collections.abc import Awaitable, Mapping, Sequence
from contextlib import suppress
from typing import Any
from uuid import UUID

from shared.kernel.calls import Calls
from shared.kernel.catch_up import CatchUp
from shared.kernel.db import connect
from shared.kernel.deferred import Retrier
from shared.kernel.envelope import topic_of
from shared.kernel.errors import Refused, Unavailable
from shared.kernel.heads import Wanted, republish
from shared.kernel.incoming import EventRecord
from shared.kernel.node import Node
from shared.kernel.receive import receive
from shared.kernel.relay import Relay
from shared.kernel.timers import Timer
from tests.support.emitter import Record, said
from tests.support.harness import Harness, without
from tests.support.pool import EMPTY
from tests.support.wire import Fate, Wire

TOYS = ("ask", "bell", "echo")
SUBSCRIBERS: Mapping[str, Sequence[str]] = {"ask": ("echo",), "echo": ("ask", "bell")}
TRY_NOW = "update deferred set retry_at = now() - interval '1 second'"


class Death(BaseException):
    """The process is gone: no one catches it, nothing more is written."""


class Bug(Exception):
    """A mistake in a handler; the next version has it no more."""


class Simulation:
    """`trouble`: what every handler comes to in the next step, after it has moved its entity."""

    def __init__(self, harness: Harness) -> None:
        self.harness = harness
        self.nodes: dict[str, Node] = {}
        self.wire = Wire(self._again)
        self.trouble: BaseException | None = None
        self._read = dict.fromkeys(SUBSCRIBERS, 0)
        self._lines: dict[str, Any] = {}
        self._lookouts: dict[str, CatchUp] = {}
        self._befall = harness.toys.trouble.befall
        harness.toys.trouble.befall = self._troubled  # type: ignore[method-assign]

    async def open(self) -> None:
        for name in TOYS:
            self.nodes[name] = await self.harness.node(name)
            owner = (await self.harness.database(name)).owner_dsn
            self._lines[name] = await connect(owner, idle_session_timeout="0")
        for name in SUBSCRIBERS:
            self._lookouts[name] = CatchUp(self.nodes[name], await self.harness.peers(name))

    async def close(self) -> None:
        for line in self._lines.values():
            await line.close()

    async def sweep(self) -> None:
        """Nothing has happened yet."""
        self.run_version(None)
        self.wire.records, self._read, self.trouble = [], dict.fromkeys(SUBSCRIBERS, 0), None
        for name in TOYS:
            await self.do(name, EMPTY)

    def run_version(self, unknown: type[Any] | None) -> None:
        """Echo runs in the newest version, or in one older than this event."""
        registry = self.harness.toys.echo
        self.nodes["echo"].registry = registry if unknown is None else without(registry, unknown)

    async def do(self, name: str, statements: str) -> None:
        """Changes rows behind the service's back."""
        await self._lines[name].execute(statements)

    async def rows(self, name: str, sql: str, *values: Any) -> Sequence[Any]:
        return list(await self._lines[name].fetch(sql, *values))

    # ---- what can go wrong

    def _troubled(self, words: str) -> None:
        """In the middle of a handler: its entity has moved, nothing is written."""
        if self.trouble is not None:
            raise self.trouble
        self._befall(words)

    async def _again(self, record: Record) -> None:
        line = said(record)
        async with self.nodes[line.producer.split("-")[0]].database.begin() as tx:
            await republish(tx, [Wanted(dossier=line.dossier, sequences=[line.sequence])])

    async def live(self, step: Awaitable[Any]) -> None:
        """One step of one process, which may die in it or have a bug; the next starts anew."""
        with suppress(Death, Bug):
            await step
        self.trouble = None

    # ---- steps

    async def command(self, name: str, dossier: UUID, message: Any) -> None:
        with suppress(Refused):
            await self.harness.emit(self.nodes[name], dossier, message)

    async def send(self, name: str, *fates: Fate) -> None:
        """One look of the relay, and what comes of each record; of those unnamed, the best."""
        self.wire.fates.extend(fates)
        self.nodes[name].due["relay"].set()  # with nothing to send it does not wait for more
        with suppress(Unavailable):
            await Relay(self.nodes[name])._send_some(self._lines[name], self.wire)  # type: ignore[arg-type]
        self.wire.fates.clear()

    def audible(self, subscriber: str) -> list[EventRecord]:
        """What a subscriber finds on the wire, in order."""
        topics = {topic_of(self.harness.producer(name)) for name in SUBSCRIBERS[subscriber]}
        return [said(record) for record in self.wire.records if record.topic in topics]

    async def read(self, subscriber: str, most: int) -> None:
        """The next records, as a consumer does; its offset is committed after the unit of work."""
        first = min(self._read[subscriber], len(lines := self.audible(subscriber)))
        await self.receive(subscriber, lines[first : first + most])
        self._read[subscriber] = min(first + most, len(lines))

    async def receive(self, subscriber: str, batch: Sequence[EventRecord], *, survives: bool = True) -> None:
        """One batch. A process that does not survive it dies before the commit."""
        async with self.nodes[subscriber].database.begin() as tx:
            uow = await receive(tx, self.nodes[subscriber].registry, batch)
            if not survives:
                raise Death
        self.nodes[subscriber].committed(uow)

    async def retry(self, name: str) -> None:
        """Everything that is parked is tried now."""
        await self.do(name, TRY_NOW)
        await Retrier(self.nodes[name])._retry_some()

    async def tick(self, seconds: float) -> None:
        """The clock of echo goes on, and the deadlines that have come fire."""
        await self.do("echo", f"update clock set ahead = ahead + interval '{seconds} seconds'")
        await Timer(self.nodes["echo"])._fire_some()

    async def call(self) -> None:
        await self.do("echo", "update scheduled set leased_until = null where kind = 'call'")
        await Calls(self.nodes["echo"])._call_some()

    async def look(self, subscriber: str) -> None:
        """Compares heads and asks for what it lacks."""
        for name in SUBSCRIBERS[subscriber]:
            await self._lookouts[subscriber]._look(self.harness.producer(name))

    async def calm(self) -> None:
        """Everything runs in its newest version, is sent, read, healed and tried, until nothing changes."""
        self.run_version(None)
        before = None
        while (now := [await self.rows(name, "select * from streams order by dossier") for name in TOYS]) != before:
            before = now
            for name in TOYS:
                await self.send(name)
            for subscriber in SUBSCRIBERS:
                await self.look(subscriber)
            for name in TOYS:
                await self.send(name)
            for subscriber in SUBSCRIBERS:
                await self.receive(subscriber, self.audible(subscriber))
                await self.retry(subscriber)
            await self.call()
