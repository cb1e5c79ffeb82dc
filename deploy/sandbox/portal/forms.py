"""The format of a dossier record and of a progress line (DongBoHoSoMC, CapNhatTienDoHoSoMC).

Pure: a form in, the names of wrong fields out. All values are strings, dates `yyyyMMddHHmmss` or empty; the required
fields are taken from two public clients, since the portal's specification is not public.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from sandbox.times import is_compact

# two generations: 000.00.15.H43-200601-0001 (TT 01/2018/TT-VPCP Đ19) and H99.15-240601-0001
DOSSIER: Final = re.compile(r"([0-9A-Z]{1,6}(\.[0-9A-Z]{1,6}){0,6})-[0-9]{6}-[0-9]{4,}")
MOST_LINES: Final = 10
STATUSES: Final = tuple(str(number) for number in range(1, 11))
NOT_RECEIVED: Final = ("1", "3", "7")  # statuses in which NgayTiepNhan may be empty

FULL: Final = (
    "MaHoSo",
    "MaTTHC",
    "TenTTHC",
    "MaLinhVuc",
    "TenLinhVuc",
    "KenhThucHien",
    "LoaiDoiTuong",
    "TrangThaiHoSo",
    "HinhThuc",
    "DonViXuLy",
    "NoiNopHoSo",
)
THERE: Final = ("Email", "SoDienThoai", "TrichYeuHoSo", "NgayTiepNhan", "NgayHenTra")
MAY: Final = (
    "SoGiayToChuHoSo",
    "ChuHoSo",
    "MaDoiTuong",
    "ThongTinKhac",
    "Fax",
    "NgayTra",
    "ThongTinTra",
    "NgayKetThucXuLy",
    "GhiChu",
    "HoSoCoThanhPhanSoHoa",
    "TaiKhoanDuocXacThucVoiVNeID",
    "DuocThanhToanTrucTuyen",
    "NgayTuChoi",
    "NgayNopHoSo",
    "SoBienNhan",
)
LISTS: Final = (
    "DinhDanhCHS",
    "DSKetNoiCSDL",
    "TaiLieuNop",
    "DanhSachLePhi",
    "DanhSachTepDinhKemKhac",
    "DanhSachHoSoBoSung",
    "DanhSachGiayToKetQua",
)
DATES: Final = ("NgayTiepNhan", "NgayHenTra", "NgayTra", "NgayKetThucXuLy", "NgayTuChoi", "NgayNopHoSo")
ONE_OF: Final = {
    "KenhThucHien": ("1", "2", "3"),
    "LoaiDoiTuong": ("1", "2", "3", "4"),
    "TrangThaiHoSo": STATUSES,
    "HinhThuc": ("0", "1"),
    "NoiNopHoSo": ("1", "2"),
    "HoSoCoThanhPhanSoHoa": ("0", "1", ""),
    "TaiKhoanDuocXacThucVoiVNeID": ("0", "1", ""),
    "DuocThanhToanTrucTuyen": ("0", "1", "2", "3", ""),
}
LONGEST: Final = {"TrichYeuHoSo": 1000, "NguoiXuLy": 50}

LINE_FULL: Final = ("MaHoSo", "NguoiXuLy", "ThoiDiemXuLy", "NoiDungXuLy", "TrangThai")
LINE_MAY: Final = ("ChucDanh", "PhongBanXuLy", "NgayBatDau", "NgayKetThucTheoQuyDinh")

Form = Mapping[str, Any]


def wrong_in_record(record: Form) -> list[str]:
    """The invalid fields of a dossier record, each with a reason."""
    known = (*FULL, *THERE, *MAY, *LISTS)
    dates = [*_wrong(record, DATES, _is_date, "not yyyyMMddHHmmss")]
    if not record.get("NgayTiepNhan") and record.get("TrangThaiHoSo") not in NOT_RECEIVED:
        dates.append("NgayTiepNhan: empty although received")
    return [
        *_unknown(record, known),
        *(f"{name}: missing or empty" for name in FULL if not record.get(name)),
        *(f"{name}: missing" for name in THERE if name not in record),
        *_wrong(record, (*FULL, *THERE, *MAY), _is_string, "not a string"),
        *_wrong(record, LISTS, _is_list, "not a list of objects with string values"),
        *_choices(record, ONE_OF),
        *dates,
        *_common(record),
    ]


def wrong_in_line(line: Form) -> list[str]:
    """The invalid fields of a progress line, each with a reason."""
    names = (*LINE_FULL, *LINE_MAY)
    dates = ("ThoiDiemXuLy", "NgayBatDau", "NgayKetThucTheoQuyDinh")
    return [
        *_unknown(line, names),
        *(f"{name}: missing or empty" for name in LINE_FULL if not line.get(name)),
        *_wrong(line, names, _is_string, "not a string"),
        *_wrong(line, dates, _is_date, "not yyyyMMddHHmmss"),
        *_choices(line, {"TrangThai": STATUSES}),
        *_common(line),
    ]


def _common(form: Form) -> list[str]:
    code = form.get("MaHoSo")
    ill = ["MaHoSo: no dossier code"] if isinstance(code, str) and code and not DOSSIER.fullmatch(code) else []
    return ill + [
        f"{name}: longer than {most}" for name, most in LONGEST.items() if len(str(form.get(name, ""))) > most
    ]


def _unknown(form: Form, known: tuple[str, ...]) -> list[str]:
    return [f"{name[:40]}: unknown field" for name in form if name not in known]


def _wrong(form: Form, names: tuple[str, ...], fits: Callable[[Any], bool], why: str) -> list[str]:
    return [f"{name}: {why}" for name in names if name in form and not fits(form[name])]


def _choices(form: Form, choices: Mapping[str, tuple[str, ...]]) -> list[str]:
    return [f"{name}: not one of its codes" for name, may in choices.items() if name in form and form[name] not in may]


def _is_string(value: Any) -> bool:
    return isinstance(value, str)


def _is_date(value: Any) -> bool:
    return value == "" or (isinstance(value, str) and is_compact(value))


def _is_list(value: Any) -> bool:
    """Objects whose values are strings, or lists of such objects again (DanhSachHoSoBoSung)."""
    if not isinstance(value, list):
        return False
    return all(
        isinstance(one, dict) and all(isinstance(inner, str) or _is_list(inner) for inner in one.values())
        for one in value
    )
