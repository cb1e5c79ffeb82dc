"""A production start refuses what only serves development and tests, and is the default."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from pydantic import ValidationError
from pydantic_settings import SettingsError

from payment import app as payment
from shared.kernel.declared import Unfit, read_all
from shared.kernel.errors import Forbidden
from shared.kernel.peers import reachable
from shared.kernel.settings import Environment, Settings
from shared.web import operators

SOUND = {
    "MOTCUA_DATABASE_URL": "postgresql://writer@/motcua_intake?host=/run/postgresql",
    "MOTCUA_KAFKA": "kafka:9093",
    "MOTCUA_KAFKA_SECURITY": "SASL_SSL",
    "MOTCUA_KAFKA_USER": "motcua-intake",
    "MOTCUA_KAFKA_PASSWORD": "known to us and to the brokers",
    "MOTCUA_ISSUERS": json.dumps([{"issuer": "https://id.example", "jwks": "/trust/jwks.json", "roles": ["officer"]}]),
    "MOTCUA_TOKEN_KEYS": '{"intake": "/trust/intake.json", "workflow": "/trust/workflow.json"}',
    "MOTCUA_SERVICE_TOKEN_FILE": "/trust/token",
    "MOTCUA_PEERS": '{"intake": "https://intake.example"}',
    "MOTCUA_ANSWERS_KEY": "thirty-two letters that no one knows",
    "MOTCUA_EVENT_KEYS": "intake:1:thirty-two-letters-that-no-one-knows",
}


def started(monkeypatch: pytest.MonkeyPatch, **changes: str) -> Settings:
    """Settings as a start would read them from this environment."""
    for name, value in (SOUND | {f"MOTCUA_{name.upper()}": value for name, value in changes.items()}).items():
        monkeypatch.setenv(name, value)
    return Settings()


def test_production_is_what_one_gets_without_asking(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MOTCUA_ENVIRONMENT", raising=False)
    found = started(monkeypatch)
    assert found.environment is Environment.PRODUCTION
    assert not found.development


@pytest.mark.parametrize("wrong", [{}, {"audience": "motcua"}, {"port": "x"}])
def test_a_refusal_names_counterparts_by_plain_http_too(monkeypatch: pytest.MonkeyPatch, wrong: dict[str, str]) -> None:
    for name, value in (SOUND | {f"MOTCUA_{name.upper()}": value for name, value in wrong.items()}).items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("MOTCUA_PAYMENT_NATIONAL_URL", "http://bank.example")
    with pytest.raises(Unfit) as refused:
        read_all(Settings, payment.declared)
    lines = str(refused.value).splitlines()
    assert "MOTCUA_PAYMENT_NATIONAL_URL: is no https:// address" in lines
    assert all(any(f"MOTCUA_{name.upper()}: " in line for line in lines) for name in wrong)
    assert len(lines) == len(set(lines))


def test_whom_a_service_receives_it_can_reach() -> None:
    reachable(("intake", "workflow"), {"workflow": "https://w.example", "intake": "https://i.example"})
    with pytest.raises(Unfit, match=r"^MOTCUA_PEERS: lacks postal, workflow$"):
        reachable(("workflow", "intake", "postal"), {"intake": "https://i.example"})


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("kill_at", "after the commit and before the send"),
        ("database_url", "postgresql://intake_writer:throw-away@/motcua_intake?host=/run/postgresql"),
        ("owner_database_url", "postgresql://intake_owner@/motcua_intake?host=/run/postgresql"),
        ("audience", "motcua"),
    ],
)
def test_what_serves_tests_only_is_refused(monkeypatch: pytest.MonkeyPatch, setting: str, value: str) -> None:
    with pytest.raises(ValidationError, match=setting.upper()):
        started(monkeypatch, **{setting: value})
    found = started(monkeypatch, environment="development", **{setting: value})
    assert getattr(found, setting) == value


def test_anchors_lie_in_the_state_unless_told_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    assert started(monkeypatch, state="/state").anchors == Path("/state/anchors")
    assert started(monkeypatch, state="/state", anchors="/anchors").anchors == Path("/anchors")


def test_an_environment_no_one_knows_is_no_development(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ValidationError):
        started(monkeypatch, environment="staging")


@pytest.mark.parametrize("wrong", [{"port": "x"}, {"issuers": "[{}]"}, {"peers": "hunter2"}])
def test_a_start_that_fails_keeps_the_secrets(monkeypatch: pytest.MonkeyPatch, wrong: dict[str, str]) -> None:
    """Its last words end in a log."""
    with pytest.raises((ValidationError, SettingsError)) as refused:
        started(monkeypatch, database_url="postgresql://writer:hunter2@db/x", **wrong)
    assert "hunter2" not in f"{refused.value}{refused.value.__cause__}"


async def test_the_clock_is_not_moved_in_production(monkeypatch: pytest.MonkeyPatch) -> None:
    edge: Any = SimpleNamespace(node=SimpleNamespace(settings=started(monkeypatch)))
    with pytest.raises(Forbidden):
        await operators.set_clock(edge, operators.Ahead(seconds=1))
