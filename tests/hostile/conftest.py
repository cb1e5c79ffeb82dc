"""An intake that is attacked, in this process; it tells no one anything."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from intake.document.store import Documents
from intake.quota.rules import Limits
from intake.quota.store import UnderWay
from motcua.stack.issuer import Issuer
from motcua.stack.stack import Stack
from motcua.verify.handed_in import handed_in
from shared.web.auth import Gate, Keyring
from shared.web.bodies import Timeout
from tests.support.counter import Counter
from tests.support.routes import SERVICES, app_of
from tests.support.tokens import RING, gate_of
from tests.support.uploads import lost


@pytest.fixture(scope="package")
async def attacked(stack: Stack, issuer: Issuer, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Counter]:
    async with Counter(stack, issuer, tmp_path_factory.mktemp("intake")) as counter:
        yield counter


@pytest.fixture
async def counter(attacked: Counter) -> AsyncIterator[Counter]:
    """The same intake for every test; the invariants after each, and versions agree with the journal."""
    yield attacked
    assert await attacked.breaches() == []
    async with attacked.place() as place:
        assert await handed_in(place, attacked.masters) == ([], 0)


@pytest.fixture
async def emptied(attacked: Counter, tmp_path: Path) -> AsyncIterator[Counter]:
    """An intake whose store is empty, and which has counted nothing; afterwards nothing that is named is lost."""
    begun = (await attacked.rows("select clock_timestamp()"))[0][0]
    attacked.folder = tmp_path
    attacked.app[Documents], attacked.app[Limits] = Documents(tmp_path), Limits()
    attacked.app[UnderWay], timeout = UnderWay(), attacked.app[Timeout]
    for table in ("uploads", "strays"):
        await attacked.rows(f"delete from {table}")
    yield attacked
    attacked.app[Limits], attacked.app[UnderWay], attacked.app[Timeout] = (
        Limits(),
        UnderWay(),
        timeout,
    )
    assert await attacked.breaches() == []
    assert not await lost(attacked, begun)


@pytest.fixture(scope="module")
def gate(tmp_path_factory: pytest.TempPathFactory) -> Gate:
    path: Path = tmp_path_factory.mktemp("auth") / "jwks.json"
    path.write_text(json.dumps({"keys": RING}))
    return gate_of(Keyring(path))


@pytest.fixture(scope="module")
def gated(gate: Gate) -> Iterator[None]:
    """The apps of all services know the keys of the tests; nothing else of them is connected to anything."""
    before = {name: app_of(name)[Gate] for name in SERVICES}
    for name in SERVICES:
        app_of(name)[Gate] = gate
    yield
    for name, known in before.items():
        app_of(name)[Gate] = known
