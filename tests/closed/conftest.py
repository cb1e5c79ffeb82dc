"""Tests of a stack whose Kafka lets in its users only: `make test-closed` runs them and some stories on one stack."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from motcua.stack.stack import Stack
from shared.kernel.brokers import Brokers, Security


@pytest.fixture(scope="session")
def certificates(stack: Stack) -> Path:
    """The folder of the stack's certificates."""
    return stack.folder / "kafka" / "certificates"


@pytest.fixture(scope="session")
def certified(stack: Stack, certificates: Path) -> Brokers:
    """Kafka as payment reaches it by a certificate, without a password."""
    at = stack.addresses.brokers("payment")
    files = {"cert": certificates / "motcua-payment.pem", "key": certificates / "motcua-payment.key"}
    servers = f"127.0.0.1:{stack.state.port('kafka-mutual')}"
    return dataclasses.replace(at, servers=servers, security=Security.SSL, user="", password="", **files)
