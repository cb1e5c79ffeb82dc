"""The webhook's signature, checked with the public half as a customer would."""

import base64
import stat
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from sandbox.post.signature import Signer, text


def verify(pem: str, signature: str, words: str) -> None:
    key = serialization.load_pem_public_key(pem.encode())
    assert isinstance(key, rsa.RSAPublicKey)
    key.verify(base64.b64decode(signature), words.encode(), padding.PKCS1v15(), hashes.SHA256())


def test_it_signs_the_documented_string(tmp_path: Path) -> None:
    signer = Signer(tmp_path / "post.pem")
    assert text("22/11/2026 07:00:00", "EH000000014VN", 14) == "MYVNP22/11/2026 07:00:00EH000000014VN14"
    signature = signer.sign(text("22/11/2026 07:00:00", "EH000000014VN", 14))
    verify(signer.public, signature, "MYVNP22/11/2026 07:00:00EH000000014VN14")
    with pytest.raises(InvalidSignature):
        verify(signer.public, signature, "MYVNP22/11/2026 07:00:00EH000000014VN15")


def test_the_key_is_made_once_and_is_its_owner_s_alone(tmp_path: Path) -> None:
    file = tmp_path / "new" / "post.pem"
    assert Signer(file).public == Signer(file).public
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
