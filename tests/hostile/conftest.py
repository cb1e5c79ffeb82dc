"""An intake that is attacked, in this process; it tells nobody anything."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from motcua.handed_in import handed_in
from motcua.issuer import Issuer
from motcua.stack.stack import Stack
from tests.support.counter import Counter


@pytest.fixture(scope="package")
async def attacked(stack: Stack, issuer: Issuer, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Counter]:
    async with Counter(stack, issuer, tmp_path_factory.mktemp("intake")) as counter:
        yield counter


@pytest.fixture
async def counter(attacked: Counter) -> AsyncIterator[Counter]:
    """The same intake for every test; the laws after each, and that versions are what the journal says."""
    yield attacked
    assert await attacked.breaches() == []
    async with attacked.place() as place:
        assert await handed_in(place) == []
