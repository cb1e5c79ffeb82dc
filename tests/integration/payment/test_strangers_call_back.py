"""The payment platform's callback, forged and replayed by strangers: nothing is signed, nothing is booked.

Messages are written here by hand, from the platform's description, and with none of our own code.
"""

from __future__ import annotations

import hashlib
from typing import Any

import pytest

from tests.integration.payment.bench import Bench, Charge
from tests.integration.payment.conftest import SECRET
from tests.support.payment_facts import AMOUNT

PATH = "/v1/callbacks/national-platform"
CONFIRM = (
    *("LoaiBanTin", "MaLoi", "MaDoiTac", "MaThamChieu", "SoTien", "MaTienTe", "MaGiaoDich", "MaNganHang"),
    *("ThoiGianGD", "ThongTinGiaoDich"),
)
FORGED = "97"
UNPROVED = 'motcua_callbacks_total{counterpart="national-platform",proof="none"}'


def confirm(reference: str, **changes: Any) -> dict[str, Any]:
    """A CONFIRM without its code."""
    plain = {"LoaiBanTin": "CONFIRM", "MaLoi": "00", "MaDoiTac": "MOTCUA-H99", "MaThamChieu": reference}
    money = {"SoTien": str(AMOUNT), "MaTienTe": "VND", "MaGiaoDich": "TX1", "MaNganHang": "VCB"}
    return {**plain, **money, "ThoiGianGD": "20260101000000", "ThongTinGiaoDich": "", **changes}


def signed(message: dict[str, Any], secret: str = SECRET) -> dict[str, Any]:
    text = "|".join([*(str(message.get(name, "")) for name in CONFIRM), secret])
    return {**message, "MaXacThuc": hashlib.sha256(text.encode()).hexdigest()}


async def told(bench: Bench, message: Any) -> dict[str, Any]:
    answer = await bench.http.post(bench.peers["payment"] + PATH, json=message)
    assert answer.status_code in (200, 422), answer.text
    reply: dict[str, Any] = answer.json()
    return reply


async def untouched(bench: Bench, charge: Charge) -> bool:
    said = await bench.said(charge)
    return said == ["ChargeOpened", "PaymentAsked", "PaymentStarted"] and not await bench.entered(charge)


async def test_our_reply_to_a_stranger_cannot_be_made_into_a_confirm(bench: Bench) -> None:
    """Seen at fd92b5f: the reply's code, over the stranger's own fields, proved the CONFIRM they spell."""
    charge = await bench.charge()
    reference = await charge.pay()
    bait = {
        "LoaiBanTin": "x",
        "MaDoiTac": "00|MOTCUA-H99",
        "MaThamChieu": f"{reference}|900000000000000|VND|TX1|VCB|20260101000000",
        "ThoiGianGD": "",
    }
    reply = await told(bench, bait)
    assert reply.get("MaXacThuc", "") == ""
    made = confirm(
        reference,
        LoaiBanTin=f"{reply['MaLoi']}|{reply['MoTaLoi']}",
        SoTien="900000000000000",
        MaXacThuc=reply.get("MaXacThuc", ""),
    )
    assert (await told(bench, made))["MaLoi"] == FORGED
    assert await untouched(bench, charge)


@pytest.mark.parametrize("field", ["MaDoiTac", "MaThamChieu", "ThoiGianGD", "MaLoi", "LoaiBanTin"])
async def test_nothing_unproved_is_signed_or_repeated(bench: Bench, field: str) -> None:
    spoken, before = {**confirm("dvcnobody"), field: "echo|me"}, await bench.counted(UNPROVED)
    for message in (spoken, {**spoken, "MaXacThuc": "0" * 64}, signed(spoken, "another secret"), {}):
        reply = await told(bench, message)
        assert (reply["MaLoi"], reply["MaXacThuc"]) == (FORGED, "")
        assert not any(value and value in spoken.values() for name, value in reply.items() if name != "MaLoi")
    assert await bench.counted(UNPROVED) == before + 4, "an operator sees it"


@pytest.mark.parametrize(
    "change",
    [
        {"LoaiBanTin": "QUERY"},
        {"LoaiBanTin": "INIT"},
        {"LoaiBanTin": ""},
        {"LoaiBanTin": "97|x"},
        {"MaDoiTac": "STRANGER"},
        {"SoTien": "0150000"},
        {"SoTien": "1e5"},
        {"SoTien": "9" * 16},
        {"MaGiaoDich": "GD 1"},
        {"MaGiaoDich": "GD\u202e1"},
        {"ThongTinGiaoDich": "Nộp|phí"},
        {"ThongTinGiaoDich": "\u0007"},
        {"TrangThaiGD": "1"},
    ],
    ids=str,
)
async def test_a_signature_alone_does_not_make_a_confirm(bench: Bench, change: dict[str, str]) -> None:
    """Even signed with the secret: what is of another type, another partner, or badly made, is not received."""
    charge = await bench.charge()
    reference = await charge.pay()
    reply = await told(bench, signed(confirm(reference, **change)))
    assert (reply["MaLoi"], reply["MaXacThuc"]) == (FORGED, "")
    assert await untouched(bench, charge)


@pytest.mark.parametrize("outcome", ["paid", "failed"])
@pytest.mark.parametrize("change", [{}, {"LoaiBanTin": "CONFIRM"}], ids=["as it is", "calling itself a CONFIRM"])
async def test_an_answer_to_a_query_is_no_confirm(bench: Bench, outcome: str, change: dict[str, str]) -> None:
    """A signed answer, also about a failed payment, is caught on its way and sent to the callback."""
    charge = await bench.charge()
    reference = await charge.pay()
    await bench.order("unknown", times=1000)
    await bench.order("forget")
    await bench.bank_pays(reference, outcome)
    word = {"base": "answer", "changes": change}
    reply = (await bench.sandbox("POST", f"/bank/send/{reference}", word))["reply"]
    assert (reply["MaLoi"], reply["MaXacThuc"]) == (FORGED, "")
    assert await untouched(bench, charge)


async def test_a_failed_payments_answer_cut_to_a_confirm_is_asked_about_and_not_booked(bench: Bench) -> None:
    """What tells it apart is not signed and can be cut off. Then it is a report like others; the question decides."""
    charge = await bench.charge()
    reference = await charge.pay()
    await bench.order("forget")
    await bench.bank_pays(reference, "failed")
    [payment] = (await bench.bank_knows(reference))["payments"]
    assert (await told(bench, signed(confirm(reference, MaGiaoDich=payment["transaction"]))))["MaLoi"] == "00"
    await charge.comes_to("open")
    assert await bench.entered(charge) == {}


@pytest.mark.parametrize("amount", [AMOUNT, AMOUNT + 5_000, AMOUNT - 1_000, 900_000_000_000_000])
async def test_what_is_not_confirmed_is_never_booked(bench: Bench, amount: int) -> None:
    """Proved and of the right type, but the platform, when asked, knows of no such payment."""
    charge = await bench.charge()
    reference = await charge.pay()
    assert (await told(bench, signed(confirm(reference, SoTien=str(amount)))))["MaLoi"] == "00"
    seen = await charge.see()
    assert (seen["state"], seen["owed"], seen["payments"]) == ("paying", 0, [])
    assert [(one["transaction"], one["amount"]) for one in seen["unconfirmed"]] == [("TX1", amount)]
    assert await bench.entered(charge) == {}
    found = (await bench.operator.get("payment", "/v1/ledger/differences"))["differences"]
    assert (reference, amount) in [(one["reference"], one["amount"]) for one in found]


async def test_a_replayed_confirm_is_noted_once(bench: Bench) -> None:
    charge = await bench.charge()
    reference = await charge.pay()
    message = signed(confirm(reference))
    for at in ("20260101000000", "20260101000001", "20260101000002"):
        for _ in range(3):
            assert (await told(bench, signed(confirm(reference, ThoiGianGD=at))))["MaLoi"] == "00"
    assert (await told(bench, message))["MaLoi"] == "00"
    assert (await bench.said(charge)).count("PaymentReported") == 1
