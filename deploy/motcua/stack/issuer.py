"""A token issuer for development and tests, and the keys of tokens of ours. It knows no persons and no passwords.

One Ed25519 key in a folder, its public half in a JWKS file beside it (RFC 8037, 7517); intake and workflow have keys of
their own in folders below. A reader of the folder can be any caller, so production settings refuse this issuer.
"""

from __future__ import annotations

import fcntl
import json
import os
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from shared.kernel.development import DEVELOPMENT_ISSUER
from shared.kernel.issuers import CALLED, OURS
from shared.web.callers import Role, audience_of, caller
from shared.web.signing import ALGORITHM, key_of, public

_LIFETIME: Final = timedelta(hours=12)


class Issuer:
    """Signs tokens with the key in `folder`, which is made at first use and is for its owner only.

    `name`: its `iss`. People sign in at the provider (`motcua.signin`), whose name is its address; both have one key.
    """

    def __init__(self, folder: Path, name: str = DEVELOPMENT_ISSUER) -> None:
        self._folder, self.name = folder, name
        self._pem = folder / "key.pem"
        self._announced = folder / "next.pem"
        self.jwks = folder / "jwks.json"

    @property
    def trusted(self) -> str:
        """Itself as `MOTCUA_ISSUERS` has it: it signs everybody in."""
        return self.trusted_at()

    def trusted_at(self, *providers: str) -> str:
        """The same with the providers at these addresses, which sign in all but services."""
        people = [role for role in Role if role is not Role.SERVICE]
        proved = {
            "number": "number",
            "name": "name",
            "birth_date": "birthdate",
            "identity": "paper",
            "country": "country",
        }
        others = [{"issuer": at, "jwks": str(self.jwks), "roles": people, "claims": proved} for at in providers]
        own = {"issuer": self.name, "jwks": str(self.jwks), "roles": [*Role], "claims": proved}
        return json.dumps([own, *others])

    @property
    def token_keys(self) -> dict[str, str]:
        """Where the public keys of tokens of ours are, as `MOTCUA_TOKEN_KEYS` has it."""
        own = {service: self.of(service) for service in OURS}
        for each in own.values():
            each.ensure()
        return {service: str(each.jwks) for service, each in own.items()}

    @property
    def known(self) -> dict[str, Any]:
        """Settings of who takes its tokens and ours."""
        return {"issuers": self.trusted, "token_keys": self.token_keys}

    def of(self, service: str) -> Issuer:
        """The one that signs as this service."""
        return Issuer(self._folder / service, audience_of(service))

    def key_file(self, service: str) -> Path | None:
        """The private key with which a service signs; None if it signs none."""
        if service not in OURS:
            return None
        own = self.of(service)
        own.ensure()
        return own._pem

    def ensure(self) -> None:
        """Create the key if there is none, and publish its public half in the JWKS file."""
        with self._alone():
            if not self._pem.exists():
                self._made(self._pem)
            self._publish(self._key())

    def announce(self, subject: str, role: Role) -> str:
        """Publish the next key. Returns the only token it signs until `rotate`: who takes that knows the key."""
        with self._alone():
            if not self._announced.exists():
                self._made(self._announced)
            key = _read(self._announced)
            self._publish(key)
        return self._signed(key, {"sub": subject, "role": str(role)}, _LIFETIME)

    def rotate(self) -> None:
        """Sign with the next key from now on; old ones stay in the JWKS file, so their tokens stay valid."""
        with self._alone():
            if not self._announced.exists():
                self._made(self._announced)
            self._publish(_read(self._announced))  # first, so that no token is signed by an unpublished key
            self._announced.replace(self._pem)

    def retire(self) -> int:
        """Remove all keys but the one that signs from the JWKS file; returns how many."""
        with self._alone():
            ours = public(self._key())
            removed = len(self._published()) - 1
            _write(self.jwks, json.dumps({"keys": [ours]}, indent=2).encode())
            self._announced.unlink(missing_ok=True)
        return removed

    def token(
        self, subject: str, role: Role, agency: str | None = None, lifetime: timedelta = _LIFETIME, **more: Any
    ) -> str:
        """A token for the services that this caller calls, with `more` claims: of a service, or else one of ours.

        Raises `Unauthenticated` for claims that services refuse.
        """
        claims: dict[str, Any] = {"sub": subject, "role": str(role)} | ({"agency": agency} if agency else {})
        caller(claims)
        signs = next((self.of(service) for service, given in OURS.items() if role in given), self)
        signs.ensure()
        return signs._signed(signs._key(), claims | more, lifetime)

    def sign_in(self, subject: str, lifetime: timedelta = _LIFETIME, **more: Any) -> str:
        """The access token of a person who has signed in here, with `more` claims; it is exchanged for one of ours."""
        self.ensure()
        return self._signed(self._key(), {"sub": subject, **more}, lifetime)

    def sign(self, claims: dict[str, Any], lifetime: timedelta, typ: str) -> str:
        """A token of this type with these claims, for whom they say."""
        return self._with_times(self._key(), claims, lifetime, typ)

    def _signed(self, key: Ed25519PrivateKey, claims: dict[str, Any], lifetime: timedelta) -> str:
        audience = audiences(claims["sub"], claims.get("role", ""))
        told = {"aud": audience, "client_id": self.name, "jti": str(uuid4())}
        return self._with_times(key, told | claims, lifetime, "at+jwt")

    def _with_times(self, key: Ed25519PrivateKey, claims: dict[str, Any], lifetime: timedelta, typ: str) -> str:
        now = int(time.time())
        told = claims | {"iss": self.name, "iat": now, "nbf": now, "exp": now + int(lifetime.total_seconds())}
        return jwt.encode(told, key, ALGORITHM, {"typ": typ, "kid": public(key)["kid"]})

    def service_token_file(self, service: str, lifetime: timedelta = _LIFETIME) -> Path:
        """Write a fresh token of `service` (role service, subject `service:<name>`) and return its path."""
        if not re.fullmatch(r"[a-z][a-z0-9-]*", service):
            raise ValueError(f"not the name of a service: {service!r}")
        path = self._folder / "services" / f"{service}.token"
        token = self.token(f"service:{service}", Role.SERVICE, lifetime=lifetime)
        path.parent.mkdir(mode=0o700, exist_ok=True)
        _write(path, token.encode())
        return path

    def entrust(self, service: str, folder: Path, lifetime: timedelta = _LIFETIME) -> None:
        """Write what a service needs to the folder.

        That is `token`, a new one of its own; `jwks.json`, the public keys; those of tokens of ours, `intake.json` and
        `workflow.json`; and for these two `key.pem`, with which they sign.
        """
        token = self.service_token_file(service, lifetime)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        files = {"token": token, "jwks.json": self.jwks}
        files |= {f"{name}.json": Path(keys) for name, keys in self.token_keys.items()}
        if key := self.key_file(service):
            files["key.pem"] = key
        for name, file in files.items():
            _write(folder / name, file.read_bytes())

    def _key(self) -> Ed25519PrivateKey:
        return _read(self._pem)

    def _made(self, pem: Path) -> None:
        key = Ed25519PrivateKey.generate()
        _write(pem, key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))

    def _published(self) -> list[dict[str, str]]:
        return list(json.loads(self.jwks.read_bytes())["keys"]) if self.jwks.exists() else []

    def _publish(self, key: Ed25519PrivateKey) -> None:
        known, ours = self._published(), public(key)
        if ours not in known:
            _write(self.jwks, json.dumps({"keys": [*known, ours]}, indent=2).encode())

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Exclusive across processes: two that start together must agree on one key."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with (self._folder / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def audiences(subject: str, role: str) -> list[str]:
    """The services that a token of this caller is for: all, but a service itself.

    A service asks those whose events it reads, and after the loss of its topic all the others what they have received.
    """
    itself = subject.removeprefix("service:") if role == Role.SERVICE else ""
    return [audience_of(name) for name in CALLED if name != itself]


def _read(pem: Path) -> Ed25519PrivateKey:
    return key_of(pem.read_text())


def _write(path: Path, content: bytes) -> None:
    """Replaces the file atomically; it is never readable by others."""
    draft = path.with_name(f".{path.name}.{uuid4().hex}")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
