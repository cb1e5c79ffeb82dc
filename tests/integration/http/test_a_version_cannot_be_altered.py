"""Versions of the running service: its writer adds them, and can do nothing else to them."""

from __future__ import annotations

import asyncpg
import pytest

from motcua.simulation.province import Province
from motcua.stack.stack import Stack
from tests.support import dossiers


@pytest.mark.parametrize(
    "sql",
    ["update officer_changes set actor = 'nobody'", "delete from officer_changes", "truncate officer_changes"],
)
async def test_no_change_of_an_officer_is_changed_or_taken_away(installation: Province, stack: Stack, sql: str) -> None:
    assert installation.addresses["workflow"]
    connection = await asyncpg.connect(stack.addresses.writer_dsn("workflow"))
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
