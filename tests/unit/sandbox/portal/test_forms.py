"""What the portal takes for a record and for a progress line."""

import pytest

from sandbox.portal.forms import wrong_in_line, wrong_in_record

RECORD = {
    "MaHoSo": "H99.15-261122-0001",
    "MaTTHC": "2.000004",
    "TenTTHC": "Thủ tục",
    "MaLinhVuc": "G03-GD10",
    "TenLinhVuc": "Lĩnh vực",
    "KenhThucHien": "2",
    "LoaiDoiTuong": "1",
    "TrangThaiHoSo": "2",
    "HinhThuc": "1",
    "DonViXuLy": "Sở",
    "NoiNopHoSo": "2",
    "Email": "",
    "SoDienThoai": "",
    "TrichYeuHoSo": "",
    "NgayTiepNhan": "20261122070000",
    "NgayHenTra": "",
}
LINE = {
    "MaHoSo": "000.00.15.H43-200601-0001",
    "NguoiXuLy": "A",
    "ThoiDiemXuLy": "20261122070000",
    "NoiDungXuLy": "Tiếp nhận hồ sơ",
    "TrangThai": "2",
}


def names(wrong: list[str]) -> list[str]:
    return [one.partition(":")[0] for one in wrong]


def test_good_ones() -> None:
    supplement = {"HoSoBoSungId": "1", "DanhSachGiayToBoSung": [{"TenGiayTo": "x"}]}
    assert wrong_in_record(RECORD) == []
    assert wrong_in_record({**RECORD, "ChuHoSo": "A", "DanhSachHoSoBoSung": [supplement]}) == []
    assert wrong_in_record({**RECORD, "TrangThaiHoSo": "1", "NgayTiepNhan": ""}) == []
    assert wrong_in_line(LINE) == []


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("TrangThaiHoSo", "0"),
        ("TrangThaiHoSo", "11"),
        ("KenhThucHien", "4"),
        ("NgayTiepNhan", "22/11/2026 07:00:00"),
        ("NgayHenTra", "20261131000000"),
        ("MaHoSo", "H99.15-2611-1"),
        ("TrichYeuHoSo", "x" * 1001),
        ("TaiLieuNop", "x"),
        ("TaiLieuNop", [{"TenTepDinhKem": 1}]),
        ("DonViXuLy", ""),
        ("NgayTiepNhan", ""),
        ("TenHoSo", "an unknown field"),
    ],
)
def test_a_wrong_field_of_a_record_is_named(field: str, value: object) -> None:
    assert names(wrong_in_record({**RECORD, field: value})) == [field]


def test_numbers_are_not_strings_and_every_missing_field_is_named() -> None:
    assert "not a string" in " ".join(wrong_in_record({**RECORD, "HinhThuc": 1}))
    assert set(names(wrong_in_record({}))) == set(RECORD)
    assert set(names(wrong_in_line({}))) == set(LINE)


@pytest.mark.parametrize(
    ("field", "value"),
    [("TrangThai", "12"), ("NguoiXuLy", "x" * 51), ("ThoiDiemXuLy", "now"), ("MaHoSo", "x"), ("GhiChu", "")],
)
def test_a_wrong_field_of_an_entry_is_named(field: str, value: str) -> None:
    assert names(wrong_in_line({**LINE, field: value})) == [field]
