"""Encryption of stored data: AES-256-GCM with keys from the settings. Knows nothing about what it encrypts.

The first key encrypts, all of them decrypt, so a key can be rotated without losing what the one before encrypted.
Nonces are random: at most 2^32 texts are encrypted under one key (NIST SP 800-38D, section 8.3), which is four months
at 400 answers a second.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

NONCE = 12  # bytes


class Seals:
    """Keys derived from these secrets for one purpose. Raises ValueError without a secret."""

    def __init__(self, purpose: str, secrets: Sequence[str]) -> None:
        keys = [HKDF(SHA256(), 32, None, purpose.encode()).derive(secret.encode()) for secret in secrets if secret]
        self._known = {hashlib.sha256(key).hexdigest()[:8]: AESGCM(key) for key in keys}
        if not keys:
            raise ValueError("no secret to derive a key from")
        self.key, self._seal = next(iter(self._known.items()))

    def seal(self, plain: bytes, place: bytes) -> bytes:
        """`plain`, to be opened only where it belongs: with the same `place`. Kept beside `key`."""
        nonce = os.urandom(NONCE)
        return nonce + self._seal.encrypt(nonce, plain, place)

    def open(self, key: str, sealed: bytes, place: bytes) -> bytes | None:
        """The plain text; None if the key is unknown, or if it was not encrypted by us for this place."""
        known = self._known.get(key)
        try:
            return None if known is None else known.decrypt(sealed[:NONCE], sealed[NONCE:], place)
        except (InvalidTag, ValueError):  # ValueError: shorter than a nonce
            return None
