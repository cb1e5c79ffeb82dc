"""Tokens as our issuer makes them, and as no one should: keys, a published ring, and every forgery by hand."""

from __future__ import annotations

import hmac
import json
import time
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from jwt.algorithms import ECAlgorithm, OKPAlgorithm, RSAAlgorithm
from jwt.utils import base64url_encode

from shared.kernel.issuers import TokenIssuer
from shared.web.auth import Gate, Keyring, Role

KEYS: dict[str, Any] = {
    "EdDSA": ed25519.Ed25519PrivateKey.generate(),
    "ES256": ec.generate_private_key(ec.SECP256R1()),
    "RS256": rsa.generate_private_key(65537, 2048),
}
WEAK = rsa.generate_private_key(65537, 1024)
SECRET = b"secret" * 6
STRANGER = ed25519.Ed25519PrivateKey.generate()


def issuer_of(name: str = "issuer", **more: Any) -> TokenIssuer:
    """An issuer that may give every role, but for what is said."""
    return TokenIssuer.model_validate({"issuer": name, "jwks": "none", "roles": [*Role]} | more)


def gate_of(keyring: Keyring, audience: str = "motcua", **more: Any) -> Gate:
    """Takes the tokens of one issuer, as of ours."""
    return Gate(audience, [], [(issuer_of(**more), keyring)])


def jwk(kid: str, key: Any, **more: str) -> dict[str, Any]:
    made: dict[str, Any]
    match key:
        case ed25519.Ed25519PrivateKey():
            made = OKPAlgorithm.to_jwk(key.public_key(), as_dict=True)
        case rsa.RSAPrivateKey():
            made = RSAAlgorithm.to_jwk(key.public_key(), as_dict=True)
        case _:
            made = ECAlgorithm.to_jwk(key.public_key(), as_dict=True)
    made.pop("key_ops", None)
    return {**made, "kid": kid, **more}


RING = [
    *(jwk(kid, key) for kid, key in KEYS.items()),
    jwk("weak", WEAK),
    jwk("encryption", STRANGER, use="enc"),
    {"kid": "secret", "kty": "oct", "k": base64url_encode(SECRET).decode()},
    {"kid": "broken", "kty": "OKP", "crv": "Ed25519", "x": "!"},
    {"kty": "none"},
    "nonsense",
]


def token(alg: str = "EdDSA", key: Any = None, header: dict[str, Any] | None = None, **claims: Any) -> str:
    now = int(time.time())
    whole = {
        "iss": "issuer",
        "aud": "motcua",
        "sub": "someone",
        "role": "applicant",
        "nbf": now,
        "exp": now + 60,
    }
    kept = {name: value for name, value in {**whole, **claims}.items() if value is not None}
    headers = {"typ": "at+jwt", "kid": alg, **(header or {})}
    return jwt.encode(kept, key or KEYS[alg], alg, {name: value for name, value in headers.items() if value != ""})


def unsigned() -> str:
    return jwt.encode({"sub": "a"}, "", "none", {"typ": "at+jwt", "kid": "EdDSA"})


def tampered() -> str:
    head, _, signature = token().split(".")
    return ".".join([head, token(role="operator").split(".")[1], signature])


def keyed_with(secret: bytes, kid: str) -> str:
    """HS256 by hand: PyJWT refuses to use a public key as a secret, an attacker does not."""
    head, body, _ = token(header={"kid": kid}).split(".")
    head = base64url_encode(json.dumps({"alg": "HS256", "typ": "at+jwt", "kid": kid}).encode()).decode()
    return f"{head}.{body}.{base64url_encode(hmac.digest(secret, f'{head}.{body}'.encode(), 'sha256')).decode()}"


def public(alg: str) -> bytes:
    encoded: bytes = KEYS[alg].public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return encoded


def now(offset: int) -> int:
    return int(time.time()) + offset
