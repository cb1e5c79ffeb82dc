"""What a client of Kafka is made with, which settings fit to each other, and what it says when brokers refuse it."""

from __future__ import annotations

import ssl
from pathlib import Path

import pytest
from aiokafka.errors import KafkaConnectionError, TopicAuthorizationFailedError

from shared.kernel.brokers import Brokers, KafkaClient, Security, arguments, explain
from shared.kernel.declared import Environment, Unfit, read
from shared.kernel.errors import Unavailable
from tests.support import tls

PASSWORD = "between us and the brokers"


def told(monkeypatch: pytest.MonkeyPatch, **given: str) -> KafkaClient:
    monkeypatch.setenv("MOTCUA_KAFKA", "a:1")
    for name, value in given.items():
        monkeypatch.setenv(f"MOTCUA_KAFKA_{name}", value)
    return read(KafkaClient)


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"SECURITY": "SASL_SSL", "USER": "x"}, "MOTCUA_KAFKA_PASSWORD: is needed with SASL_SSL"),
        ({"SECURITY": "SASL_PLAINTEXT", "PASSWORD": PASSWORD}, "MOTCUA_KAFKA_USER: is needed with SASL_PLAINTEXT"),
        ({"SECURITY": "SSL", "CERT": "/x.pem"}, "MOTCUA_KAFKA_KEY: is needed with MOTCUA_KAFKA_CERT"),
        (
            {"SECURITY": "SASL_SSL", "USER": "x", "PASSWORD": PASSWORD, "KEY": "/x"},
            "MOTCUA_KAFKA_CERT: is needed with MOTCUA_KAFKA_KEY",
        ),
    ],
)
def test_what_does_not_fit_together_is_refused_in_development_too(
    monkeypatch: pytest.MonkeyPatch, given: dict[str, str], why: str
) -> None:
    with pytest.raises(Unfit) as refused:
        told(monkeypatch, **given)
    assert str(refused.value) == why
    assert PASSWORD not in str(refused.value)


def test_tls_without_a_name_is_for_development_only(monkeypatch: pytest.MonkeyPatch) -> None:
    found = told(monkeypatch, SECURITY="SSL")
    with pytest.raises(Unfit, match=r"^MOTCUA_KAFKA_CERT: is needed with SSL\nMOTCUA_KAFKA_KEY: is needed with SSL$"):
        found.check(Environment.PRODUCTION)


def test_names_of_brokers_are_always_verified(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = str(tls.certificate(tmp_path, "localhost"))
    at = told(monkeypatch, SECURITY="SASL_SSL", CA=file, CERT=file, KEY=file, USER="x", PASSWORD=PASSWORD).brokers
    made = arguments(at)
    context = made.pop("ssl_context")
    assert (context.verify_mode, context.check_hostname) == (ssl.CERT_REQUIRED, True)
    assert made == {
        "bootstrap_servers": "a:1",
        "security_protocol": "SASL_SSL",
        "sasl_mechanism": "SCRAM-SHA-512",
        "sasl_plain_username": "x",
        "sasl_plain_password": PASSWORD,
    }
    assert PASSWORD not in repr(at)
    assert arguments("a:1") == {"bootstrap_servers": "a:1", "security_protocol": "PLAINTEXT"}


@pytest.mark.parametrize(("given", "name"), [({"ca": 1}, "CA"), ({"cert": 1}, "CERT"), ({"ca": 2}, "CA")])
def test_a_file_that_is_missing_or_holds_something_else_is_named(
    tmp_path: Path, given: dict[str, int], name: str
) -> None:
    (tmp_path / "2").write_text("no certificate")
    at = Brokers("a:1", Security.SSL, **{key: tmp_path / str(value) for key, value in given.items()})
    with pytest.raises(Unfit, match=rf"^MOTCUA_KAFKA_{name}: cannot be used \(\w+\)$"):
        at.check()
    with pytest.raises(Unavailable):
        arguments(at)


async def test_an_error_is_told_with_what_to_do() -> None:
    at = Brokers("127.0.0.1:1", Security.SASL_SSL, user="motcua-postal", password=PASSWORD)
    denied = await explain(at, TopicAuthorizationFailedError("motcua.payment")) or ""
    assert "motcua.payment: not for motcua-postal; `motcua prepare`" in denied
    assert await explain(at, KafkaConnectionError("Unable to bootstrap")) is None  # nobody listens there
    assert await explain("127.0.0.1:1", ValueError("x")) is None
