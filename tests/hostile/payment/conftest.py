"""The attacked payment is set up as in its integration tests, on a stack of its own; afterwards the invariants must
hold.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from motcua.stack.stack import Stack
from tests.integration.payment.conftest import bench, intake, payment, peace

__all__ = ["bench", "intake", "own_stack", "payment", "peace"]


@pytest.fixture(scope="package")
def own_stack() -> Iterator[Stack]:
    stack = Stack(os.environ.get("MOTCUA_TEST_STACK", "test") + "-attacked", services=("intake", "payment"))
    stack.erase()
    stack.start()
    yield stack
    stack.erase()
