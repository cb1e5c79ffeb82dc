"""The portal's records, written from ours: names and formats are the portal's. Pure.

All values are texts, times are yyyyMMddHHmmss in Vietnam's time, what is absent is "". What is not known is
left out: DinhDanhCHS has the numbers whose kind the portal knows, and no dummy.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from shared.contracts.reference import Procedure
from sync_gateway.exchange.models import Dossier, Line, Submission
from sync_gateway.exchange.rules import NEWS

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
WORDS = {kind.__name__: news.words for kind, news in NEWS.items()}

CHANNELS = {"counter": "1", "online": "2", "post": "3"}
RETURNS = {"desk": "0", "post": "1"}
RETURNED = {"desk": "Trả kết quả tại Bộ phận Một cửa", "post": "Trả kết quả qua dịch vụ bưu chính công ích"}
IDENTITIES = {"citizen-id": "1", "old-id": "2"}  # LoaiDinhDanh
CITIZEN, BUSINESS, OTHER = "1", "2", "4"  # LoaiDoiTuong

#: DuocThanhToanTrucTuyen by provider: through the national portal's payment platform, or not online at all.
PAID = {"national-platform": "1", "cash": "3"}
NO_FEE, PAID_THROUGH_US, NOT_ONLINE = "0", "2", "3"
OUR_PORTAL = "2"  # NoiNopHoSo: the province's


@dataclass(frozen=True, slots=True)
class Person:
    """The applicant as intake knows them now. Used for one call and not kept.

    `identities`: kind and number of each person, of an organisation none.
    """

    name: str = ""
    kind: str = ""
    form: str = ""
    number: str = ""
    phone: str = ""
    email: str = ""
    identities: tuple[tuple[str, str], ...] = ()


def compact(at: datetime | None) -> str:
    """`yyyyMMddHHmmss`, or nothing."""
    return at.astimezone(VIETNAM).strftime("%Y%m%d%H%M%S") if at else ""


def record(
    dossier: Dossier, submission: Submission | None, status: int, person: Person, procedure: Procedure, unit: str
) -> dict[str, Any]:
    """One element of DongBoHoSoMC's `data`. `unit` is the title of the agency that decides."""
    title = procedure.title.vi
    return {
        "MaHoSo": dossier.code,
        "MaTTHC": dossier.procedure,
        "TenTTHC": title,
        "MaLinhVuc": procedure.sector.code,
        "TenLinhVuc": procedure.sector.title.vi,
        "KenhThucHien": CHANNELS[dossier.channel],
        **_owner(person),
        "TrichYeuHoSo": title[:1000],
        "NgayNopHoSo": compact(submission.submitted_at if submission else None),
        "NgayTiepNhan": compact(dossier.accepted_at),
        "NgayHenTra": compact(dossier.due_at),
        "TrangThaiHoSo": str(status),
        "NgayTra": compact(dossier.returned_at),
        "ThongTinTra": RETURNED[dossier.returned_by] if dossier.returned_by else "",
        "HinhThuc": RETURNS[dossier.returns],
        "NgayKetThucXuLy": compact(dossier.finished_at),
        "NgayTuChoi": compact(dossier.refused_at),
        "DonViXuLy": unit,
        "GhiChu": "",
        "NoiNopHoSo": OUR_PORTAL,
        "HoSoCoThanhPhanSoHoa": "1" if submission and submission.digitised else "0",
        "TaiKhoanDuocXacThucVoiVNeID": "0",
        "DuocThanhToanTrucTuyen": paid_online(dossier),
    }


def _owner(person: Person) -> dict[str, Any]:
    """Who the dossier belongs to, with the numbers whose kind the portal knows."""
    numbers = [(IDENTITIES[kind], number) for kind, number in person.identities if kind in IDENTITIES]
    known = [{"LoaiDinhDanh": kind, "SoDinhDanh": number} for kind, number in numbers]
    return {
        "ChuHoSo": person.name,
        "SoGiayToChuHoSo": person.number,
        "LoaiDoiTuong": _kind(person),
        "MaDoiTuong": "",
        "ThongTinKhac": "",
        "Email": person.email,
        "Fax": "",
        "SoDienThoai": person.phone,
        **({"DinhDanhCHS": known} if known else {}),
    }


def _kind(person: Person) -> str:
    """Persons are persons together, too; a household business is another organisation than an enterprise."""
    if person.kind in ("person", "group"):
        return CITIZEN
    return BUSINESS if person.form == "enterprise" else OTHER


def paid_online(dossier: Dossier) -> str:
    """By the provider that has settled the charge; a fee that is not settled counts as not paid online."""
    if dossier.paid_by:
        return PAID.get(dossier.paid_by, PAID_THROUGH_US)
    return NOT_ONLINE if dossier.fees else NO_FEE


def progress(code: str, line: Line, titles: Mapping[str, str], officer: str = "", title: str = "") -> dict[str, str]:
    """One element of CapNhatTienDoHoSoMC's `data`. An entry always has the same bytes: sent twice, the portal sees it.

    The portal asks who did it: the officer as called at that time, and the agency where no officer is known.
    """
    agency = titles.get(line.agency, line.agency)
    return {
        "MaHoSo": code,
        "NguoiXuLy": (officer or agency)[:50],
        "ChucDanh": title,
        "ThoiDiemXuLy": compact(line.at),
        "PhongBanXuLy": agency,
        "NoiDungXuLy": WORDS[line.act],
        "TrangThai": str(line.status),
        "NgayBatDau": compact(line.at),
        "NgayKetThucTheoQuyDinh": compact(line.due_at),
    }
