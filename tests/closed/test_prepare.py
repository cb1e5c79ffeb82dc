"""`motcua prepare` as production runs it: on a closed Kafka and a PostgreSQL with TLS, again, and after a change."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from pathlib import Path

from motcua.stack import rights
from motcua.stack.addresses import ADMIN, TOOLS, user_of
from motcua.stack.databases import DATABASES, SERVICES, SUPERUSER, owner_of, writer_of
from motcua.stack.servers import kafka_variable
from motcua.stack.stack import Stack
from tests.closed.test_who_is_let_in import seen
from tests.support import tls


def written(stack: Stack) -> int:
    """How often the broker's own log, which only grows, names one of ours."""
    logs = (stack.folder / "kafka" / "data" / "__cluster_metadata-0").glob("*.log")
    return sum(log.read_bytes().count(b"motcua") for log in logs)


async def prepared(stack: Stack, folder: Path, **changes: str) -> subprocess.CompletedProcess[str]:
    """With the passwords that this stack's roles and users have."""
    file, at = tls.certificate(folder, "localhost"), stack.addresses
    roles = [role for service in DATABASES for role in (owner_of(service), writer_of(service))]
    told = {f"MOTCUA_PASSWORD_{role.upper()}": at.password(role) for role in roles}
    told |= {kafka_variable(name): at.password(user_of(name)) for name in (*SERVICES, TOOLS)}
    told |= {"MOTCUA_POSTGRES_CA": str(file), "MOTCUA_POSTGRES_PASSWORD": at.password(SUPERUSER)}
    told |= at.kafka_settings(ADMIN) | changes
    async with tls.before(at.postgres_port, file) as port:
        outside = {name: value for name, value in os.environ.items() if not name.startswith("MOTCUA_")}
        return await asyncio.to_thread(
            subprocess.run,
            [sys.executable, "-m", "motcua", "prepare", "--place", "local"],
            env=outside | told | {"MOTCUA_POSTGRES": f"localhost:{port}"},
            capture_output=True,
            text=True,
            check=False,
        )


async def test_again_it_changes_nothing(stack: Stack, tmp_path: Path) -> None:
    before = written(stack)
    done = await prepared(stack, tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert written(stack) == before


async def test_it_takes_back_rights_that_are_too_many(stack: Stack) -> None:
    admin, reads = stack.addresses.brokers(ADMIN), dict(rights.reads())
    more = {**reads, "postal": (*reads["postal"], "sync-gateway")}
    await rights.declare(admin, more, {}, lambda: True, 30)
    at = stack.addresses.brokers("postal")
    assert "motcua.sync-gateway" in await seen(at)
    await rights.declare(admin, reads, {}, lambda: True, 30)
    assert "motcua.sync-gateway" not in await seen(at)


async def test_a_wrong_password_of_its_own_is_told(stack: Stack, tmp_path: Path) -> None:
    wrong = "another word that nobody knows"
    done = await prepared(stack, tmp_path, MOTCUA_KAFKA_PASSWORD=wrong, MOTCUA_KAFKA_PASSWORD_TOOLS="")
    assert done.returncode == 1
    assert "knows no such user with this password: see MOTCUA_KAFKA_USER" in done.stderr
    assert wrong not in done.stderr
