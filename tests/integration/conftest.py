"""The outside world that rooms share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.support import sandbox
from tests.support.tls import certificate


class MailServer(NamedTuple):
    """Where the sandbox's mail server is, and the file that proves it."""

    port: int
    certificate: Path


@pytest.fixture(scope="package")
def mail_server(tmp_path_factory: pytest.TempPathFactory) -> MailServer:
    return MailServer(sandbox.free_port(), certificate(tmp_path_factory.mktemp("mail"), "localhost"))


@pytest.fixture(scope="package")
def sandbox_url(tmp_path_factory: pytest.TempPathFactory, mail_server: MailServer) -> Iterator[str]:
    """One sandbox: notices use its mail server and SMS gateway, postal its post office, sync-gateway its portal."""
    folder: Path = tmp_path_factory.mktemp("sandbox")
    smtp = {"smtp_port": str(mail_server.port), "smtp_certificate": str(mail_server.certificate)}
    with sandbox.started(folder, hang="0.2", post_window="0.05", post_stage="0.05", backoff="0.05", **smtp) as url:
        yield url
