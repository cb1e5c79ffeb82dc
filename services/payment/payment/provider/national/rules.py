"""Messages of the national payment platform (Cổng DVCQG), version 1.0.6: how they are written and read. Pure.

What proves them, and what their fields may be made of, is in `proof`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from payment.provider.national import proof
from payment.provider.protocol import Failed, Order, Paid, Reported
from shared.contracts.names import Name

NAME = "national-platform"
CALLED = Name("qua Nền tảng thanh toán quốc gia", "through the national payment platform")
VERSION = "1.0.6"
VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")

#: Only "00" is documented; the other codes are ours, after the custom of Vietnamese banks.
GOOD, UNKNOWN, FORGED = "00", "01", "97"
SAID = {
    GOOD: "Thành công",
    UNKNOWN: "Không tìm thấy mã tham chiếu",
    FORGED: "Sai mã xác thực",
}
#: The reply to what is not proved: never signed, and without a word of the message.
UNPROVED = {**dict.fromkeys((*proof.REPLY.names, "MaXacThuc"), ""), "MaLoi": FORGED, "MoTaLoi": SAID[FORGED]}
BUSY = "99"
PAID, FAILED = "1", "4"  # TrangThaiGD; anything else is not known yet
LONGEST_NAME = 250
VND = "VND"
AMOUNT: Final = re.compile(proof.AMOUNT, re.ASCII)
FEE_KINDS = {"phi": "1", "le-phi": "2"}


@dataclass(frozen=True, slots=True)
class Account:
    """Who receives the money: account number, code of its bank, name."""

    number: str
    bank: str
    name: str


def reference(code: str, at: datetime, charge: UUID, attempt: int) -> str:
    """MaThamChieu of a new attempt, alphanumeric: "dvc", the dossier's code, the time, the charge, which attempt."""
    letters = "".join(sign for sign in code if sign.isascii() and sign.isalnum())
    return f"dvc{letters}{local(at)}{charge.hex[:6]}{attempt:02d}"


def local(at: datetime) -> str:
    """yyyyMMddHHmmss in Vietnam."""
    return f"{at.astimezone(VIETNAM):%Y%m%d%H%M%S}"


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
        "SoCMNDNguoiNop": payer.get("number") or "",
        "DiaChiNguoiNop": payer.get("address", {}).get("line", ""),
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
    return int(text) if AMOUNT.fullmatch(text) else None


def moment(text: str) -> datetime | None:
    """ThoiGianGD, a time in Vietnam; None if it is none."""
    try:
        return datetime.strptime(text, "%Y%m%d%H%M%S").replace(tzinfo=VIETNAM)
    except ValueError:
        return None


def report(confirm: Mapping[str, Any], *, final: bool) -> Reported:
    """What a proved CONFIRM reports; `final` if the platform cannot be asked. A missing amount counts as 0."""
    return Reported(
        provider=NAME,
        reference=confirm["MaThamChieu"],
        transaction=confirm["MaGiaoDich"],
        code=confirm["MaLoi"],
        paid=confirm["MaLoi"] == GOOD,
        amount=amount(confirm["SoTien"]) or 0,
        currency=confirm["MaTienTe"],
        at=moment(confirm["ThoiGianGD"]),
        final=final,
    )


def outcome(answer: Mapping[str, Any], reference: str) -> Paid | Failed | None:
    """The outcome in a proved answer to a QUERY; None: not known (yet). Raises ValueError if it is unclear."""
    state = str(answer.get("TrangThaiGD"))
    if state == FAILED:
        return Failed(reference=reference, code=FAILED)
    if state != PAID:
        return None
    paid, at = amount(str(answer.get("SoTien"))), moment(str(answer.get("ThoiGianGD")))
    transaction = str(answer.get("MaGiaoDich") or "")
    if paid is None or at is None or not transaction or answer.get("MaTienTe", VND) != VND:
        raise ValueError("paid, but not how much, when or by which name")
    return Paid(provider=NAME, reference=reference, transaction=transaction, amount=paid, at=at, proof="query")


def reply(partner: str, reference: str, asked_at: datetime | None) -> dict[str, Any]:
    """What we answer to a proved CONFIRM, without its code. Of the message it repeats a reference of ours only.

    ThoiGianGD is that of the attempt's INIT; an attempt we do not know has neither name nor time.
    """
    verdict = UNKNOWN if asked_at is None else GOOD
    known = {"MaThamChieu": reference, "ThoiGianGD": local(asked_at)} if asked_at else {}
    return {
        "MaLoi": verdict,
        "MoTaLoi": SAID[verdict],
        "MaDoiTac": partner,
        "MaThamChieu": "",
        "ThoiGianGD": "",
        **known,
    }
