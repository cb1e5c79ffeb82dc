"""A toy house per test, on the stack of the run; one of its nodes, and the voices of the two it receives."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import structlog

from motcua.issuer import Issuer
from motcua.stack.stack import Stack
from shared.kernel.node import Node
from tests.support.house import House
from tests.support.pool import Pool
from tests.support.voice import Voice


@pytest.fixture(scope="session", autouse=True)
def plain_logs() -> None:
    """Lines of JSON: tracebacks drawn with all their locals hold up the loop for seconds."""
    structlog.configure(processors=[structlog.processors.add_log_level, structlog.processors.JSONRenderer()])


@pytest.fixture(scope="session")
def pool(stack: Stack) -> Pool:
    return Pool(stack)


@pytest.fixture
async def house(stack: Stack, issuer: Issuer, pool: Pool) -> AsyncIterator[House]:
    async with House(stack, issuer, pool) as house:
        yield house


@pytest.fixture
async def echo(house: House) -> Node:
    return await house.node("echo")


@pytest.fixture
def ask(house: House) -> Voice:
    return Voice(house.toys.ask)


@pytest.fixture
def bell(house: House) -> Voice:
    return Voice(house.toys.bell)
