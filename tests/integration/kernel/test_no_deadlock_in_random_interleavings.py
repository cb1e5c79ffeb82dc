"""Someone moves one of a few dossiers, a thousand times, eight at once: no one ever waits in a ring.

Batches (any records in any order, again and again), commands, deadlines, retries, calls, replays. Whatever the
order was: chains are whole, rows are what the journal gives, no message moved anything twice, and in the
end every record was handled once, but for those the table refuses. `pytest --hypothesis-profile chaos`: ten thousand.
"""

from __future__ import annotations

import asyncio
import random
import secrets
from collections.abc import Awaitable, Callable
from uuid import UUID

import asyncpg
import pytest
from hypothesis import settings

from shared.audit import invariants
from shared.kernel.calls import Calls
from shared.kernel.deferred import Retrier
from shared.kernel.errors import Refused
from shared.kernel.failure import Failure, failure
from shared.kernel.ids import uuid7
from shared.kernel.incoming import EventRecord
from shared.kernel.node import Node
from shared.kernel.receive import keep_back
from shared.kernel.timers import Timer
from tests.support.emitter import Emitter
from tests.support.harness import Harness
from tests.support.toy_words import Ask, Close, Nudge, Poke, Ring

ROUNDS, MOVES, AT_ONCE, DOSSIERS = 4, 250, 8, 5
MORE = 10  # times as many rounds for chaos


class Storm:
    """One round: events about a few dossiers, and everything that can be done with them."""

    def __init__(self, harness: Harness, node: Node, chance: random.Random) -> None:
        self.harness, self.node, self.chance = harness, node, chance
        self.dossiers = [uuid7() for _ in range(DOSSIERS)]
        self.records: list[EventRecord] = self._said()
        self.timer, self.calls, self.retrier = Timer(node), Calls(node), Retrier(node)
        self.deadlocks = 0
        self._ways: list[Callable[[], Awaitable[object]]] = [
            *([self._batch] * 5),
            *([self._retry] * 3),
            *([self._command] * 2),
            self.timer._fire_some,
            self.calls._call_some,
            self._replay,
            self._keep_back,
            lambda: Retrier(node)._retry_some(),  # a start: tries all at once
        ]

    def _said(self) -> list[EventRecord]:
        ask, bell = Emitter(self.harness.toys.ask), Emitter(self.harness.toys.bell)
        for n, dossier in enumerate(self.dossiers):
            fades = [None, -1.0, 0.05][n % 3]
            ask.emit(dossier, Ask(fades=fades), *[Poke()] * 6, Close())
            bell.emit(dossier, *[Ring()] * 4)
        return [*ask.records, *bell.records]

    async def blow(self, moves: int) -> None:
        async with asyncio.TaskGroup() as group:
            for _ in range(AT_ONCE):
                group.create_task(self._move(moves // AT_ONCE))

    async def _move(self, times: int) -> None:
        for _ in range(times):
            try:
                await self.chance.choice(self._ways)()
            except Refused:
                pass
            except Exception as error:
                self.deadlocks += isinstance(error, asyncpg.DeadlockDetectedError)
                if failure(error) is not Failure.AGAIN:
                    raise

    async def _batch(self) -> None:
        await self.harness.receive(self.node, *self._some())

    async def _keep_back(self) -> None:
        async with self.node.database.begin() as tx:
            await keep_back(tx, self.node.registry, self._some(2))

    async def _command(self) -> None:
        await self.harness.emit(self.node, self.chance.choice(self.dossiers), Nudge())

    async def _retry(self) -> None:
        await self.retrier._retry_some()

    async def _replay(self) -> None:
        async with self.node.database.begin() as tx:
            await tx.do("update deferred set retry_at = now() where id = (select id from deferred limit 1)")

    def _some(self, most: int = 15) -> list[EventRecord]:
        return self.chance.sample(self.records, self.chance.randint(1, most))

    async def calm(self) -> None:
        """Everything once more in order, and what is deferred is tried until nothing changes."""
        self.retrier._fresh = False
        await self.harness.receive(self.node, *self.records)
        before = -1
        while (now := await self.harness.value("echo", "select count(*) from journal")) != before:
            before = now
            await self.harness.rows("echo", "update deferred set retry_at = now() - interval '1 second'")
            await self.retrier._retry_some()


async def breaches(harness: Harness) -> list[str]:
    """What is refused stays deferred, and nothing else is wrong."""
    async with invariants.opened(await harness.places("echo")) as places:
        return [broken.what for broken in await invariants.check_stored(places) if broken.invariant != 5]


async def unhandled(harness: Harness, records: list[EventRecord]) -> set[tuple[UUID, str, int]]:
    """Records that are neither behind their checkpoint nor deferred."""
    checkpoints = await harness.rows(
        "echo", "select dossier, key, (value ->> 0)::int as sequence from streams, jsonb_each(checkpoints)"
    )
    incoming = {(row["dossier"], row["key"]): row["sequence"] for row in checkpoints}
    deferred = {tuple(row) for row in await harness.rows("echo", "select dossier, producer, sequence from deferred")}
    return {
        record.key for record in records if record.sequence > incoming.get((record.dossier, record.producer), 0)
    } - deferred


@pytest.mark.timeout(240)
async def test_no_deadlock_in_random_interleavings(harness: Harness) -> None:
    seed = secrets.randbits(32)
    print(f"seed {seed}")  # noqa: T201 - anyone who sees this fail must be able to see it again
    chance, node = random.Random(seed), await harness.node("echo", writers=AT_ONCE)
    for _ in range(ROUNDS * (MORE if settings.get_current_profile_name() == "chaos" else 1)):
        storm = Storm(harness, node, chance)
        await storm.blow(MOVES)
        assert storm.deadlocks == 0
        await storm.calm()
        assert await unhandled(harness, storm.records) == set()
    assert await breaches(harness) == []
    checkpoint = "coalesce((s.checkpoints -> h.producer ->> 0)::int, 0)"
    parked = f"select kind from deferred h join streams s using (dossier) where h.sequence = {checkpoint} + 1"
    assert {row["kind"] for row in await harness.rows("echo", parked)} <= {"refused"}
