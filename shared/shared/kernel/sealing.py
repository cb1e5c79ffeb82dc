"""Sealing of stored data: AES-256-GCM, each text bound to its place. Knows nothing about what is sealed.

A subject (a dossier, a person) has a key of its own, a row of `sealing_keys`, wrapped (RFC 3394) by a master key that
no database holds. The first master key wraps, all of them unwrap; a rotation wraps the subjects' keys again and touches
nothing that they have sealed. Without its row a subject's data is unreadable for ever (decision 45). A key may be
wrapped by the key of another subject instead (decision 46): its chain is both, the outer one first.

Nonces are random: at most 2^32 texts are sealed under one key (NIST SP 800-38D, section 8.3), which for stored answers
is four months at 400 a second.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Final
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap, aes_key_wrap
from pydantic import SecretStr
from pydantic_settings import SettingsConfigDict

from shared.kernel.declared import Declared
from shared.kernel.entity import Projection
from shared.kernel.errors import Unavailable
from shared.kernel.kinds import Secret, weak

NONCE: Final = 12  # bytes
TAG: Final = 16
KEY: Final = 32
WRAPPED: Final = KEY + 8  # a wrapped key; a chain is several
ENTRY: Final = re.compile(r"([A-Za-z0-9._-]{1,32}):([^\s,:]+)")


class Box:
    """What one key seals and opens."""

    def __init__(self, key: bytes) -> None:
        self._aead = AESGCM(key)

    def seal(self, plain: bytes, place: bytes) -> bytes:
        """`plain`, to be opened only where it belongs: with the same `place`."""
        nonce = os.urandom(NONCE)
        return nonce + self._aead.encrypt(nonce, plain, place)

    def open(self, sealed: bytes, place: bytes) -> bytes | None:
        """The plain text; None if it was not sealed by this key for this place."""
        try:
            return self._aead.decrypt(sealed[:NONCE], sealed[NONCE:], place)
        except (InvalidTag, ValueError):  # ValueError: shorter than a nonce
            return None


class Seals:
    """Keys derived from these secrets for one purpose: the first seals, all open. Raises ValueError without one."""

    def __init__(self, purpose: str, secrets: Sequence[str]) -> None:
        keys = [derived(purpose, secret) for secret in secrets if secret]
        self._known = {hashlib.sha256(key).hexdigest()[:8]: Box(key) for key in keys}
        if not keys:
            raise ValueError("no secret to derive a key from")
        self.key, self._first = next(iter(self._known.items()))

    def seal(self, plain: bytes, place: bytes) -> bytes:
        """As `Box.seal`. Kept beside `key`."""
        return self._first.seal(plain, place)

    def open(self, key: str, sealed: bytes, place: bytes) -> bytes | None:
        """As `Box.open`; None also if the key is unknown."""
        known = self._known.get(key)
        return None if known is None else known.open(sealed, place)


def derived(purpose: str, secret: str) -> bytes:
    """A key for this purpose alone."""
    return HKDF(SHA256(), KEY, None, purpose.encode()).derive(secret.encode())


def place_of(table: str, subject: UUID, *row: object) -> bytes:
    """Where something is kept: what it is bound to."""
    return "\0".join((table, str(subject), *map(str, row))).encode()


@dataclass(frozen=True)
class MasterKeyList(Secret):
    """Master keys, `id:secret` each, with commas; the first wraps."""

    def wrong(self, value: SecretStr) -> str:
        told = value.get_secret_value()
        found = [ENTRY.fullmatch(entry) for entry in told.split(",")] if told else []
        if not all(found):
            return "is not id:secret, with commas"
        ids = [entry[1] for entry in found if entry]
        return "names a key twice" if len(set(ids)) < len(ids) else ""

    def unfit(self, value: str) -> str:
        secrets = [entry.rpartition(":")[2] for entry in value.split(",")]
        if len(set(secrets)) < len(secrets):
            return "has one secret twice"
        return next(filter(None, (weak(secret, self.least) for secret in secrets)), "")


class Sealing(Declared):
    """What a service that keeps sealed data is told."""

    model_config = SettingsConfigDict(env_prefix="MOTCUA_")

    master_keys: Annotated[
        SecretStr,
        MasterKeyList("what wraps the keys of sealed data: `id:secret,...`, the first wraps", least=32, needed=True),
    ] = SecretStr("development:throw-away-master-key-in-no-production")


@dataclass(slots=True, kw_only=True, frozen=True)
class SubjectKey(Projection):
    """The wrapped key of a subject, and which master key has wrapped it. Made once: a second one fails."""

    table: ClassVar[str] = "sealing_keys"
    key: ClassVar[tuple[str, ...]] = ("subject",)
    append: ClassVar[bool] = True

    subject: UUID
    master: str
    wrapped: bytes


#: Keys that another master key than this one wraps, counted up to $2; those without one other keys wrap.
WRAPPED_BY_OTHERS = """
select count(*) from (select from sealing_keys where master <> $1 and master <> '' limit $2) k
"""
OF_THESE = "select subject, master, wrapped from sealing_keys where subject = any($1::uuid[])"


def keys_of(subjects: Iterable[UUID]) -> tuple[str, list[list[UUID]]]:
    """The read of these subjects' keys; those that were destroyed are left out."""
    return OF_THESE, [list(subjects)]


class Masters:
    """The master keys of one process, as `MasterKeyList` has them. Without any nothing is sealed or opened."""

    def __init__(self, told: str = "") -> None:
        entries = (entry.split(":") for entry in told.split(",") if entry)
        self._known = {name: derived("motcua master keys", secret) for name, secret in entries}
        self.first = next(iter(self._known), "")

    @classmethod
    def of(cls, settings: Sealing) -> Masters:
        return cls(settings.master_keys.get_secret_value())

    def make(self, subject: UUID) -> SubjectKey:
        """A new key for this subject. Raises Unavailable."""
        return SubjectKey(subject=subject, master=self.first, wrapped=self._wrapped(os.urandom(KEY)))

    def box(self, master: str, chain: bytes) -> Box:
        """What a subject's key opens. Raises Unavailable."""
        return Box(self._unwrapped(master, chain))

    def below(self, master: str, chain: bytes) -> bytes:
        """A new key, wrapped by the subject's key that this chain ends with. Raises Unavailable."""
        return aes_key_wrap(self._unwrapped(master, chain), os.urandom(KEY))

    def moved(self, master: str, chain: bytes, above: str, other: bytes) -> bytes:
        """The key that a chain ends with, wrapped by the one that another ends with. Raises Unavailable."""
        return aes_key_wrap(self._unwrapped(above, other), self._unwrapped(master, chain))

    def again(self, master: str, wrapped: bytes) -> bytes:
        """The same key, wrapped by the first master key. Raises Unavailable."""
        return self._wrapped(self._unwrapped(master, wrapped))

    def _wrapped(self, key: bytes) -> bytes:
        if not self._known:
            raise Unavailable("MOTCUA_MASTER_KEYS has no key")
        return aes_key_wrap(self._known[self.first], key)

    def _unwrapped(self, master: str, chain: bytes) -> bytes:
        if master not in self._known:
            raise Unavailable(f"the master key {master} is not among MOTCUA_MASTER_KEYS")
        key = self._known[master]
        try:
            for start in range(0, max(len(chain), 1), WRAPPED):
                key = aes_key_unwrap(key, chain[start : start + WRAPPED])
            return key
        except (InvalidUnwrap, ValueError):
            raise Unavailable(f"the master key {master} is another than the one that has wrapped") from None


class SubjectKeys:
    """The keys of some subjects, as they were loaded for one transaction."""

    def __init__(self, masters: Masters, rows: Iterable[Mapping[str, Any]]) -> None:
        self._masters = masters
        self._boxes = {row["subject"]: masters.box(row["master"], row["wrapped"]) for row in rows}
        self._made: dict[UUID, SubjectKey] = {}

    def find(self, subject: UUID) -> Box | None:
        """What opens this subject's data; None if its key was destroyed, or there never was one."""
        return self._boxes.get(subject)

    def keep(self, subject: UUID, project: Callable[[SubjectKey], None]) -> Box:
        """The same, to seal with. A new key is projected again at every use: a refused message takes its own back."""
        if subject not in self._boxes:
            self._made[subject] = key = self._masters.make(subject)
            self._boxes[subject] = self._masters.box(key.master, key.wrapped)
        if made := self._made.get(subject):
            project(made)
        return self._boxes[subject]
