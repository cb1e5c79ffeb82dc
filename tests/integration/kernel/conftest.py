"""A toy house per test, on the stack of the run."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from motcua.issuer import Issuer
from motcua.stack.stack import Stack
from tests.support.house import House
from tests.support.pool import Pool


@pytest.fixture(scope="session")
def pool(stack: Stack) -> Pool:
    return Pool(stack)


@pytest.fixture
async def house(stack: Stack, issuer: Issuer, pool: Pool) -> AsyncIterator[House]:
    async with House(stack, issuer, pool) as house:
        yield house
