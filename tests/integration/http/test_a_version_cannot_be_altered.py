"""Versions, looks and changes of officers: the writer of a running service adds them, and does nothing else to them."""

from __future__ import annotations

import asyncpg
import pytest

from motcua.simulation.province import Province
from motcua.stack.stack import Stack
from tests.support import dossiers


@pytest.mark.parametrize(
    ("service", "sql"),
    [
        ("workflow", "update officer_changes set actor = 'nobody'"),
        ("workflow", "delete from officer_changes"),
        ("workflow", "truncate officer_changes"),
        ("intake", "update accesses set why = 'own'"),
        ("intake", "delete from accesses"),
        ("intake", "truncate accesses"),
        ("sync-gateway", "delete from accesses"),
    ],
)
async def test_no_look_and_no_change_of_an_officer_is_changed_or_taken_away(
    installation: Province, stack: Stack, service: str, sql: str
) -> None:
    assert installation.addresses[service]
    connection = await asyncpg.connect(stack.addresses.writer_dsn(service))
    try:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute(sql)
    finally:
        await connection.close()


@pytest.mark.parametrize(
    "sql",
    [
        "update versions set sealed = null",
        "update versions set subject = dossier",
        "delete from versions",
        "truncate versions",
    ],
)
async def test_no_version_is_changed_or_taken_away(installation: Province, stack: Stack, sql: str) -> None:
    owner = installation.applicant("applicant:version")
    path = await dossiers.submitted(owner)
    connection = await asyncpg.connect(stack.addresses.writer_dsn("intake"))
    try:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute(sql)
    finally:
        await connection.close()
    assert len(await owner.get("intake", f"{path}/versions")) == 1
