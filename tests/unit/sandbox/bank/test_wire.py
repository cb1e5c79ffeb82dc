"""Which INIT the bank can take."""

import pytest

from sandbox.bank.wire import wrong_fields

GOOD = {
    "LoaiBanTin": "INIT",
    "PhienBan": "1.0.6",
    "MaDoiTac": "P1",
    "MaThamChieu": "dvc0001",
    "SoTien": "50000",
    "LoaiHinhThanhToan": "PAY",
    "MaKenhThanhToan": "1",
    "MaThietBi": "1",
    "NgonNgu": "vi-VN",
    "MaTienTe": "VND",
    "MaNganHang": "PAYMENT",
    "ThongTinGiaoDich": "x",
    "ThoiGianGD": "20261122070000",
    "Ip": "10.0.0.1",
    "ThongTinBienLai": {"MaHoSo": "H99.15-261122-0001"},
}


def test_a_good_one() -> None:
    assert wrong_fields(GOOD) == []
    assert wrong_fields({**GOOD, "SoTien": 50000}) == []


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("SoTien", "0"),
        ("SoTien", "-1"),
        ("SoTien", "1.5"),
        ("SoTien", True),
        ("MaThamChieu", "dvc-0001"),
        ("MaThamChieu", "dvc0001\n"),
        ("MaThamChieu", None),
        ("MaTienTe", "USD"),
        ("PhienBan", "1.0.5"),
        ("ThoiGianGD", "20261322070000"),
        ("ThoiGianGD", "2026-11-22"),
        ("Ip", ""),
        ("ThongTinBienLai", "x"),
    ],
)
def test_a_bad_field_is_named(field: str, value: object) -> None:
    assert wrong_fields({**GOOD, field: value}) == [field]


def test_all_missing_fields_are_named_once() -> None:
    assert wrong_fields({}) == sorted(GOOD)
