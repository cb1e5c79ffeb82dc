"""What proves a message of the national payment platform (Cổng DVCQG, version 1.0.6), and what it may be made of. Pure.

MaXacThuc is the lower-case hex SHA-256 of the fields of a message's form and then the shared secret, joined by `|`; it
is compared in constant time. Every field has an alphabet without `|` and a length, checked before a code is computed,
and a form's type is a constant: two different messages never have the same bytes to sign, and a proved message means
only what its type says. Numbers count as their decimal digits, a missing field as empty. Knows nothing of charges.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Field = Callable[[str], bool]
LONGEST_TEXT = 500


class Unsound(ValueError):
    """A field that is to be signed is not what its form says. Names the field, never its content."""


def alphabet(pattern: str) -> Field:
    """A field that matches this from its first to its last character."""
    whole = re.compile(pattern, re.ASCII)
    return lambda text: whole.fullmatch(text) is not None


def is_text(text: str) -> bool:
    """What a person reads: printable, without the separator; neither controls nor half characters."""
    return len(text) <= LONGEST_TEXT and text.isprintable() and "|" not in text


AMOUNT = r"[1-9][0-9]{0,14}"  # VND
FIELDS: Mapping[str, Field] = {
    "LoaiBanTin": alphabet(r"[A-Z]{1,20}"),
    "PhienBan": alphabet(r"[0-9]{1,3}(\.[0-9]{1,3}){0,3}"),
    "MaLoi": alphabet(r"[0-9A-Za-z]{1,20}"),
    "MoTaLoi": is_text,
    "MaDoiTac": alphabet(r"[0-9A-Za-z._-]{1,50}"),
    "MaThamChieu": alphabet(r"[0-9A-Za-z]{0,100}"),
    "SoTien": alphabet(rf"0?|{AMOUNT}"),
    "LoaiHinhThanhToan": alphabet(r"[A-Z]{1,20}"),
    "MaKenhThanhToan": alphabet(r"[0-9]{1,5}"),
    "MaThietBi": alphabet(r"[0-9A-Za-z._-]{1,50}"),
    "NgonNgu": alphabet(r"[A-Za-z-]{2,10}"),
    "MaTienTe": alphabet(r"[A-Z]{3}"),
    "MaNganHang": alphabet(r"[0-9A-Za-z._-]{0,50}"),
    "MaGiaoDich": alphabet(r"[0-9A-Za-z._-]{0,100}"),
    "ThongTinGiaoDich": is_text,
    "ThoiGianGD": alphabet(r"([0-9]{14})?"),
    "TrangThaiGD": alphabet(r"[0-9]{1,3}"),
    "Ip": alphabet(r"[0-9A-Fa-f.:]{2,45}"),
}


@dataclass(frozen=True, slots=True)
class Form:
    """One type of message: the fields its code covers, in their order. `kind` is what LoaiBanTin must say, if any."""

    names: Sequence[str]
    kind: str | None = None

    def words(self, message: Mapping[str, Any]) -> list[str]:
        """The fields as they are signed. Raises Unsound."""
        found = [(name, _plain(message.get(name, ""))) for name in self.names]
        for name, text in found:
            if text is None or not FIELDS[name](text) or (name == "LoaiBanTin" and self.kind not in (None, text)):
                raise Unsound(name)
        return [text for _, text in found if text is not None]

    def text(self, message: Mapping[str, Any], secret: str) -> bytes:
        """The bytes the code is taken of. Raises Unsound."""
        return "|".join([*self.words(message), secret]).encode()

    def code(self, message: Mapping[str, Any], secret: str) -> str:
        """MaXacThuc of a message. Raises Unsound."""
        return hashlib.sha256(self.text(message, secret)).hexdigest()

    def signed(self, message: Mapping[str, Any], secret: str) -> dict[str, Any]:
        """A message of ours with its code. Raises Unsound."""
        return {**message, "MaXacThuc": self.code(message, secret)}

    def proves(self, message: Mapping[str, Any], secret: str) -> bool:
        """Does it carry the code that only the holder of the secret can make? Without a secret nothing is proved."""
        try:
            must = self.code(message, secret)
        except Unsound:
            return False
        given = _plain(message.get("MaXacThuc")) or ""
        return bool(secret) and given.isascii() and hmac.compare_digest(given, must)

    def sound(self, message: Mapping[str, Any]) -> bool:
        """Has every field that is there its alphabet and length? (Says nothing about who wrote it.)"""
        try:
            self.words(message)
        except Unsound:
            return False
        return True


def _plain(value: Any) -> str | None:
    """A field as text; None for what is neither text nor a whole number."""
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else None


INIT = Form(
    (
        *("LoaiBanTin", "PhienBan", "MaDoiTac", "MaThamChieu", "SoTien", "LoaiHinhThanhToan", "MaKenhThanhToan"),
        *("MaThietBi", "NgonNgu", "MaTienTe", "MaNganHang", "ThongTinGiaoDich", "ThoiGianGD", "Ip"),
    ),
    "INIT",
)
CONFIRM = Form(
    (
        *("LoaiBanTin", "MaLoi", "MaDoiTac", "MaThamChieu", "SoTien", "MaTienTe", "MaGiaoDich", "MaNganHang"),
        *("ThoiGianGD", "ThongTinGiaoDich"),
    ),
    "CONFIRM",
)
QUERY = Form(("LoaiBanTin", "PhienBan", "MaDoiTac", "MaThamChieu", "ThoiGianGD"), "QUERY")
#: An answer to a QUERY that is proved by the string of a CONFIRM; which it is not, and must not say.
ANSWER = Form(CONFIRM.names, "QUERY")
#: The platform does not say what proves our reply; we sign all of it. It has as many fields as a QUERY, but MaLoi
#: is two digits and LoaiBanTin is not.
REPLY = Form(("MaLoi", "MoTaLoi", "MaDoiTac", "MaThamChieu", "ThoiGianGD"))
