"""Messages of the national payment platform (Cổng DVCQG), version 1.0.6: how they are written, proved and read. Pure.

MaXacThuc is the lower-case hex SHA-256 of the listed fields and then the shared secret, joined by `|`; it is compared
in constant time. Numbers count as their decimal digits, a missing field as empty.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from payment.charge.rules import PROVINCE

VERSION = "1.0.6"
INIT = (
    *("LoaiBanTin", "PhienBan", "MaDoiTac", "MaThamChieu", "SoTien", "LoaiHinhThanhToan", "MaKenhThanhToan"),
    *("MaThietBi", "NgonNgu", "MaTienTe", "MaNganHang", "ThongTinGiaoDich", "ThoiGianGD", "Ip"),
)
CONFIRM = (
    *("LoaiBanTin", "MaLoi", "MaDoiTac", "MaThamChieu", "SoTien", "MaTienTe", "MaGiaoDich", "MaNganHang"),
    *("ThoiGianGD", "ThongTinGiaoDich"),
)
QUERY = ("LoaiBanTin", "PhienBan", "MaDoiTac", "MaThamChieu", "ThoiGianGD")
#: The platform does not say what proves our reply; we sign all of it.
REPLY = ("MaLoi", "MoTaLoi", "MaDoiTac", "MaThamChieu", "ThoiGianGD")

#: Only "00" is documented; the other codes are ours, after the custom of Vietnamese banks.
GOOD, UNKNOWN, OTHER_AMOUNT, FORGED = "00", "01", "04", "97"
SAID = {
    GOOD: "Thành công",
    UNKNOWN: "Không tìm thấy mã tham chiếu",
    OTHER_AMOUNT: "Số tiền không khớp",
    FORGED: "Sai mã xác thực",
}
BUSY = "99"
PAID, FAILED = "1", "4"  # TrangThaiGD; anything else is not known yet
LONGEST_NAME = 250
LONGEST_AMOUNT = 15
FEE_KINDS = {"phi": "1", "le-phi": "2"}


@dataclass(frozen=True, slots=True)
class Account:
    """Who receives the money: account number, code of its bank, name."""

    number: str
    bank: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What one INIT is about. Names are what the payer reads; `fees`: (code, kind, name, amount)."""

    reference: str
    amount: int
    at: datetime
    dossier: UUID
    code: str
    procedure: tuple[str, str]
    agency: tuple[str, str]
    fees: tuple[tuple[str, str, str, int], ...]


def code(message: Mapping[str, Any], fields: Sequence[str], secret: str) -> str:
    """MaXacThuc of a message."""
    parts = [str(message.get(name, "")) for name in fields]
    return hashlib.sha256("|".join([*parts, secret]).encode()).hexdigest()


def signed(message: Mapping[str, Any], fields: Sequence[str], secret: str) -> dict[str, Any]:
    """The message with its code."""
    return {**message, "MaXacThuc": code(message, fields, secret)}


def is_proved(message: Mapping[str, Any], fields: Sequence[str], secret: str) -> bool:
    """Does it carry the code that only the holder of the secret can make? Without a secret nothing is proved."""
    given = str(message.get("MaXacThuc", "")).encode()
    return bool(secret) and hmac.compare_digest(given, code(message, fields, secret).encode())


def local(at: datetime) -> str:
    """yyyyMMddHHmmss in Vietnam."""
    return f"{at.astimezone(PROVINCE):%Y%m%d%H%M%S}"


def init(order: Order, payer: Mapping[str, Any], partner: str, ip: str, account: Account) -> dict[str, Any]:
    """INIT, without its code. The same order gives the same message, so that it may be sent again."""
    return {
        "LoaiBanTin": "INIT",
        "PhienBan": VERSION,
        "MaDoiTac": partner,
        "MaThamChieu": order.reference,
        "SoTien": str(order.amount),
        "LoaiHinhThanhToan": "PAY",
        "MaKenhThanhToan": "1",
        "MaThietBi": "1",
        "NgonNgu": "vi-VN",
        "MaTienTe": "VND",
        "MaNganHang": "PAYMENT",
        "ThongTinGiaoDich": f"Nộp phí, lệ phí hồ sơ {order.code}",
        "ThoiGianGD": local(order.at),
        "Ip": ip,
        "ThongTinBienLai": bill(order, payer, account),
    }


def bill(order: Order, payer: Mapping[str, Any], account: Account) -> dict[str, Any]:
    """ThongTinBienLai of a public service (MaDichVu 2). The fields of fines (MaDichVu 1) stay empty."""
    fines = ("MaLoaiHinhThuPhat", "TenLoaiHinhThuPhat", "MaCoQuanQD", "TenCoQuanQD", "KhoBac", "NgayQD", "SoQD")
    crimes = ("ThoiGianViPham", "DiaDiemViPham", "TenNguoiViPham", "TaiKhoanThuNSNN")
    return {
        "MaDichVu": "2",
        "MaDVC": order.procedure[0],
        "TenDVC": order.procedure[1][:LONGEST_NAME],
        "MaTTHC": order.procedure[0],
        "TenTTHC": order.procedure[1][:LONGEST_NAME],
        "MaDonVi": order.agency[0],
        "TenDonVi": order.agency[1],
        "MaHoSo": order.code,
        "TKThuHuong": account.number,
        "MaNHThuHuong": account.bank,
        "TenTKThuHuong": account.name,
        **dict.fromkeys((*fines, *crimes), ""),
        "NoiDungThanhToan": f"Nộp phí, lệ phí hồ sơ {order.code}",
        "HoTenNguoiNop": payer.get("name") or "",
        "SoCMNDNguoiNop": payer.get("identity") or "",
        "DiaChiNguoiNop": payer.get("address") or "",
        "HuyenNguoiNop": "",
        "TinhNguoiNop": "",
        "PhiLePhi": [
            {"LoaiPhiLePhi": FEE_KINDS[kind], "MaPhiLePhi": fee, "TenPhiLePhi": name, "SoTien": str(amount)}
            for fee, kind, name, amount in order.fees
        ],
        "DSKhoanNop": [{"NoiDung": name, "SoTien": str(amount)} for _, _, name, amount in order.fees],
    }


def query(reference: str, at: datetime, partner: str) -> dict[str, Any]:
    """QUERY about one reference, without its code; `at` is the time of its INIT."""
    return {
        "LoaiBanTin": "QUERY",
        "PhienBan": VERSION,
        "MaDoiTac": partner,
        "MaThamChieu": reference,
        "ThoiGianGD": local(at),
    }


def amount(text: str) -> int | None:
    """SoTien in VND; None if it is no amount."""
    plain = text.isascii() and text.isdigit() and len(text) <= LONGEST_AMOUNT
    return int(text) if plain and int(text) > 0 else None


def reply(confirm: Mapping[str, Any], verdict: str, secret: str) -> dict[str, Any]:
    """What we answer to a CONFIRM."""
    names = {name: str(confirm.get(name, "")) for name in ("MaDoiTac", "MaThamChieu", "ThoiGianGD")}
    return signed({"MaLoi": verdict, "MoTaLoi": SAID[verdict], **names}, REPLY, secret)
