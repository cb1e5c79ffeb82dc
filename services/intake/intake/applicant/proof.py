"""Keyed hashes of identities: the same person gives the same bytes, which cannot be guessed without the pepper.

A personal number has so few values that a plain hash of it is the number.
"""

from __future__ import annotations

import hmac
from datetime import date

from pydantic import SecretStr


class Pepper:
    """The key of these hashes. It comes from a setting or its file, and is in no database."""

    def __init__(self, secret: SecretStr) -> None:
        self._secret = secret.get_secret_value().encode()

    def number(self, kind: str, *number: str) -> bytes:
        """Of a number, and of what it is one. A certificate has the personal number, as the card has it: one person."""
        return self._hash("number", "citizen-id" if kind == "identity-certificate" else kind, *number)

    def person(self, number: str, name: str, born: date) -> bytes:
        """Of a personal number with a name and a birth date, as a sign-in proves them; capitals do not matter."""
        return self._hash("person", number, " ".join(name.casefold().split()), born.isoformat())

    def word(self, *word: str) -> int:
        """Of a word that dossiers are found by: 64 bits."""
        return int.from_bytes(self._hash("word", *word)[:8], signed=True)

    def _hash(self, *parts: str) -> bytes:
        return hmac.digest(self._secret, "\0".join(parts).encode(), "sha256")
