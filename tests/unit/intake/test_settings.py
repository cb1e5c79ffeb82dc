"""The settings of intake: channels or none, and nothing half."""

from __future__ import annotations

import pytest

from intake.channel.brandname.settings import BrandnameSettings
from intake.channel.smtp.settings import SmtpSettings
from intake.settings import Intake
from shared.kernel.declared import Environment, Unfit, read

LINK = "https://portal.example/notices"


@pytest.fixture(autouse=True)
def untold(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MOTCUA_INTAKE_CHANNELS", raising=False)
    monkeypatch.setenv("MOTCUA_INTAKE_PEPPER", "thirty-two letters that no one knows")


def test_there_need_be_no_channel() -> None:
    assert Intake().channels == ()
    Intake().check(Environment.PRODUCTION)


def test_production_refuses_the_pepper_of_development(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MOTCUA_INTAKE_PEPPER")
    Intake().check(Environment.DEVELOPMENT)
    with pytest.raises(Unfit, match="MOTCUA_INTAKE_PEPPER"):
        Intake().check(Environment.PRODUCTION)


@pytest.mark.parametrize("chosen", ['["pigeon"]', '["smtp", "smtp"]', '["smtp", "pigeon"]'])
def test_a_channel_is_known_and_named_once(monkeypatch: pytest.MonkeyPatch, chosen: str) -> None:
    monkeypatch.setenv("MOTCUA_INTAKE_CHANNELS", chosen)
    monkeypatch.setenv("MOTCUA_INTAKE_NOTICE_LINK", LINK)
    with pytest.raises(Unfit, match="MOTCUA_INTAKE_CHANNELS"):
        read(Intake)


def test_a_channel_needs_to_know_where_notices_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOTCUA_INTAKE_CHANNELS", '["brandname", "smtp"]')
    with pytest.raises(Unfit, match="MOTCUA_INTAKE_NOTICE_LINK"):
        read(Intake)
    monkeypatch.setenv("MOTCUA_INTAKE_NOTICE_LINK", LINK)
    assert read(Intake, Environment.PRODUCTION).channels == ("brandname", "smtp")


def test_production_refuses_half_a_channel(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HOST", "SENDER"):
        monkeypatch.delenv(f"MOTCUA_INTAKE_SMTP_{name}", raising=False)
    with pytest.raises(Unfit) as refused:
        read(SmtpSettings, Environment.PRODUCTION)
    assert {line.partition(":")[0] for line in str(refused.value).splitlines()} == {
        "MOTCUA_INTAKE_SMTP_HOST",
        "MOTCUA_INTAKE_SMTP_SENDER",
    }
    with pytest.raises(Unfit) as refused:
        read(BrandnameSettings, Environment.PRODUCTION)
    needed = ("URL", "API_KEY", "SECRET_KEY", "SENDER")
    assert {line.partition(":")[0] for line in str(refused.value).splitlines()} == {
        f"MOTCUA_INTAKE_BRANDNAME_{name}" for name in needed
    }


def test_an_account_at_the_mail_server_has_a_password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOTCUA_INTAKE_SMTP_USERNAME", "motcua")
    monkeypatch.delenv("MOTCUA_INTAKE_SMTP_PASSWORD", raising=False)
    with pytest.raises(Unfit, match="MOTCUA_INTAKE_SMTP_PASSWORD"):
        read(SmtpSettings, Environment.DEVELOPMENT)


def test_production_sends_no_mail_in_the_clear(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOTCUA_INTAKE_SMTP_TLS", "none")
    monkeypatch.setenv("MOTCUA_INTAKE_SMTP_HOST", "mail.example")
    monkeypatch.setenv("MOTCUA_INTAKE_SMTP_SENDER", "a@mail.example")
    read(SmtpSettings, Environment.DEVELOPMENT)
    with pytest.raises(Unfit, match="MOTCUA_INTAKE_SMTP_TLS"):
        read(SmtpSettings, Environment.PRODUCTION)
