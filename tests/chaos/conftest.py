"""A toy harness per test, on the stack of the run."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import structlog

from motcua.stack.issuer import Issuer
from motcua.stack.stack import Stack
from tests.support.harness import Harness
from tests.support.pool import Pool


@pytest.fixture(scope="session", autouse=True)
def plain_logs() -> None:
    """Logs as lines of JSON, because rendering tracebacks with all locals blocks the loop for seconds."""
    structlog.configure(processors=[structlog.processors.add_log_level, structlog.processors.JSONRenderer()])


@pytest.fixture(scope="session")
def pool(stack: Stack) -> Pool:
    return Pool(stack)


@pytest.fixture
async def harness(stack: Stack, issuer: Issuer, pool: Pool) -> AsyncIterator[Harness]:
    async with Harness(stack, issuer, pool) as harness:
        yield harness
