"""A version does not work on tables that are older than it needs; on newer ones it does. Over TLS as well."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from intake.app import main
from motcua.stack.addresses import Scratch
from motcua.stack.databases import SERVICES
from motcua.stack.services import event_keys
from motcua.stack.stack import Stack
from shared.kernel.db import Database
from shared.kernel.migrate import migrate
from shared.kernel.tables import lacking
from tests.support.packages import Migrations
from tests.support.told import pem

PACKAGES = ("shared", "intake")


async def test_a_database_no_one_has_migrated_lacks_everything(writer: Database) -> None:
    why = await lacking(writer, *PACKAGES)
    assert why is not None
    assert "the tables of shared are at nothing" in why
    assert "the tables of intake are at nothing" in why
    assert "migrate" in why


async def test_older_tables_are_named(scratch: Scratch, writer: Database, growing: Migrations) -> None:
    growing.add("create table grown (id int)")
    await migrate(scratch.owner_dsn, "shared", growing.name)
    growing.add("alter table grown add column name text")
    why = await lacking(writer, "shared", growing.name)
    assert why is not None
    assert f"the tables of {growing.name} are at 0001, and this version needs 0002" in why
    assert "of shared" not in why
    await migrate(scratch.owner_dsn, growing.name)
    assert await lacking(writer, "shared", growing.name) is None


async def test_newer_tables_are_fine(scratch: Scratch, writer: Database, growing: Migrations) -> None:
    """While an upgrade rolls, the version before works on them."""
    growing.add("create table grown (id int)")
    await migrate(scratch.owner_dsn, "shared", growing.name)
    assert await lacking(writer, "shared", growing.name) is None
    growing.add("alter table grown add column name text")
    await migrate(scratch.owner_dsn, growing.name)
    assert await lacking(writer, "shared", growing.name) is None


async def run(*words: str, **told: str) -> subprocess.CompletedProcess[str]:
    """Intake as a process, until it ends."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MOTCUA_")}
    command = [sys.executable, "-m", "intake.app", *words]
    known = environment | {"MOTCUA_ENVIRONMENT": "development"} | told
    return await asyncio.to_thread(subprocess.run, command, env=known, capture_output=True, text=True, check=False)


async def test_the_job_migrates_and_a_start_before_it_is_refused(
    stack: Stack, scratch: Scratch, writer: Database
) -> None:
    told = {"DATABASE_URL": scratch.writer_dsn, "KAFKA": stack.addresses.kafka}
    told |= {"EVENT_KEYS": event_keys(SERVICES), "TOKEN_KEY": pem(Ed25519PrivateKey.generate())}
    refused = await run(**{f"MOTCUA_{name}": value for name, value in told.items()})
    assert refused.returncode == 1
    assert refused.stderr.startswith("intake does not start:\nthe tables of shared are at nothing")
    assert "Traceback" not in refused.stderr

    done = await run("migrate", MOTCUA_OWNER_DATABASE_URL=scratch.owner_dsn)
    assert done.returncode == 0, done.stderr
    assert await lacking(writer, *PACKAGES) is None
    await migrate(scratch.owner_dsn, *PACKAGES)  # once more


@pytest.mark.parametrize(
    ("word", "why"),
    [("migrate", "MOTCUA_OWNER_DATABASE_URL: is needed"), ("migrat", "its only word is `migrate`")],
)
def test_the_job_needs_the_owner_and_knows_no_other_word(word: str, why: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["intake", word])
    with pytest.raises(SystemExit, match=f"^intake does not start:\n{why}$"):
        main()
