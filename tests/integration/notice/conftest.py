"""An intake that tells applicants by the sandbox's mail server, over TLS, and by its SMS gateway."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import pytest
from pydantic import SecretStr

from intake.channel.brandname.jobs import Brandname
from intake.channel.brandname.settings import BrandnameSettings
from intake.channel.protocol import Channels
from intake.channel.smtp.jobs import Smtp
from intake.channel.smtp.settings import SmtpSettings
from motcua.stack.issuer import Issuer
from motcua.stack.stack import Stack
from sandbox.settings import Settings
from tests.integration.conftest import MailServer
from tests.support import sandbox
from tests.support.counter import Counter

THERE = Settings()  # what the sandbox expects


def mail(server: MailServer, **changes: object) -> Smtp:
    """The sandbox's mail server as a channel."""
    told = {
        "host": "localhost",
        "port": server.port,
        "ca": server.certificate,
        "username": THERE.smtp_username,
        "password": SecretStr(THERE.smtp_password),
        "sender": "motcua@hoagiang.example",
        "bounce_key": SecretStr(THERE.mail_bounce_key),
        "timeout": 1,
    }
    return Smtp.of(SmtpSettings(**told | changes))  # type: ignore[arg-type]


def sms(url: str, **changes: object) -> Brandname:
    """The sandbox's gateway as a channel; it is never night."""
    told = {
        "url": f"{url}/sms",
        "api_key": SecretStr(THERE.sms_api_key),
        "secret_key": SecretStr(THERE.sms_secret_key),
        "sender": THERE.sms_brandname,
        "report_key": SecretStr(THERE.sms_report_key),
        "quiet": "",
        "timeout": 1,
    }
    return Brandname.of(BrandnameSettings(**told | changes))  # type: ignore[arg-type]


@pytest.fixture(scope="package")
async def scripts(sandbox_url: str) -> AsyncIterator[sandbox.Scripts]:
    scripts = sandbox.Scripts(sandbox_url)
    await scripts.ready()
    yield scripts
    await scripts.close()


@pytest.fixture(scope="package")
async def running(
    stack: Stack,
    issuer: Issuer,
    sandbox_url: str,
    mail_server: MailServer,
    tmp_path_factory: pytest.TempPathFactory,
) -> AsyncIterator[Counter]:
    folder = tmp_path_factory.mktemp("intake")
    async with Counter(stack, issuer, folder, Channels(mail(mail_server), sms(sandbox_url))) as counter:
        yield counter


@pytest.fixture
async def counter(running: Counter, scripts: sandbox.Scripts) -> AsyncIterator[Counter]:
    """The same intake for every test: nothing left to call before each, peace and the invariants after."""
    await running.call()
    yield running
    running.telling(running.channels)
    await scripts.ask("DELETE", "/faults")
    assert await running.breaches() == []


async def received(scripts: sandbox.Scripts, to: str) -> list[dict[str, Any]]:
    """What came for someone, by e-mail and SMS."""
    found: list[dict[str, Any]] = (await scripts.ask("GET", f"/mailbox/messages?to={to}"))["messages"]
    return found


async def attempts(counter: Counter, dossier: str) -> list[tuple[str, str]]:
    """By which channels the only notice of a dossier was tried, and what became of it."""
    [row] = await counter.rows("select attempts from notices where dossier = $1", UUID(dossier))
    return [(each["channel"], each["outcome"]) for each in json.loads(row["attempts"] or "[]")]
