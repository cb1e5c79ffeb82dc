"""An intake whose public page is looked at; it tells no one anything."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from motcua.stack.issuer import Issuer
from motcua.stack.stack import Stack
from tests.support.counter import Counter


@pytest.fixture(scope="package")
async def running(stack: Stack, issuer: Issuer, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Counter]:
    async with Counter(stack, issuer, tmp_path_factory.mktemp("intake")) as counter:
        yield counter


@pytest.fixture
async def counter(running: Counter) -> AsyncIterator[Counter]:
    """The same intake for every test; the invariants after each."""
    yield running
    assert await running.breaches() == []
