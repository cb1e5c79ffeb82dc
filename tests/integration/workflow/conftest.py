"""A workflow with the reference data of the sample province."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from motcua.stack.issuer import Issuer
from motcua.stack.stack import Stack
from tests.support import scenes
from tests.support.office import Office
from workflow.case.context import Load

#: What consulted agencies find their cases by is as in the case; when it was received is not known in its first move.
OTHERWISE = """
    select c.state, k.* from consulted k join cases c on c.id = k.dossier
    where (k.due_at, k.changed_at, k.running) is distinct from
            (c.due_at, c.changed_at, c.state in ('received', 'processing', 'supplementing', 'awaiting_payment'))
        or k.received_at <> c.received_at"""


@pytest.fixture
async def office(stack: Stack, issuer: Issuer, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Office]:
    """One per test; the invariants hold after it."""
    async with Office("workflow", stack, issuer, tmp_path_factory.mktemp("workflow")) as office:
        office.node.registry = replace(office.node.registry, load=Load())  # it keeps versions, and tests make their own
        await scenes.furnish(office)
        yield office
        assert await office.breaches() == []
        assert await office.rows(OTHERWISE) == []
