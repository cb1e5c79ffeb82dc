"""A toy harness per test, on the stack of the run; one of its nodes, and the emitters of the two it receives."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import uuid4

import pytest
import structlog

from motcua.stack.addresses import Scratch
from motcua.stack.issuer import Issuer
from motcua.stack.stack import Stack
from shared.kernel.db import Database
from shared.kernel.node import Node
from tests.support.emitter import Emitter
from tests.support.harness import Harness
from tests.support.packages import Migrations
from tests.support.pool import Pool


@pytest.fixture(scope="session", autouse=True)
def plain_logs() -> None:
    """Logs JSON: tracebacks rendered with all their locals block the loop for seconds."""
    structlog.configure(processors=[structlog.processors.add_log_level, structlog.processors.JSONRenderer()])


@pytest.fixture(scope="session")
def pool(stack: Stack) -> Pool:
    return Pool(stack)


@pytest.fixture
async def scratch(stack: Stack) -> AsyncIterator[Scratch]:
    """An empty database with intake's roles; gone after the test."""
    scratch = await asyncio.to_thread(stack.scratch, "intake")
    yield scratch
    await asyncio.to_thread(stack.drop, scratch.name)


@pytest.fixture
async def writer(scratch: Scratch) -> AsyncIterator[Database]:
    database = Database(scratch.writer_dsn)
    await database.open()
    yield database
    await database.close()


@pytest.fixture
def growing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Migrations:
    """A package of migrations under a name of its own: what a process knows of a package it keeps."""
    monkeypatch.syspath_prepend(tmp_path)
    return Migrations(tmp_path, f"growing_{uuid4().hex[:8]}")


@pytest.fixture
async def harness(stack: Stack, issuer: Issuer, pool: Pool) -> AsyncIterator[Harness]:
    async with Harness(stack, issuer, pool) as harness:
        yield harness


@pytest.fixture
async def echo(harness: Harness) -> Node:
    return await harness.node("echo")


@pytest.fixture
def ask(harness: Harness) -> Emitter:
    return Emitter(harness.toys.ask)


@pytest.fixture
def bell(harness: Harness) -> Emitter:
    return Emitter(harness.toys.bell)
