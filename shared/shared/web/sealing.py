"""What a service keeps and nobody else may read: AES-256-GCM under keys of its settings. Refuses to know what it is.

The first key seals, all of them open, so that a key is changed without losing what was sealed under the one before. A
nonce is random: at most 2^32 things are sealed under one key (NIST SP 800-38D, section 8.3), which is four months of
400 answers a second.
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
    """The keys made of these secrets; for another purpose they make other keys. Raises ValueError without any."""

    def __init__(self, purpose: str, secrets: Sequence[str]) -> None:
        keys = [HKDF(SHA256(), 32, None, purpose.encode()).derive(secret.encode()) for secret in secrets if secret]
        self._known = {hashlib.sha256(key).hexdigest()[:8]: AESGCM(key) for key in keys}
        if not keys:
            raise ValueError("nothing to seal with")
        self.key, self._seal = next(iter(self._known.items()))

    def seal(self, plain: bytes, place: bytes) -> bytes:
        """`plain`, to be opened only where it belongs: with the same `place`. Kept beside `key`."""
        nonce = os.urandom(NONCE)
        return nonce + self._seal.encrypt(nonce, plain, place)

    def open(self, key: str, sealed: bytes, place: bytes) -> bytes | None:
        """What was sealed; None if the key is gone, or if it was not sealed by us for this place."""
        known = self._known.get(key)
        try:
            return None if known is None else known.decrypt(sealed[:NONCE], sealed[NONCE:], place)
        except (InvalidTag, ValueError):  # ValueError: it is shorter than what we have sealed
            return None
