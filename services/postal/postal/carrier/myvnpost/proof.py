"""What proves a webhook of MyVNPost, and what the fields it is signed over may be made of. Pure.

The signature is RSA-SHA256 (PKCS #1 v1.5) over "MYVNP", the sending date, and the first item's code and status, with
nothing between them. So each has a shape that says where it ends: a date of 19 characters, a waybill of 13 (UPU S10),
digits. Two different webhooks never have the same bytes to sign. The items after the first are not signed.
"""

from __future__ import annotations

import base64
import binascii
import re

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

SENT = re.compile(r"[0-9]{2}/[0-9]{2}/[0-9]{4} [0-9]{2}:[0-9]{2}:[0-9]{2}", re.ASCII)
WAYBILL = re.compile(r"[A-Z]{2}[0-9]{9}[A-Z]{2}", re.ASCII)
STATUS = re.compile(r"[0-9]{1,3}", re.ASCII)


class Unsound(ValueError):
    """A signed field is not of the carrier's format."""


def text(send_date: str, item_code: str, status: int | str) -> bytes:
    """The bytes the signature is taken of; a status counts as its digits. Raises Unsound."""
    fields = ((SENT, send_date), (WAYBILL, item_code), (STATUS, str(status)))
    if not all(shape.fullmatch(field) for shape, field in fields):
        raise Unsound
    return f"MYVNP{send_date}{item_code}{status}".encode()


def proves(key: RSAPublicKey, signature: str, send_date: str, item_code: str, status: int | str) -> bool:
    """Has the carrier signed this? The fields are checked before the signature."""
    try:
        signed = text(send_date, item_code, status)
        key.verify(base64.b64decode(signature, validate=True), signed, PKCS1v15(), hashes.SHA256())
    except (Unsound, InvalidSignature, binascii.Error, ValueError):
        return False
    return True
