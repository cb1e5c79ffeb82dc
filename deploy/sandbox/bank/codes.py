"""MaXacThuc, the code that authenticates a message (national payment platform 1.0.6), and the codes of refusal.

MaXacThuc = lower-case hex SHA-256 over the listed fields and then the secret, joined by `|`. Numbers count as their
decimal digits. Of the refusals only "0"/"00" are documented; the others are this sandbox's choice.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from typing import Any

INIT = (
    "LoaiBanTin",
    "PhienBan",
    "MaDoiTac",
    "MaThamChieu",
    "SoTien",
    "LoaiHinhThanhToan",
    "MaKenhThanhToan",
    "MaThietBi",
    "NgonNgu",
    "MaTienTe",
    "MaNganHang",
    "ThongTinGiaoDich",
    "ThoiGianGD",
    "Ip",
)
CONFIRM = (
    "LoaiBanTin",
    "MaLoi",
    "MaDoiTac",
    "MaThamChieu",
    "SoTien",
    "MaTienTe",
    "MaGiaoDich",
    "MaNganHang",
    "ThoiGianGD",
    "ThongTinGiaoDich",
)
QUERY = ("LoaiBanTin", "PhienBan", "MaDoiTac", "MaThamChieu", "ThoiGianGD")

GOOD = "00"
UNKNOWN_REFERENCE = "01"
DUPLICATE = "02"
MALFORMED = "03"
NOT_PAID = "24"
WRONG_CODE = "97"
BUSY = "99"

MESSAGES = {
    GOOD: "Thành công",
    UNKNOWN_REFERENCE: "Không tìm thấy giao dịch",
    DUPLICATE: "Mã tham chiếu đã được dùng cho giao dịch khác",
    MALFORMED: "Bản tin không hợp lệ",
    NOT_PAID: "Giao dịch không thành công",
    WRONG_CODE: "Sai mã xác thực",
    BUSY: "Hệ thống bận, vui lòng thử lại",
}


def code(message: Mapping[str, Any], fields: Sequence[str], secret: str) -> str:
    """MaXacThuc of a message; a missing field counts as empty."""
    parts = [str(message.get(field, "")) for field in fields]
    return hashlib.sha256("|".join([*parts, secret]).encode(errors="replace")).hexdigest()


def fits(message: Mapping[str, Any], fields: Sequence[str], secret: str) -> bool:
    """Whether the message has the right code."""
    return hmac.compare_digest(
        str(message.get("MaXacThuc", "")).encode(errors="replace"), code(message, fields, secret).encode()
    )


def signed(message: Mapping[str, Any], fields: Sequence[str], secret: str) -> dict[str, Any]:
    """The message with its code."""
    return {**message, "MaXacThuc": code(message, fields, secret)}
