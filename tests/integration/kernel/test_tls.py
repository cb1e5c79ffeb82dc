"""A database URL as production wants it (`sslmode=verify-full`) works at every door, that of the console too."""

from __future__ import annotations

import asyncio
import os
import ssl
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest
from sqlalchemy import text
from typer.testing import CliRunner

from motcua.cli import app
from motcua.stack.addresses import Scratch
from motcua.stack.databases import DATABASES, SUPERUSER, owner_of, writer_of
from motcua.stack.stack import Stack
from motcua_console.sessions import pool
from shared.kernel.db import Database, connect
from shared.kernel.declared import Unfit
from shared.kernel.failure import Failure, failure
from shared.kernel.migrate import migrate
from shared.kernel.tables import fits, lacking
from tests.support import tls


@pytest.fixture
async def scratch(stack: Stack) -> AsyncIterator[Scratch]:
    scratch = await asyncio.to_thread(stack.scratch, "intake")
    yield scratch
    await asyncio.to_thread(stack.drop, scratch.name)


def reached(dsn: str, stack: Stack, port: int, trusted: Path) -> str:
    """The same database, through TLS."""
    here = f"127.0.0.1:{stack.addresses.postgres_port}"
    assert here in dsn
    return f"{dsn.replace(here, f'localhost:{port}')}?sslmode=verify-full&sslrootcert={trusted}"


async def test_every_door_speaks_tls(stack: Stack, scratch: Scratch, tmp_path: Path) -> None:
    file = tls.certificate(tmp_path, "localhost")
    async with tls.before(stack.addresses.postgres_port, file) as port:
        await migrate(reached(scratch.owner_dsn, stack, port, file), "shared", "intake")
        dsn = reached(scratch.writer_dsn, stack, port, file)
        await fits(dsn, "shared", "intake")
        database = Database(dsn)
        await database.open()
        assert await lacking(database, "shared", "intake") is None
        async with database.read() as connection:
            assert await connection.scalar(text("select count(*) from journal")) == 0
        await database.close()
        alone = await connect(dsn)
        assert await alone.fetchval("select 1") == 1
        await alone.close()
        console = pool(dsn)
        async with console.connect() as connection:
            assert await connection.scalar(text("select 1")) == 1
        await console.dispose()


async def test_a_server_that_cannot_prove_its_name_is_not_spoken_to(
    stack: Stack, scratch: Scratch, tmp_path: Path
) -> None:
    file = tls.certificate(tmp_path, "other.example")
    async with tls.before(stack.addresses.postgres_port, file) as port:
        with pytest.raises(ssl.SSLCertVerificationError) as refused:
            await connect(reached(scratch.writer_dsn, stack, port, file))
        assert failure(refused.value) is Failure.UNAVAILABLE


async def test_a_start_says_what_does_not_prove_its_database(stack: Stack, scratch: Scratch, tmp_path: Path) -> None:
    """A stranger's certificate, another's name, a file that is not there and one that holds nothing."""
    proper, other = tls.certificate(tmp_path, "localhost"), tls.certificate(tmp_path, "other.example")
    (tmp_path / "empty.pem").touch()
    for shown, trusted, why in (
        (proper, other, "self-signed certificate"),
        (other, other, "Hostname mismatch, certificate is not valid for 'localhost'"),
        (proper, tmp_path / "no.pem", "names a file that is not there"),
        (proper, tmp_path / "empty.pem", r"names a file that does not hold what it should \(PEM\)"),
    ):
        async with tls.before(stack.addresses.postgres_port, shown) as port:
            with pytest.raises(Unfit, match=f"^MOTCUA_DATABASE_URL: .*{why}"):
                await fits(reached(scratch.writer_dsn, stack, port, trusted), "shared", "intake")


async def test_a_client_shows_its_own_certificate(stack: Stack, scratch: Scratch, tmp_path: Path) -> None:
    file, own = tls.certificate(tmp_path, "localhost"), tls.certificate(tmp_path, "intake.example")
    async with tls.before(stack.addresses.postgres_port, file, own) as port:
        dsn = reached(scratch.writer_dsn, stack, port, file)
        with pytest.raises((OSError, asyncpg.PostgresConnectionError)):
            await connect(dsn)
        alone = await connect(f"{dsn}&sslcert={own}&sslkey={own}")
        assert await alone.fetchval("select 1") == 1
        await alone.close()


async def test_prepare_speaks_tls_as_well(stack: Stack, tmp_path: Path) -> None:
    """With the passwords that this stack's roles have, so that it is afterwards as it was."""
    file, at = tls.certificate(tmp_path, "localhost"), stack.addresses
    roles = [role for service in DATABASES for role in (owner_of(service), writer_of(service))]
    told = {f"MOTCUA_PASSWORD_{role.upper()}": at.password(role) for role in roles} | {
        "MOTCUA_POSTGRES_CA": str(file),
        "MOTCUA_POSTGRES_PASSWORD": at.password(SUPERUSER),
        "MOTCUA_KAFKA": at.kafka,
        "MOTCUA_ENVIRONMENT": "development",  # this Kafka has no TLS; tests/closed has one
    }
    async with tls.before(at.postgres_port, file) as port:
        none = {name: None for name in os.environ if name.startswith("MOTCUA_")}
        done = await asyncio.to_thread(
            CliRunner(env={**none, **told, "MOTCUA_POSTGRES": f"localhost:{port}"}).invoke,
            app,
            ["prepare", "--place", "local"],
        )
    assert done.exit_code == 0, done.output
