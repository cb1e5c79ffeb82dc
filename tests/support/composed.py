"""Our compose file, brought up for a run of tests through testcontainers, and taken down with its data."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from dotenv import dotenv_values
from testcontainers.compose import DockerCompose

from motcua.stack.folders import PROJECT

DEPLOY = PROJECT / "deploy"


@contextmanager
def composed() -> Iterator[None]:
    """Up and healthy; meanwhile the environment names where everything is, as deploy/compose.env does."""
    names = {name: value for name, value in dotenv_values(DEPLOY / "compose.env").items() if value is not None}
    with DockerCompose(DEPLOY, "compose.yaml", build=True, wait=True), pytest.MonkeyPatch.context() as patch:
        for name, value in names.items():
            patch.setenv(name, value)
        yield
