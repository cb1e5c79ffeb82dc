"""MaXacThuc of the national payment platform 1.0.6, held against strings written out by hand."""

import hashlib

import pytest

from sandbox.bank import codes

SECRET = "s3cret"
INIT = {
    "LoaiBanTin": "INIT",
    "PhienBan": "1.0.6",
    "MaDoiTac": "P1",
    "MaThamChieu": "dvcH29",
    "SoTien": "50000",
    "LoaiHinhThanhToan": "PAY",
    "MaKenhThanhToan": "1",
    "MaThietBi": "1",
    "NgonNgu": "vi-VN",
    "MaTienTe": "VND",
    "MaNganHang": "PAYMENT",
    "ThongTinGiaoDich": "Lệ phí hồ sơ",
    "ThoiGianGD": "20261122070000",
    "Ip": "10.0.0.1",
    "ThongTinBienLai": {"MaHoSo": "not in the string"},
}
CONFIRM = {
    "LoaiBanTin": "CONFIRM",
    "MaLoi": "00",
    "MaDoiTac": "P1",
    "MaThamChieu": "dvcH29",
    "SoTien": "50000",
    "MaTienTe": "VND",
    "MaGiaoDich": "GD1",
    "MaNganHang": "PAYMENT",
    "ThoiGianGD": "20261122070000",
    "ThongTinGiaoDich": "Lệ phí hồ sơ",
}
QUERY = {
    "LoaiBanTin": "QUERY",
    "PhienBan": "1.0.6",
    "MaDoiTac": "P1",
    "MaThamChieu": "dvcH29",
    "ThoiGianGD": "20261122070000",
}


@pytest.mark.parametrize(
    ("message", "fields", "by_hand"),
    [
        (
            INIT,
            codes.INIT,
            "INIT|1.0.6|P1|dvcH29|50000|PAY|1|1|vi-VN|VND|PAYMENT|Lệ phí hồ sơ|20261122070000|10.0.0.1|s3cret",
        ),
        (CONFIRM, codes.CONFIRM, "CONFIRM|00|P1|dvcH29|50000|VND|GD1|PAYMENT|20261122070000|Lệ phí hồ sơ|s3cret"),
        (QUERY, codes.QUERY, "QUERY|1.0.6|P1|dvcH29|20261122070000|s3cret"),
    ],
    ids=["INIT", "CONFIRM", "QUERY"],
)
def test_the_code_is_the_digest_of_the_documented_string(
    message: dict[str, object], fields: tuple[str, ...], by_hand: str
) -> None:
    digest = hashlib.sha256(by_hand.encode("utf-8")).hexdigest()
    assert codes.code(message, fields, SECRET) == digest
    assert codes.fits({**message, "MaXacThuc": digest}, fields, SECRET)
    assert codes.signed(message, fields, SECRET)["MaXacThuc"] == digest


def test_a_fixed_vector() -> None:
    assert codes.code({}, (), "abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


@pytest.mark.parametrize("field", [*codes.QUERY, "MaXacThuc"])
def test_a_change_of_any_field_breaks_it(field: str) -> None:
    message = codes.signed(QUERY, codes.QUERY, SECRET)
    assert not codes.fits({**message, field: "x"}, codes.QUERY, SECRET)


def test_numbers_count_as_their_digits_and_upper_case_does_not_fit() -> None:
    message = codes.signed({**INIT, "SoTien": 50000}, codes.INIT, SECRET)
    assert message["MaXacThuc"] == codes.code(INIT, codes.INIT, SECRET)
    assert not codes.fits({**message, "MaXacThuc": message["MaXacThuc"].upper()}, codes.INIT, SECRET)
    assert not codes.fits({**message, "MaXacThuc": None}, codes.INIT, SECRET)
    assert not codes.fits({**message, "MaXacThuc": "\ud800"}, codes.INIT, SECRET)
