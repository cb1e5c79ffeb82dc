"""The webhook's signature: RSA-SHA256 over "MYVNP" + sendDate + itemCode + status of the FIRST item (MyVNPost).

The key pair is made at the first start and kept with the ledger; what is published is the public half.
"""

from __future__ import annotations

import base64
import os
from pathlib import Path

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa


def text(send_date: str, item_code: str, status: int) -> str:
    """What is signed. Nothing of the items after the first is in it."""
    return f"MYVNP{send_date}{item_code}{status}"


class Signer:
    """Signs with the key in `file` (PEM), which is made if it is not there."""

    def __init__(self, file: Path) -> None:
        self._key = _kept(file) if file.exists() else _made(file)

    def sign(self, words: str) -> str:
        """Base64 of PKCS #1 v1.5 with SHA-256."""
        return base64.b64encode(self._key.sign(words.encode(), padding.PKCS1v15(), hashes.SHA256())).decode()

    @property
    def public(self) -> str:
        """The public key, PEM (SubjectPublicKeyInfo)."""
        shape = serialization.PublicFormat.SubjectPublicKeyInfo
        return self._key.public_key().public_bytes(serialization.Encoding.PEM, shape).decode()


def _kept(file: Path) -> rsa.RSAPrivateKey:
    key = serialization.load_pem_private_key(file.read_bytes(), None)
    assert isinstance(key, rsa.RSAPrivateKey)
    return key


def _made(file: Path) -> rsa.RSAPrivateKey:
    key = rsa.generate_private_key(65537, 2048)
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    file.parent.mkdir(parents=True, exist_ok=True)
    half = file.with_suffix(".half")
    with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
        out.write(pem)
    half.replace(file)
    return key
