"""Payment and the bank as processes, on a broker of their own; workflow is a publisher, intake answers one question.

A broker of its own: on the shared one the other services would receive of dossiers they do not know.
"""

from __future__ import annotations

import json
import os
from collections.abc import AsyncIterator, Iterator
from threading import Thread

import httpx2
import pytest

from motcua.stack.issuer import Issuer
from motcua.stack.migrations import migrate_all
from motcua.stack.services import Services
from motcua.stack.stack import Stack
from payment.registry import REGISTRY
from shared.audit.invariants import Place, check, settle
from tests.integration.payment.bench import Bench, Intake
from tests.support.publisher import publisher

SECRET = "throw-away-bank-secret"


@pytest.fixture(scope="package")
def own_stack() -> Iterator[Stack]:
    """Like `stack`, but no one else is on it."""
    stack = Stack(os.environ.get("MOTCUA_TEST_STACK", "test") + "-alone", services=("intake", "payment"))
    stack.erase()
    stack.start()
    yield stack
    stack.erase()


@pytest.fixture(scope="package")
def intake() -> Iterator[Intake]:
    """The one route of intake that payment asks."""
    server = Intake()
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(scope="package")
def payment(own_stack: Stack, intake: Intake) -> Iterator[tuple[Services, Issuer]]:
    """Both processes."""
    issuer = Issuer(own_stack.folder / "issuer")
    services = Services(own_stack, issuer, names=("payment", "sandbox"))
    bank, ours = services.peers["sandbox"], services.peers["payment"]
    services.start("sandbox", extra=sandbox_environment(own_stack, bank, ours))
    environment = {
        "MOTCUA_PEERS": json.dumps({"intake": intake.url, "workflow": intake.url}),
        "MOTCUA_PAYMENT_NATIONAL_URL": f"{bank}/bank",
        "MOTCUA_PAYMENT_NATIONAL_PARTNER": "MOTCUA-H99",
        "MOTCUA_PAYMENT_NATIONAL_SECRET": SECRET,
        "MOTCUA_PAYMENT_NATIONAL_TIMEOUT": "3",
        "MOTCUA_HEADS_EVERY": "3600",
    }
    migrate_all(own_stack.addresses, ["payment"])
    services.start("payment", extra=environment)
    yield services, issuer
    services.stop_all()


def sandbox_environment(stack: Stack, bank: str, ours: str) -> dict[str, str]:
    return {
        "SANDBOX_PORT": bank.rpartition(":")[2],
        "SANDBOX_STATE": str(stack.folder / "sandbox"),
        "SANDBOX_PARTNER": "MOTCUA-H99",
        "SANDBOX_PARTNER_SECRET": SECRET,
        "SANDBOX_PARTNER_CALLBACK": f"{ours}/v1/callbacks/national-platform",
        "SANDBOX_BACKOFF": "0.05",
        "SANDBOX_HANG": "0.2",
        "SANDBOX_SLOW": "0.2",
        "SANDBOX_ATTEMPTS": "6",
    }


@pytest.fixture(scope="package")
async def bench(own_stack: Stack, payment: tuple[Services, Issuer], intake: Intake) -> AsyncIterator[Bench]:
    """People, the bank's scripts and workflow's publisher. When all is done, the invariants must hold, the sixth
    among them.
    """
    services, issuer = payment
    dsn = own_stack.addresses.owner_dsn("payment")
    async with publisher("workflow", own_stack) as workflow, httpx2.AsyncClient(timeout=60, trust_env=False) as http:
        bench = Bench(http, services.peers, issuer, workflow, intake, dsn)
        yield bench
        places = [workflow.place, Place(REGISTRY, dsn)]
        assert await settle(places), "it did not come to rest"
        assert await check(places, own_stack.addresses.kafka) == []
        assert await bench.received() == await bench.banked()
        assert await bench.unproved() == []
        assert (await bench.balance())["total"] == (await bench.balance())["unbalanced"] == 0
    log = (own_stack.folder / "logs" / "payment.log").read_text()
    assert '"event": "bug"' not in log
    assert SECRET not in log
    assert intake.NAME not in log


@pytest.fixture(autouse=True)
async def peace(bench: Bench) -> AsyncIterator[None]:
    """No faults is left over."""
    yield
    await bench.sandbox("DELETE", "/faults")
