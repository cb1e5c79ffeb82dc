"""The outside world that rooms share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support import sandbox


@pytest.fixture(scope="package")
def sandbox_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """One sandbox: notices use its mailbox, postal its post office, sync-gateway its portal."""
    folder: Path = tmp_path_factory.mktemp("sandbox")
    with sandbox.started(folder, hang="0.2", post_window="0.05", post_stage="0.05", backoff="0.05") as url:
        yield url
