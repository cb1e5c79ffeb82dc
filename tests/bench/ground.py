"""Databases, topics and processes of one round on the bench's stack, removed after it.

`Yard` is the stack and what all rounds share. A ground's databases come from a template or are given. Times come from
the databases' own clock: the first entry's `at`, and the commit of the last (`track_commit_timestamp`).
"""

from __future__ import annotations

import asyncio
import json
import os
import secrets
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import asyncpg
from aiokafka import AIOKafkaProducer
from rich.console import Console

from motcua.stack import topics
from motcua.stack.addresses import Scratch
from motcua.stack.folders import PROJECT
from motcua.stack.issuer import Issuer
from motcua.stack.ports import HOST, kept_or_new
from motcua.stack.services import event_keys
from motcua.stack.stack import Stack
from motcua.stack.waiting import until
from shared.kernel.envelope import topic_of
from shared.kernel.incoming import EventRecord
from shared.kernel.migrate import migrate
from tests.bench.case import PLACES, TABLES, Bench
from tests.support import kafka

Say = Callable[[Sequence[EventRecord]], Awaitable[None]]

#: Ten minutes a round on a busy machine; looks every 20 ms, because what is measured begins or ends with it.
promptly = partial(until, timeout=600, longest=0.02)
ARMED = ("alter system set track_commit_timestamp = on", "alter system set min_wal_size = '1GB'")
FULL = "select pg_logical_emit_message(false, 'bench', ''), pg_switch_wal()"
SEGMENTS = 60  # of 16 MB: what `min_wal_size` keeps


@dataclass
class Yard:
    """The stack of a whole run. `console` shows the progress."""

    stack: Stack
    issuer: Issuer
    console: Console
    pids: dict[str, int] = field(default_factory=dict)
    _template: Scratch | None = None

    async def arm(self) -> None:
        """Turns on commit timestamps, which needs a restart, and makes files of the write-ahead log to be recycled.

        A server that has run for a day has such files. Making one delays all commits by some 50 ms.
        """
        connection = await asyncpg.connect(self.stack.addresses.superuser_dsn)
        armed = await connection.fetchval("show track_commit_timestamp") == "on"
        if not armed:
            for setting in ARMED:
                await connection.execute(setting)
            for _ in range(SEGMENTS):
                await connection.execute(FULL)
        await connection.close()
        if not armed:
            await asyncio.to_thread(self.stack.stop)
            await asyncio.to_thread(self.stack.start)
        await asyncio.to_thread(self.stack.drop)

    async def settle(self) -> None:
        """Writes everything to the disk before anything is measured, so that nothing is written back meanwhile."""
        connection = await asyncpg.connect(self.stack.addresses.superuser_dsn)
        await connection.execute("checkpoint")
        await connection.close()
        await asyncio.to_thread(os.sync)

    async def database(self) -> Scratch:
        """An empty database with the tables of the kernel and of the bench."""
        if self._template is None:
            template = await asyncio.to_thread(self.stack.scratch, "workflow")
            await migrate(template.owner_dsn, "shared")
            tables = "".join(TABLES.format(table=table) for table in ("cases", "helps"))
            await rows(template, tables)
            self._template = template
        return await asyncio.to_thread(self.stack.scratch, "workflow", self._template.name)

    @asynccontextmanager
    async def ground(self, given: dict[str, Scratch] | None = None) -> AsyncIterator[Ground]:
        """A ground for the bench procedure; databases that are given outlive it."""
        databases = given or {name: await self.database() for name in PLACES}
        ground = Ground(self, Bench(secrets.token_hex(4)), databases)
        known = topics.read_topics()[0]
        wanted = [
            topics.Topic(topic_of(one.producer), known.partitions, known.replication, known.config)
            for one in ground.bench.registries.values()
        ]
        await topics.declare(self.stack.addresses.kafka, wanted, lambda: True, 30)
        try:
            yield ground
        finally:
            if not given:
                await asyncio.to_thread(self.stack.drop, *(one.name for one in databases.values()))

    @contextmanager
    def process(self, label: str, command: Sequence[str], **environment: str) -> Any:
        """A process for the length of the block; its CPU and memory count as ours."""
        outside = {name: value for name, value in os.environ.items() if not name.startswith("MOTCUA_")}
        log = self.stack.folder / "logs" / f"{label}.log"
        with log.open("wb") as out:
            child = subprocess.Popen(command, cwd=PROJECT, env=outside | environment, stdout=out, stderr=out)
        self.pids[label] = child.pid
        try:
            yield child
            assert child.poll() is None, f"{label} ended early: {log.read_text()[-3000:]}"
        finally:
            del self.pids[label]
            _end(child)


@dataclass
class Ground:
    """The bench procedure's producers, their databases and topics."""

    yard: Yard
    bench: Bench
    databases: dict[str, Scratch]

    def place(self, name: str, parts: str = "", **more: str) -> Any:
        """A producer as a process: the whole worker, or only these parts."""
        at = self.yard.stack.addresses
        return self.yard.process(
            name,
            [sys.executable, "-m", "tests.bench.place"],
            MOTCUA_BENCH=f"{name}:{self.bench.tail}",
            MOTCUA_BENCH_PARTS=parts,
            MOTCUA_ENVIRONMENT="development",
            MOTCUA_ROLES='["worker"]',
            MOTCUA_HOST=HOST,
            MOTCUA_PORT=str(kept_or_new(None)),
            MOTCUA_DATABASE_URL=self.databases[name].writer_dsn,
            MOTCUA_KAFKA=at.kafka,
            MOTCUA_ISSUERS=self.yard.issuer.trusted,
            MOTCUA_TOKEN_KEYS=json.dumps(self.yard.issuer.token_keys),
            MOTCUA_STATE=str(self.yard.stack.folder / name),
            MOTCUA_EVENT_KEYS=event_keys(registry.producer for registry in self.bench.registries.values()),
            MOTCUA_LOG_LEVEL="WARNING",
            MOTCUA_HEADS_EVERY="100000",  # there is no counter to ask
            **more,
        )

    async def said(self, name: str) -> int:
        """The number of entries in a producer's journal, estimated from the position (a rollback leaves a hole)."""
        found = await rows(self.databases[name], "select last_value, is_called from journal_position_seq")
        return int(found[0]["last_value"]) if found[0]["is_called"] else 0

    async def until_emitted(self, name: str, count: int) -> None:
        """Waits until a producer has emitted so many events."""

        async def enough() -> bool:
            return await self.said(name) >= count

        await promptly(enough)

    @asynccontextmanager
    async def publisher(self) -> AsyncIterator[Say]:
        """A function that sends records to the topics, as a relay would, and returns when the broker has them."""
        producer = AIOKafkaProducer(bootstrap_servers=self.yard.stack.addresses.kafka, acks="all", linger_ms=5)
        await producer.start()
        try:
            yield partial(kafka.send, producer)
        finally:
            await producer.stop()

    async def send(self, lines: Sequence[EventRecord]) -> None:
        """Sends all of these records at once."""
        async with self.publisher() as events:
            await events(lines)

    async def took(self, name: str, after: int) -> tuple[float, float]:
        """Seconds from the first transaction's beginning to the last one's commit, and the moves a transaction.

        Of the entries above this position; all of a transaction have the same `at`.
        """
        sql = """
            select extract(epoch from max(pg_xact_commit_timestamp(xmin)) - min(at))::float as seconds,
                   count(*)::float / count(distinct at) as moves
            from journal where position > $1"""
        found = (await rows(self.databases[name], sql, after))[0]
        return found["seconds"], found["moves"]

    async def deferred(self) -> int:
        """Deferred records: none, or the round does not count."""
        counts = [await rows(one, "select count(*) from deferred") for one in self.databases.values()]
        return sum(found[0][0] for found in counts)


async def rows(database: Scratch, sql: str, *values: Any) -> Sequence[Any]:
    """Rows of a query over a connection of its own; without values, the SQL may hold several statements."""
    connection = await asyncpg.connect(database.owner_dsn, server_settings={"statement_timeout": "0"})
    try:
        if not values and ";" in sql:
            await connection.execute(sql)
            return ()
        return list(await connection.fetch(sql, *values))
    finally:
        await connection.close()


def _end(child: subprocess.Popen[bytes]) -> None:
    if child.poll() is None:
        child.send_signal(signal.SIGTERM)
    try:
        child.wait(20)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()
