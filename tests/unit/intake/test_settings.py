"""The settings of intake: a message port or none, and in production none without TLS."""

from __future__ import annotations

import pytest

from intake.settings import Intake
from shared.kernel.declared import Environment, Unfit


@pytest.fixture(autouse=True)
def untold(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MOTCUA_INTAKE_MAILBOX_URL", raising=False)
    monkeypatch.setenv("MOTCUA_INTAKE_PEPPER", "thirty-two letters that no one knows")


def test_there_need_be_no_message_port() -> None:
    assert Intake().mailbox_url is None
    Intake().check(Environment.PRODUCTION)


def test_production_refuses_the_pepper_of_development(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MOTCUA_INTAKE_PEPPER")
    Intake().check(Environment.DEVELOPMENT)
    with pytest.raises(Unfit, match="MOTCUA_INTAKE_PEPPER"):
        Intake().check(Environment.PRODUCTION)


def test_where_it_is_stands_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOTCUA_INTAKE_MAILBOX_URL", "https://port.example")
    assert Intake().mailbox_url == "https://port.example"


def test_production_tells_no_one_in_the_clear(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOTCUA_INTAKE_MAILBOX_URL", "http://127.0.0.1:8900/mailbox")
    Intake().check(Environment.DEVELOPMENT)
    with pytest.raises(Unfit, match="MOTCUA_INTAKE_MAILBOX_URL"):
        Intake().check(Environment.PRODUCTION)
