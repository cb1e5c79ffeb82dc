"""Connections to PostgreSQL: one pool for writing, one engine for reading.

Moves are written with asyncpg itself, set-based, in plain transactions; lists are read with SQLAlchemy. This module
knows no table. Every connection has limits: an idle transaction ends after 15 s, waiting for a lock after the timeout
given, a statement after 30 s, and a connection whose other side is silent after its keepalives. A server that is frozen
ends nothing: after SILENCE a statement is given up here.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import aclosing, asynccontextmanager, contextmanager
from functools import lru_cache, partial
from itertools import chain
from typing import Any, NamedTuple

import asyncpg
from sqlalchemy import QueuePool
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

LIMITS = {
    "idle_in_transaction_session_timeout": "15s",
    "lock_timeout": "5s",
    "statement_timeout": "30s",
    "tcp_keepalives_idle": "15",
    "tcp_keepalives_interval": "5",
    "tcp_keepalives_count": "3",
    "timezone": "UTC",
}

#: Writers look rows up by key. Plans are made once, as look-ups by key, even while the tables are small.
BY_KEY = {
    "plan_cache_mode": "force_generic_plan",
    "enable_seqscan": "off",
    "enable_hashjoin": "off",
    "enable_mergejoin": "off",
    "max_parallel_workers_per_gather": "0",
    "jit": "off",
}

#: Readers look at many rows in some order: which index serves depends on whose they are and what is asked.
BY_VALUE = {"plan_cache_mode": "force_custom_plan", "max_parallel_workers_per_gather": "0", "jit": "off"}

SILENCE = 35.0  # seconds; longer than a server that answers lets a statement run

Records = Sequence[Any]
Read = tuple[str, Sequence[Any]]  # a statement, and its values
Columns = Sequence[tuple[str, str]]  # their names and types
Shape = tuple[str, Sequence[tuple[Sequence[str], slice]]]  # a statement, and whose columns are where in its rows
Part = tuple[str, str, Sequence[Any]]  # its name, a statement, and its values


class Pooled(NamedTuple):
    """Connections of one pool, and who waits for one."""

    limit: int
    in_use: int
    idle: int
    waiting: int


class Tx:
    """One open transaction."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection

    async def fetch(self, sql: str, *values: Any) -> Records:
        """All rows of a statement."""
        rows: Records = await self._connection.fetch(sql, *values)
        return rows

    async def fetch_all(self, *reads: Read) -> Sequence[Records]:
        """The rows of each of these reads, in one round trip and one snapshot. Every column needs a name."""
        if len(reads) == 1:
            return [await self.fetch(reads[0][0], *reads[0][1])]
        shape = tuple((sql, len(values)) for sql, values in reads)
        if (known := _SHAPES.get(shape)) is None:
            known = _SHAPES[shape] = side_by_side(shape, [await self._columns(sql) for sql, _ in shape])
        sql, places = known
        found: list[list[Any]] = [[] for _ in reads]
        for row in await self.fetch(sql, *chain.from_iterable(values for _, values in reads)):
            names, own = places[row[0]]
            found[row[0]].append(dict(zip(names, row[own], strict=True)))
        return found

    async def _columns(self, sql: str) -> Columns:
        """The columns of a statement's rows."""
        statement = await self._connection.prepare(sql)
        return [(one.name, f"{one.type.schema}.{one.type.name}") for one in statement.get_attributes()]

    async def row(self, sql: str, *values: Any) -> Any:
        """The first row, or None."""
        return await self._connection.fetchrow(sql, *values)

    async def value(self, sql: str, *values: Any) -> Any:
        """The first column of the first row, or None."""
        return await self._connection.fetchval(sql, *values)

    async def do(self, sql: str, *values: Any) -> None:
        """Executes a statement that returns nothing."""
        await self._connection.execute(sql, *values)

    async def do_all(self, parts: Sequence[Part]) -> None:
        """Executes statements in one round trip; one sees of an earlier one only what that returns, under its name."""
        if parts:
            sql = as_one(tuple((name, sql, len(values)) for name, sql, values in parts))
            await self.do(sql, *chain.from_iterable(values for _, _, values in parts))


@lru_cache(maxsize=1024)
def as_one(parts: tuple[tuple[str, str, int], ...]) -> str:
    """Statements (name, sql, number of parameters) as one: all but the last become `with` queries."""
    numbered, before = [], 0
    for name, sql, count in parts:
        numbered.append((name, _shifted(sql, before)))
        before += count
    *others, (_, last) = numbered
    return "".join(f"{'with' if n == 0 else ','} {name} as ({sql}) " for n, (name, sql) in enumerate(others)) + last


def _shifted(sql: str, by: int) -> str:
    """A statement whose parameters come after so many others."""
    return re.sub(r"\$(\d+)", lambda found: f"${int(found[1]) + by}", sql)


def side_by_side(reads: Sequence[tuple[str, int]], columns: Sequence[Columns]) -> Shape:
    """Reads (sql, number of parameters) as one statement, each with columns of its own, null in the others' rows.

    The first column is the number of the read. Also returns each read's names of columns, and where they are.
    """
    nulls = [[f"null::{kind}" for _, kind in some] for some in columns]
    selects, places, before, start = [], [], 0, 1
    for place, (sql, count) in enumerate(reads):
        names = [name for name, _ in columns[place]]
        wide = [*chain(*nulls[:place]), *(f'x."{name}"' for name in names), *chain(*nulls[place + 1 :])]
        selects.append(f"select {place}, {', '.join(wide)} from ({_shifted(sql, before)}) x")
        places.append((names, slice(start, start + len(names))))
        before, start = before + count, start + len(names)
    return " union all ".join(selects), places


#: The statements that `fetch_all` has composed.
_SHAPES: dict[tuple[tuple[str, int], ...], Shape] = {}


async def _leave_as_is(_connection: Any) -> None:
    """Resets nothing on return to the pool: a transaction leaves nothing behind, and a round trip costs 0.1 ms."""


async def connect(dsn: str, **settings: str) -> Any:
    """One connection outside the pool. asyncpg reads the URL itself, because only it knows `sslmode` and sockets."""
    return await asyncpg.connect(dsn, server_settings={**LIMITS, **settings}, timeout=5, command_timeout=SILENCE)


class Database:
    """One service's database. Raises what asyncpg raises; `errors.failure` classifies it."""

    def __init__(
        self, dsn: str, *, writers: int = 8, readers: int = 4, timeout: float = 5, silence: float = SILENCE
    ) -> None:
        """`timeout`: seconds for a connection or a lock."""
        self.dsn, self._silence = dsn, silence
        self._timeout = timeout
        self._writers = writers
        self._readers = readers
        self._pool: Any = None
        self._engine: AsyncEngine | None = None
        self._waiting = {"writers": 0, "readers": 0}

    async def open(self) -> None:
        """Makes the pools. Connections are made when first used, so the database may be away."""
        limits = {**LIMITS, "lock_timeout": f"{self._timeout * 1000:.0f}ms"}
        self._pool = await asyncpg.create_pool(
            self.dsn,
            min_size=0,
            max_size=self._writers,
            timeout=self._timeout,
            command_timeout=self._silence,
            server_settings=limits | BY_KEY,
            reset=_leave_as_is,
        )
        reading = {"server_settings": limits | BY_VALUE, "timeout": self._timeout, "command_timeout": self._silence}
        self._engine = create_async_engine(
            "postgresql+asyncpg://",
            async_creator=partial(asyncpg.connect, self.dsn, **reading),
            pool_size=self._readers,
            max_overflow=self._readers,
            pool_pre_ping=True,
            pool_timeout=self._timeout,
        )

    async def close(self) -> None:
        """Closes both, without waiting for connections in use."""
        if self._pool is not None:
            self._pool.terminate()
        if self._engine is not None:
            await self._engine.dispose(close=True)

    async def look(self, sql: str, *values: Any) -> Records:
        """The rows of one statement, in a transaction of its own that costs no further round trips."""
        async with self._writer() as connection:
            rows: Records = await connection.fetch(sql, *values)
        return rows

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[Tx]:
        """A transaction for writing: committed when the block ends, rolled back when it raises."""
        async with self._writer() as connection, connection.transaction():
            yield Tx(connection)

    @asynccontextmanager
    async def _writer(self) -> AsyncIterator[Any]:
        with self._waits("writers"):
            connection = await self._pool.acquire(timeout=self._timeout)
        try:
            yield connection
        finally:
            await self._pool.release(connection)

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """A connection for reading; what is written through it is not kept."""
        assert self._engine is not None, "the database is not open"
        with self._waits("readers"):
            connection = await self._engine.connect()
        async with aclosing(connection):
            yield connection

    @contextmanager
    def _waits(self, pool: str) -> Iterator[None]:
        self._waiting[pool] += 1
        try:
            yield
        finally:
            self._waiting[pool] -= 1

    def pools(self) -> dict[str, Pooled]:
        """The pools as they are now; none before they are open."""
        if self._pool is None or self._engine is None:
            return {}
        size, idle, readers = self._pool.get_size(), self._pool.get_idle_size(), self._engine.pool
        assert isinstance(readers, QueuePool), "which an engine with a pool_size has"
        return {
            "writers": Pooled(self._writers, size - idle, idle, self._waiting["writers"]),
            "readers": Pooled(2 * self._readers, readers.checkedout(), readers.checkedin(), self._waiting["readers"]),
        }
