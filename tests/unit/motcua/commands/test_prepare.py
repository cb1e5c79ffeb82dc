"""`motcua prepare` in production: by TLS only, and no role with a password that others know."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from typer.testing import CliRunner

from motcua.cli import app
from motcua.settings import Preparation
from motcua.stack.servers import Elsewhere
from motcua.stack.troubles import NotNamed
from shared.kernel.declared import Environment, Unfit, read

TOLD = {
    "MOTCUA_POSTGRES": "db.example:5432",
    "MOTCUA_POSTGRES_CA": "/etc/ssl/db.pem",
    "MOTCUA_POSTGRES_PASSWORD": "superuser/of:db",
    "MOTCUA_OWNER_PASSWORD": "owners of all",
    "MOTCUA_PASSWORD": "writers of all",
    "MOTCUA_KAFKA": "kafka.example:9093",
    "MOTCUA_KAFKA_SECURITY": "SASL_SSL",
    "MOTCUA_KAFKA_USER": "motcua-admin",
    "MOTCUA_KAFKA_PASSWORD": "admin of the brokers",
}


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for name in [name for name in os.environ if name.startswith("MOTCUA_")]:
        monkeypatch.delenv(name)
    for name, value in TOLD.items():
        monkeypatch.setenv(name, value)
    return monkeypatch


def checked() -> None:
    found = read(Preparation)
    found.check(found.environment)
    found.check_roles(Elsewhere(os.environ, Path()))
    found.check_users(Elsewhere(os.environ, Path()))


def test_passwords_of_owners_and_writers_are_taken(environment: pytest.MonkeyPatch) -> None:
    checked()


@pytest.mark.parametrize(
    ("name", "value", "why"),
    [
        ("MOTCUA_PASSWORD_INTAKE_WRITER", "throw-away-writer", "MOTCUA_PASSWORD_INTAKE_WRITER: is a placeholder"),
        ("MOTCUA_PASSWORD_POSTAL_OWNER", "short", "MOTCUA_PASSWORD_POSTAL_OWNER: is shorter"),
        ("MOTCUA_OWNER_PASSWORD", "writers of all", "MOTCUA_PASSWORD_INTAKE_OWNER: is the writer's too"),
        ("MOTCUA_OWNER_PASSWORD", "", "MOTCUA_PASSWORD_INTAKE_OWNER: is the writer's too"),
        ("MOTCUA_KAFKA_PASSWORD_INTAKE", "throw-away-intake-kafka", "MOTCUA_KAFKA_PASSWORD_INTAKE: is a placeholder"),
        ("MOTCUA_KAFKA_PASSWORD_SYNC_GATEWAY", "15 signs, no 16", "MOTCUA_KAFKA_PASSWORD_SYNC_GATEWAY: is shorter"),
        ("MOTCUA_KAFKA_PASSWORD_TOOLS", "aaaaaaaaaaaaaaaaa", "MOTCUA_KAFKA_PASSWORD_TOOLS: is one block"),
        ("MOTCUA_KAFKA_SECURITY", "PLAINTEXT", "MOTCUA_KAFKA_SECURITY: sends what anybody"),
        ("MOTCUA_POSTGRES_CA", "", "MOTCUA_POSTGRES_CA: is needed"),
    ],
)
def test_what_others_know_is_refused(environment: pytest.MonkeyPatch, name: str, value: str, why: str) -> None:
    environment.setenv(name, value)
    with pytest.raises(Unfit, match=why):
        checked()
    environment.setenv("MOTCUA_ENVIRONMENT", Environment.DEVELOPMENT)
    checked()


def test_users_are_not_given_passwords_that_brokers_do_not_ask_for(environment: pytest.MonkeyPatch) -> None:
    for name, value in (
        ("SECURITY", "SSL"),
        ("CERT", "/x.pem"),
        ("KEY", "/x.key"),
        ("PASSWORD_POSTAL", "of the post, to brokers"),
    ):
        environment.setenv(f"MOTCUA_KAFKA_{name}", value)
    with pytest.raises(Unfit, match=r"^MOTCUA_KAFKA_PASSWORD_POSTAL: is of no use with SSL$"):
        checked()


def test_the_command_says_so_and_does_nothing(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("MOTCUA_POSTGRES_CA", "")
    done = CliRunner().invoke(app, ["prepare"])
    assert done.exit_code == 1
    assert done.stderr == "MOTCUA_POSTGRES_CA: is needed\n"


def test_all_that_is_missing_is_said_at_once(environment: pytest.MonkeyPatch) -> None:
    for name in ("POSTGRES", "POSTGRES_CA", "POSTGRES_PASSWORD", "OWNER_PASSWORD", "PASSWORD", "KAFKA"):
        environment.delenv(f"MOTCUA_{name}")
    environment.setenv("MOTCUA_PASSWORD_INTAKE_OWNER", "the owner of intake")
    done = CliRunner().invoke(app, ["prepare"])
    assert done.exit_code == 1
    names = [line.removesuffix(": is needed") for line in done.stderr.splitlines()]
    assert {"MOTCUA_POSTGRES", "MOTCUA_POSTGRES_CA", "MOTCUA_POSTGRES_PASSWORD", "MOTCUA_KAFKA"} <= set(names)
    assert {"MOTCUA_PASSWORD_INTAKE_WRITER", "MOTCUA_PASSWORD_SYNC_GATEWAY_OWNER"} <= set(names)
    assert "MOTCUA_PASSWORD_INTAKE_OWNER" not in names
    assert len(names) == len(set(names)) == 4 + 11


def test_issuer_and_trust_go_together(environment: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert CliRunner().invoke(app, ["prepare", "--trust", str(tmp_path)]).exit_code == 2


def test_a_certificate_makes_every_url_one_of_tls(environment: pytest.MonkeyPatch) -> None:
    at = Elsewhere(os.environ, Path()).addresses
    for dsn in (at.superuser_dsn, at.owner_dsn("intake"), at.writer_dsn("intake")):
        assert parse_qs(urlsplit(dsn).query) == {"sslmode": ["verify-full"], "sslrootcert": ["/etc/ssl/db.pem"]}
    assert urlsplit(at.superuser_dsn).hostname == "db.example"
    environment.delenv("MOTCUA_POSTGRES_CA")
    assert "?" not in Elsewhere(os.environ, Path()).addresses.superuser_dsn


ONE = [
    ("intake-writer", "MOTCUA_PASSWORD_INTAKE_WRITER", "short", "MOTCUA_PASSWORD_INTAKE_WRITER: is shorter"),
    ("sync-gateway-owner", "MOTCUA_PASSWORD_SYNC_GATEWAY_OWNER", "throw-away-owner", "is a placeholder"),
    ("motcua-tools", "MOTCUA_KAFKA_PASSWORD_TOOLS", "15 signs, no 16", "MOTCUA_KAFKA_PASSWORD_TOOLS: is shorter"),
]


@pytest.mark.parametrize(("who", "name", "value", "why"), ONE)
def test_one_password_needs_no_other(
    environment: pytest.MonkeyPatch, who: str, name: str, value: str, why: str
) -> None:
    for other in ("MOTCUA_OWNER_PASSWORD", "MOTCUA_PASSWORD"):
        environment.delenv(other)
    preparation = read(Preparation)

    def check() -> None:
        preparation.check_one(Elsewhere(os.environ, Path()), who)

    with pytest.raises(NotNamed, match=f"Set {name}"):
        check()
    environment.setenv(name, value)
    with pytest.raises(Unfit, match=why):
        check()
    environment.setenv(name, "taken from a box of 24")
    check()


def test_only_roles_and_users_that_there_are(environment: pytest.MonkeyPatch) -> None:
    done = CliRunner().invoke(app, ["prepare", "--only", "intake-reader"])
    assert done.exit_code == 2
    assert "sync-gateway-writer" in done.output
