"""One database and two roles per service, declared again at every start, and scratch databases for tests.

The owner migrates; the writer runs the service and owns nothing. No other role may connect. The tables belong to
the services: their migrations also revoke UPDATE and DELETE on the journal from the writer.
"""

import asyncio
import time
from collections.abc import Callable, Coroutine, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import asyncpg

from motcua.stack.troubles import DidNotStart, PasswordsLost
from shared.kernel.tls import unproved

T = TypeVar("T")
Dsn = Callable[[str, str], str]  # of a role and a database

SERVICES = ("intake", "workflow", "payment", "postal", "sync-gateway")
CONSOLE = "console"  # its sessions
DATABASES = (*SERVICES, CONSOLE)
SUPERUSER = "postgres"
SCRATCH = "scratch_"

# Revoked from the databases the cluster comes with, so that a service's role sees its own database only.
COMMON = ("postgres", "template1")

NOT_YET = (OSError, asyncpg.CannotConnectNowError, asyncpg.ConnectionDoesNotExistError, TimeoutError)


def database_of(service: str) -> str:
    return f"motcua_{_word(service)}"


def owner_of(service: str) -> str:
    return f"{_word(service)}_owner"


def writer_of(service: str) -> str:
    return f"{_word(service)}_writer"


def apart(work: Coroutine[Any, Any, T]) -> T:
    """Runs `work` on an event loop of its own thread: the caller may be inside a running loop."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, work).result()


async def _connect(dsn: str) -> asyncpg.Connection:
    """With TLS only if the URL asks for it: a local server has none, and negotiating costs a round trip."""
    return await asyncpg.connect(dsn, timeout=5, ssl=None if "sslmode=" in dsn else False)


async def _connect_when_ready(dsn: str, alive: Callable[[], bool], seconds: float) -> asyncpg.Connection:
    """The first connection the server accepts; stops waiting when `alive` returns False."""
    until = time.monotonic() + seconds
    while True:
        try:
            return await _connect(dsn)
        except asyncpg.InvalidPasswordError as refused:
            raise PasswordsLost("Remove the stack's folder and start again.") from refused
        except NOT_YET as refused:
            if why := unproved(refused):
                raise DidNotStart(f"PostgreSQL is not proved: {why}.") from refused
            if not alive() or time.monotonic() > until:
                raise DidNotStart(f"PostgreSQL gave no connection ({refused!r}).") from refused
            await asyncio.sleep(0.03)


async def declare(
    dsn: Dsn,
    password: Callable[[str], str],
    services: Sequence[str],
    alive: Callable[[], bool],
    seconds: float,
) -> None:
    """Creates what is missing and sets all rights; repeating it changes nothing."""
    superuser = await _connect_when_ready(dsn(SUPERUSER, "postgres"), alive, seconds)
    try:
        for common in COMMON:
            await superuser.execute(f"revoke connect, temporary on database {common} from public")
        here = {row["datname"] for row in await superuser.fetch("select datname from pg_database")}
        for service in services:
            for role in (owner_of(service), writer_of(service)):
                await _role(superuser, role, password(role))
            if database_of(service) not in here:
                await superuser.execute(f"create database {database_of(service)} owner {owner_of(service)}")
            await _grant(superuser, dsn, service, database_of(service))
    finally:
        await superuser.close()


async def renew(superuser_dsn: str, role: str, password: str) -> None:
    """Sets the password of a role; open connections stay."""
    superuser = await _connect(superuser_dsn)
    try:
        await _role(superuser, role, password)
    finally:
        await superuser.close()


async def _grant(superuser: asyncpg.Connection, dsn: Dsn, service: str, database: str) -> None:
    """Grants rights in `database` to the service's two roles only."""
    owner, writer = owner_of(service), writer_of(service)
    await superuser.execute(f"revoke all on database {database} from public")
    await superuser.execute(f"grant connect, temporary on database {database} to {writer}")
    inside = await _connect(dsn(SUPERUSER, database))
    try:
        await inside.execute(f"""
            alter schema public owner to {owner};
            revoke all on schema public from public;
            grant usage on schema public to {writer};
            alter default privileges for role {owner}
                grant select, insert, update, delete on tables to {writer};
            alter default privileges for role {owner} grant usage on sequences to {writer};
        """)
    finally:
        await inside.close()


async def create_scratch(dsn: Dsn, service: str, name: str, template: str | None) -> None:
    """Makes the database `name` for `service`, as a copy of `template` if one is named."""
    superuser = await _connect(dsn(SUPERUSER, "postgres"))
    try:
        copied = f"template {_word(template)}" if template else ""
        await superuser.execute(f"create database {_word(name)} {copied} owner {owner_of(service)}")
        await _grant(superuser, dsn, service, _word(name))
    finally:
        await superuser.close()


async def drop(superuser_dsn: str, names: Sequence[str]) -> None:
    """Drops databases with their connections; without names all scratch databases."""
    superuser = await _connect(superuser_dsn)
    try:
        rows = await superuser.fetch("select datname from pg_database where starts_with(datname, $1)", SCRATCH)
        for name in names or [row["datname"] for row in rows]:
            await superuser.execute(f"drop database if exists {_word(name)} with (force)")
    finally:
        await superuser.close()


async def _role(superuser: asyncpg.Connection, role: str, password: str) -> None:
    known = await superuser.fetchval("select 1 from pg_roles where rolname = $1", role)
    verb = "alter" if known else "create"
    quoted = await superuser.fetchval("select quote_literal($1)", password)
    await superuser.execute(f"{verb} role {role} login password {quoted}")


def _word(name: str) -> str:
    """`name` as part of a statement, where a parameter is not possible."""
    word = name.replace("-", "_")
    if not word.isidentifier() or word != word.lower():
        raise ValueError(f"{name!r} is no name for a database")
    return word
