"""Messages of the national payment platform 1.0.6: the strings that are signed, vectors, and what is never believed."""

from __future__ import annotations

import hashlib

import pytest

from payment.national import rules
from payment.national.rules import Account, Order
from sandbox.bank import codes
from tests.support.payment_facts import AMOUNT, CODE, ID, NOON, REFERENCE

SECRET = "a secret"
ORDER = Order(
    reference=REFERENCE,
    amount=AMOUNT,
    at=NOON,
    dossier=ID,
    code=CODE,
    procedure=("2.000004", "Đăng ký " * 60),
    agency=("H29.03", "Sở Công Thương"),
    fees=(("appraisal", "phi", "Phí thẩm định", 120_000), ("licence", "le-phi", "Lệ phí cấp phép", 30_000)),
)
PAYER = {"name": "Nguyễn Thị Lan", "identity": "0" * 12, "address": "12 Trần Phú"}
CONFIRM = {
    "LoaiBanTin": "CONFIRM",
    "MaLoi": "00",
    "MaDoiTac": "P",
    "MaThamChieu": "R1",
    "SoTien": "150000",
    "MaTienTe": "VND",
    "MaGiaoDich": "GD1",
    "MaNganHang": "PAYMENT",
    "ThoiGianGD": "20261110100000",
    "ThongTinGiaoDich": "Nộp phí",
}


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def message() -> dict[str, object]:
    return rules.init(ORDER, PAYER, "P", "10.0.0.1", Account("123", "970400", "KBNN"))


def test_init_is_signed_over_its_fields_in_order() -> None:
    info = f"Nộp phí, lệ phí hồ sơ {CODE}"
    signed = f"INIT|1.0.6|P|{REFERENCE}|150000|PAY|1|1|vi-VN|VND|PAYMENT|{info}|20261110100000|10.0.0.1|{SECRET}"
    assert rules.signed(message(), rules.INIT, SECRET)["MaXacThuc"] == sha256(signed)


def test_confirm_is_signed_over_its_fields_in_order() -> None:
    signed = f"CONFIRM|00|P|R1|150000|VND|GD1|PAYMENT|20261110100000|Nộp phí|{SECRET}"
    assert rules.code(CONFIRM, rules.CONFIRM, SECRET) == sha256(signed)


def test_query_is_signed_over_its_fields_in_order() -> None:
    asked = rules.query("R1", NOON, "P")
    assert rules.code(asked, rules.QUERY, SECRET) == sha256(f"QUERY|1.0.6|P|R1|20261110100000|{SECRET}")


@pytest.mark.parametrize("name", ["INIT", "CONFIRM", "QUERY"])
def test_both_sides_sign_the_same_fields(name: str) -> None:
    assert getattr(rules, name) == getattr(codes, name)


@pytest.mark.parametrize("field", [*rules.CONFIRM, "MaXacThuc"])
def test_whatever_is_changed_is_noticed(field: str) -> None:
    good = rules.signed(CONFIRM, rules.CONFIRM, SECRET)
    assert rules.is_proved(good, rules.CONFIRM, SECRET)
    assert not rules.is_proved({**good, field: good[field] + "0"}, rules.CONFIRM, SECRET)
    assert not rules.is_proved({**good, field: good[field].swapcase() + "é"}, rules.CONFIRM, SECRET)
    assert not rules.is_proved({name: value for name, value in good.items() if name != field}, rules.CONFIRM, SECRET)


def test_a_number_counts_as_its_digits() -> None:
    good = rules.signed(CONFIRM, rules.CONFIRM, SECRET)
    assert rules.is_proved({**good, "SoTien": 150000}, rules.CONFIRM, SECRET)


def test_nothing_is_proved_without_a_secret() -> None:
    assert not rules.is_proved(rules.signed(CONFIRM, rules.CONFIRM, ""), rules.CONFIRM, "")


def test_the_same_order_is_the_same_message() -> None:
    assert message() == message()


def test_the_bill_keeps_kinds_apart_and_names_short() -> None:
    bill = rules.bill(ORDER, PAYER, Account("123", "970400", "KBNN"))
    assert [(fee["LoaiPhiLePhi"], fee["SoTien"]) for fee in bill["PhiLePhi"]] == [("1", "120000"), ("2", "30000")]
    assert len(bill["TenTTHC"]) == rules.LONGEST_NAME
    assert (bill["HoTenNguoiNop"], bill["MaHoSo"], bill["TKThuHuong"]) == ("Nguyễn Thị Lan", CODE, "123")
    assert rules.bill(ORDER, {}, Account("", "", ""))["HoTenNguoiNop"] == ""


@pytest.mark.parametrize("text", ["", "0", "-1", "1.5", "1e3", " 1", "١٢", "9" * 16, "1 000"])
def test_what_is_no_amount(text: str) -> None:
    assert rules.amount(text) is None


def test_an_amount() -> None:
    assert rules.amount("150000") == AMOUNT


def test_our_reply_is_signed_too() -> None:
    reply = rules.reply(CONFIRM, rules.GOOD, SECRET)
    assert (reply["MaLoi"], reply["MaThamChieu"], reply["MaDoiTac"]) == ("00", "R1", "P")
    assert rules.is_proved(reply, rules.REPLY, SECRET)
