"""What a service shows by TLS is whole, or the start says what is wrong with it."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from shared.kernel.settings import Settings
from shared.kernel.tls import told
from tests.support import tls

KNOWN = {"environment": "development", "database_url": "", "kafka": "a:1"}


def started(**more: object) -> Settings:
    return Settings.model_validate(KNOWN | more)


def test_a_certificate_with_its_key_is_served_and_without_both_it_is_http(tmp_path: Path) -> None:
    file = tls.certificate(tmp_path, "localhost")
    assert started(tls_cert=file, tls_key=file).tls is not None
    assert started().tls is None


def test_what_cannot_be_served_is_named(tmp_path: Path) -> None:
    one, other = tls.certificate(tmp_path, "one.example"), tls.certificate(tmp_path, "other.example")
    certificate, key = tmp_path / "certificate.pem", tmp_path / "key.pem"
    certificate.write_text(one.read_text()[one.read_text().index("-----BEGIN CERT") :])
    key.write_text(other.read_text().partition("-----BEGIN CERT")[0])
    for given, why in (
        ({"tls_cert": one}, "go together"),
        ({"tls_key": one}, "go together"),
        ({"tls_cert": certificate, "tls_key": key}, "has a key that is not the certificate's"),
        ({"tls_cert": one, "tls_key": tmp_path / "no"}, "names a file that is not there"),
        ({"tls_cert": key, "tls_key": key}, r"names a file that does not hold what it should \(PEM\)"),
    ):
        with pytest.raises(ValidationError, match=f"MOTCUA_TLS_CERT, MOTCUA_TLS_KEY: {why}"):
            started(**given)


def test_a_failure_is_told_without_what_was_asked() -> None:
    class HTTPStatusError(Exception):
        """As httpx2 has it, with the address."""

    assert told(HTTPStatusError("500 for url http://x/?name=An")) == "HTTPStatusError"
    assert told(ConnectionRefusedError(111, "Connection refused")) == "ConnectionRefusedError: Connection refused"
