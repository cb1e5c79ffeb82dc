"""The closed Kafka of a local stack: certificates, and the broker's settings for TLS, users and rights.

A certificate authority of the stack's own proves the broker. There are two doors: users come by SASL over TLS
(BROKER), clients with a certificate come without a password (MUTUAL), as the broker itself does. For development: keys
are files of the stack's folder.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from motcua.stack.addresses import ADMIN, TOOLS, user_of
from motcua.stack.databases import SERVICES
from motcua.stack.ports import HOST

BROKER = "broker"
LIFETIME = timedelta(days=3650)
SCRAM = "org.apache.kafka.common.security.scram.ScramLoginModule required;"


class Authority:
    """A certificate authority in `folder`, made at its first use."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.cert = folder / "ca.pem"
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "motcua-development-ca")])
        folder.mkdir(parents=True, exist_ok=True)
        public = self._key.public_key()
        made = self._begun(self._name, public)
        made = made.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        signed = made.add_extension(_usage(signs_certificates=True), critical=True).sign(self._key, hashes.SHA256())
        self.cert.write_bytes(signed.public_bytes(Encoding.PEM))

    def issue(self, name: str) -> tuple[Path, Path]:
        """A certificate of this name for this machine's address, and its key."""
        key = ec.generate_private_key(ec.SECP256R1())
        builder = self._begun(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]), key.public_key())
        builder = builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        builder = builder.add_extension(_usage(signs_certificates=False), critical=True)
        places = x509.SubjectAlternativeName([x509.IPAddress(ip_address(HOST)), x509.DNSName("localhost")])
        signed = builder.add_extension(places, critical=False).sign(self._key, hashes.SHA256())
        file, secret = self._folder / f"{name}.pem", self._folder / f"{name}.key"
        file.write_bytes(signed.public_bytes(Encoding.PEM))
        _write_secret(secret, key)
        return file, secret

    def _begun(self, subject: x509.Name, public: ec.EllipticCurvePublicKey) -> x509.CertificateBuilder:
        now, own = datetime.now(UTC), self._key.public_key()
        return (
            x509.CertificateBuilder(self._name, subject, public, x509.random_serial_number())
            .not_valid_before(now - timedelta(days=1))
            .not_valid_after(now + LIFETIME)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(own), critical=False)
        )


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    rest = ("content_commitment", "key_encipherment", "data_encipherment", "key_agreement", "encipher_only")
    no = dict.fromkeys((*rest, "decipher_only"), False)
    signs = signs_certificates
    return x509.KeyUsage(digital_signature=not signs, key_cert_sign=signs, crl_sign=signs, **no)


def _write_secret(file: Path, key: ec.EllipticCurvePrivateKey) -> None:
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
        out.write(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))


def certified(folder: Path) -> Path:
    """Makes the certificates of a stack once: the broker's, and each user's. Returns the authority's.

    The authority's key is thrown away, so nobody can make another certificate that the broker takes.
    """
    done = folder / "store.pem"
    if not done.exists():
        authority = Authority(folder)
        for name in (ADMIN, TOOLS, *SERVICES):
            authority.issue(user_of(name))
        cert, key = authority.issue(BROKER)
        half = folder / "store.half"
        half.touch(0o600)
        half.write_bytes(key.read_bytes() + cert.read_bytes())
        half.replace(done)
    return folder / "ca.pem"


def settings(folder: Path, ports: Mapping[str, int | None]) -> dict[str, str]:
    """The broker's settings besides those of an open one; `ports` by door."""
    doors = {"BROKER": "SASL_SSL", "MUTUAL": "SSL", "CONTROLLER": "SSL"}
    at = {door: f"{door}://{HOST}:{ports[door]}" for door in doors}
    return {
        "listeners": ",".join(at.values()),
        "advertised.listeners": f"{at['BROKER']},{at['MUTUAL']}",
        "listener.security.protocol.map": ",".join(f"{door}:{kind}" for door, kind in doors.items()),
        "inter.broker.listener.name": "MUTUAL",
        "sasl.enabled.mechanisms": "SCRAM-SHA-512,SCRAM-SHA-256",
        "listener.name.broker.scram-sha-512.sasl.jaas.config": SCRAM,
        "listener.name.broker.scram-sha-256.sasl.jaas.config": SCRAM,
        "ssl.keystore.type": "PEM",
        "ssl.keystore.location": str(folder / "store.pem"),
        "ssl.truststore.type": "PEM",
        "ssl.truststore.location": str(folder / "ca.pem"),
        "listener.name.mutual.ssl.client.auth": "required",
        "listener.name.controller.ssl.client.auth": "required",
        "ssl.principal.mapping.rules": "RULE:^CN=([^,]+).*$/$1/",
        "authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
        "allow.everyone.if.no.acl.found": "false",
        "super.users": f"User:{BROKER};User:{user_of(ADMIN)}",
    }


def formatted(password: str) -> list[str]:
    """The words that give the first user its password when a log is formatted."""
    return ["--add-scram", f"SCRAM-SHA-512=[name={user_of(ADMIN)},password={password}]"]
