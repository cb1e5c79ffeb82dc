"""The gateway on real PostgreSQL and Kafka, before the sandbox's portal; its neighbours are emitters."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from motcua.stack.issuer import Issuer
from motcua.stack.stack import Stack
from tests.integration.sync_gateway.gateway import Gateway


@pytest.fixture(scope="package")
async def opened(stack: Stack, issuer: Issuer, sandbox_url: str) -> AsyncIterator[Gateway]:
    async with Gateway(stack, issuer, sandbox_url) as gateway:
        yield gateway


@pytest.fixture
async def gateway(opened: Gateway) -> AsyncIterator[Gateway]:
    """The same database for every test; peace before each, the invariants and the portal's complaints after."""
    await opened.portal.ask("DELETE", "/faults")
    yield opened
    await opened.portal.ask("DELETE", "/faults")
    assert await opened.breaches() == []
    assert await opened.complaints() == []
