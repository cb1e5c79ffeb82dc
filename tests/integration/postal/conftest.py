"""Postal in this process on real PostgreSQL and Kafka, beside the sandbox's post office; neighbours are emitters."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Iterator

import pytest

from motcua.stack.issuer import Issuer
from motcua.stack.stack import Stack
from tests.integration.postal.office import Office


@pytest.fixture(scope="package")
def stack() -> Iterator[Stack]:
    """Servers of its own: its emitters speak as intake and workflow, and must not be received by the real ones."""
    own = Stack(os.environ.get("MOTCUA_TEST_STACK", "test") + "-postal")
    own.erase()
    own.start()
    yield own
    own.erase()


@pytest.fixture(scope="package")
def issuer(stack: Stack) -> Issuer:
    return Issuer(stack.folder / "issuer")


@pytest.fixture(scope="package")
async def running(stack: Stack, issuer: Issuer, sandbox_url: str) -> AsyncIterator[Office]:
    async with Office(stack, issuer, sandbox_url) as office:
        yield office


@pytest.fixture
async def office(running: Office) -> AsyncIterator[Office]:
    """The same office for every test; peace before each, and the invariants after."""
    await running.peace()
    yield running
    await running.peace()
    await running.quiet()
    assert await running.breaches() == []
