"""Messages of the national payment platform 1.0.6: the strings that are signed, vectors, and what is never believed."""

from __future__ import annotations

import hashlib

import pytest

from payment.provider.national import proof, rules
from payment.provider.national.rules import Account
from payment.provider.protocol import Failed, Order
from sandbox.bank import codes
from tests.support.payment_facts import AMOUNT, CODE, ID, NOON, REFERENCE, paid

SECRET = "a secret"
ORDER = Order(
    provider=rules.NAME,
    reference=REFERENCE,
    amount=AMOUNT,
    at=NOON,
    dossier=ID,
    code=CODE,
    procedure=("2.000004", "Đăng ký " * 60),
    agency=("H99.03", "Sở Công Thương"),
    fees=(("appraisal", "phi", "Phí thẩm định", 120_000), ("licence", "le-phi", "Lệ phí cấp phép", 30_000)),
)
PAYER = {"name": "Nguyễn Thị Lan", "number": "0" * 12, "address": {"line": "12 Trần Phú"}}
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
    assert proof.INIT.signed(message(), SECRET)["MaXacThuc"] == sha256(signed)


def test_confirm_is_signed_over_its_fields_in_order() -> None:
    signed = f"CONFIRM|00|P|R1|150000|VND|GD1|PAYMENT|20261110100000|Nộp phí|{SECRET}"
    assert proof.CONFIRM.code(CONFIRM, SECRET) == sha256(signed)


def test_query_is_signed_over_its_fields_in_order() -> None:
    asked = rules.query("R1", NOON, "P")
    assert proof.QUERY.code(asked, SECRET) == sha256(f"QUERY|1.0.6|P|R1|20261110100000|{SECRET}")


@pytest.mark.parametrize("name", ["INIT", "CONFIRM", "QUERY"])
def test_both_sides_sign_the_same_fields(name: str) -> None:
    assert getattr(proof, name).names == getattr(codes, name)


def test_the_same_order_is_the_same_message() -> None:
    assert message() == message()


def test_the_bill_separates_kinds_and_shortens_names() -> None:
    bill = rules.bill(ORDER, PAYER, Account("123", "970400", "KBNN"))
    assert [(fee["LoaiPhiLePhi"], fee["SoTien"]) for fee in bill["PhiLePhi"]] == [("1", "120000"), ("2", "30000")]
    assert len(bill["TenTTHC"]) == rules.LONGEST_NAME
    assert (bill["HoTenNguoiNop"], bill["MaHoSo"], bill["TKThuHuong"]) == ("Nguyễn Thị Lan", CODE, "123")
    assert rules.bill(ORDER, {}, Account("", "", ""))["HoTenNguoiNop"] == ""


@pytest.mark.parametrize("text", ["", "0", "-1", "1.5", "1e3", " 1", "١٢", "9" * 16, "1 000"])
def test_malformed_amounts(text: str) -> None:
    assert rules.amount(text) is None


def test_an_amount() -> None:
    assert rules.amount("150000") == AMOUNT


def test_our_reply_repeats_nothing_but_our_own_reference() -> None:
    known, unknown = rules.reply("P", REFERENCE, NOON), rules.reply("P", REFERENCE, None)
    assert [known[name] for name in proof.REPLY.names] == ["00", "Thành công", "P", REFERENCE, "20261110100000"]
    assert [unknown[name] for name in proof.REPLY.names] == ["01", "Không tìm thấy mã tham chiếu", "P", "", ""]
    assert proof.REPLY.sound(known)
    assert proof.REPLY.sound(unknown)


ANSWER = {**CONFIRM, "LoaiBanTin": "QUERY", "TrangThaiGD": "1"}


def test_an_answer_gives_amount_and_time() -> None:
    assert rules.outcome(ANSWER, "R1") == paid(reference="R1", transaction="GD1", amount=AMOUNT, at=NOON)
    assert rules.outcome({**ANSWER, "SoTien": 7}, "R1") == paid(reference="R1", transaction="GD1", amount=7, at=NOON)
    assert rules.outcome({**ANSWER, "TrangThaiGD": "4"}, "R1") == Failed(reference="R1", code="4")
    assert [rules.outcome({**ANSWER, "TrangThaiGD": state}, "R1") for state in ("0", "", None)] == [None] * 3


@pytest.mark.parametrize(
    "change", [{"SoTien": "0"}, {"MaGiaoDich": ""}, {"MaTienTe": "USD"}, {"ThoiGianGD": "20261310100000"}], ids=str
)
def test_an_unclear_answer_is_refused(change: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="paid, but"):
        rules.outcome({**ANSWER, **change}, "R1")
