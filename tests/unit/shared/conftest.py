"""The gate of made-up tokens, and an app that fails."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from shared.web.auth import Gate, Keyring
from tests.support.failing import failing_app
from tests.support.tokens import RING, gate_of


@pytest.fixture(scope="module")
def gate(tmp_path_factory: pytest.TempPathFactory) -> Gate:
    path = tmp_path_factory.mktemp("auth") / "jwks.json"
    path.write_text(json.dumps({"keys": RING}))
    return gate_of(Keyring(path))


@pytest.fixture(scope="module")
def failing() -> Iterator[TestClient]:
    with TestClient(failing_app()) as client:  # raises what falls through: nothing may
        yield client
