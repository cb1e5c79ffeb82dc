"""The key with which a service signs tokens of ours (RFC 9068), and its public half as a JWK. It knows no caller.

Others check them with the public keys that their settings name, without asking anybody. A key follows another while
both public ones are in the set; which one has signed, the `kid` says: the thumbprint of the key (RFC 7638).
"""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Annotated, Any, Final
from uuid import uuid4

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from jwt.algorithms import OKPAlgorithm
from jwt.utils import base64url_encode
from pydantic import SecretStr
from pydantic_settings import SettingsConfigDict

from shared.kernel.declared import Declared, Unfit
from shared.kernel.issuers import audience_of
from shared.kernel.kinds import Secret

LIFETIME: Final = 600  # seconds
ALGORITHM: Final = "EdDSA"


@dataclass(frozen=True)
class SigningKey(Secret):
    """A private key (PEM, PKCS 8) of Ed25519. What stands before its first line counts as part of the secret."""

    def wrong(self, value: SecretStr) -> str:
        told = value.get_secret_value()
        try:
            _ = told and key_of(told)
        except (ValueError, TypeError):
            return "is no private key of Ed25519 (PEM)"
        return ""


class Signing(Declared):
    """Who signs tokens of ours has one more secret."""

    model_config = SettingsConfigDict(env_prefix="MOTCUA_")

    token_key: Annotated[
        SecretStr, SigningKey("what its own tokens are signed with: `openssl genpkey -algorithm ed25519`", needed=True)
    ] = SecretStr("")


class Signer:
    """Signs the tokens of one service. Raises Unfit without a key."""

    def __init__(self, service: str, secret: SecretStr) -> None:
        if not secret.get_secret_value():
            raise Unfit("MOTCUA_TOKEN_KEY: is needed")
        self.name, self._key = audience_of(service), key_of(secret.get_secret_value())
        self._header = {"typ": "at+jwt", "kid": public(self._key)["kid"]}

    def sign(self, claims: dict[str, Any], client: str, services: Sequence[str]) -> str:
        """A token for these services."""
        now = int(time.time())
        times = {"iat": now, "nbf": now, "exp": now + LIFETIME}
        about = {"iss": self.name, "aud": [*map(audience_of, services)], "client_id": client, "jti": str(uuid4())}
        return jwt.encode(claims | about | times, self._key, ALGORITHM, self._header)


def key_of(pem: str) -> Ed25519PrivateKey:
    """Raises ValueError, TypeError."""
    key = load_pem_private_key(pem.encode(), password=None)
    if not isinstance(key, Ed25519PrivateKey):
        raise TypeError
    return key


def public(key: Ed25519PrivateKey) -> dict[str, str]:
    """The public half as a JWK (RFC 7517, 8037)."""
    jwk = OKPAlgorithm.to_jwk(key.public_key(), as_dict=True)
    named = json.dumps({name: jwk[name] for name in ("crv", "kty", "x")}, separators=(",", ":"))
    return {**jwk, "kid": base64url_encode(sha256(named.encode()).digest()).decode(), "use": "sig", "alg": ALGORITHM}
