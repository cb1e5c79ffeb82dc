"""An intake that tells applicants through the sandbox's mailbox."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from motcua.stack.issuer import Issuer
from motcua.stack.stack import Stack
from tests.support import sandbox
from tests.support.counter import Counter


@pytest.fixture(scope="package")
async def scripts(sandbox_url: str) -> AsyncIterator[sandbox.Scripts]:
    scripts = sandbox.Scripts(sandbox_url)
    await scripts.ready()
    yield scripts
    await scripts.close()


@pytest.fixture(scope="package")
async def running(
    stack: Stack, issuer: Issuer, sandbox_url: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Counter]:
    folder = tmp_path_factory.mktemp("intake")
    async with Counter(stack, issuer, folder, f"{sandbox_url}/mailbox") as counter:
        yield counter


@pytest.fixture
async def counter(running: Counter, scripts: sandbox.Scripts) -> AsyncIterator[Counter]:
    """The same intake for every test: nothing left to call before each, peace and the invariants after."""
    await running.call()
    yield running
    await scripts.ask("DELETE", "/faults")
    assert await running.breaches() == []
