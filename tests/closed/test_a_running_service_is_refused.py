"""A service whose password the brokers no longer take goes on taking applications, says why it waits, and heals."""

from __future__ import annotations

import asyncio
import json
from http import HTTPStatus

import httpx2

from motcua.simulation.applicants import applicants
from motcua.simulation.province import Province
from motcua.simulation.scenarios import Clock, Scene
from motcua.stack.addresses import user_of
from motcua.stack.stack import Stack
from motcua.stack.system import System
from motcua.stack.waiting import until
from motcua.verify.proof import verify

OTHER = "a word that intake is not told"
TOLD = "knows no such user with this password: see MOTCUA_KAFKA_USER"


def keep(stack: Stack, user: str, password: str) -> None:
    """The next start of the broker gives the user this password."""
    facts = json.loads(stack.state.file.read_text())
    facts["passwords"][user] = password
    stack.state.file.write_text(json.dumps(facts))


async def test_it_takes_says_why_and_heals(stack: Stack, installation: Province, running: System) -> None:
    user, log = user_of("intake"), stack.folder / "logs" / "intake.log"
    right = stack.addresses.password(user)

    async def readyz() -> httpx2.Response:
        return await installation.http.get(f"{running.services['intake']}/readyz")

    async def unready() -> str | None:
        found = await readyz()
        told = found.status_code == HTTPStatus.SERVICE_UNAVAILABLE and TOLD in found.json()["waits"].get("relay", "")
        return found.text if told and TOLD in log.read_text() else None

    async def ready() -> bool:
        return (await readyz()).status_code == HTTPStatus.OK

    await asyncio.to_thread(stack.kill_broker)
    keep(stack, user, OTHER)
    await asyncio.to_thread(stack.start_broker)
    # A connection that was made before the password changed stays open; a second end of the broker closes it.
    await asyncio.to_thread(stack.kill_broker)
    await asyncio.to_thread(stack.start_broker)
    try:
        scene = Scene(installation, [*applicants(161)][-1], Clock(installation.operator))
        await scene.hand_in()
        told = await until(unready, "intake to say why it is refused")
        assert (await scene.seen())["state"] == "submitted"
        assert not [secret for secret in (right, OTHER) if secret in log.read_text() + told]
    finally:
        keep(stack, user, right)
        await asyncio.to_thread(stack.start_broker)
    await until(ready, "intake to be let in again")
    verdict = await verify(running.kafka, running.databases, sandbox=running.sandbox, keys=running.keys)
    assert verdict.holds, verdict.lines()


async def test_no_log_holds_a_password_of_kafka(stack: Stack, running: System) -> None:
    passwords = [stack.addresses.password(user_of(name)).encode() for name in (*running.services, "admin", "tools")]
    assert not [name for name, text in running.logs().items() if any(password in text for password in passwords)]
