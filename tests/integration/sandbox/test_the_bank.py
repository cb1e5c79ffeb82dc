"""The bank over HTTP: INIT, what payers do, CONFIRM, QUERY, and every fault."""

import hashlib
import json
from collections.abc import Callable
from itertools import count
from typing import Any

import httpx2
import pytest

SECRET = "the secret of P1"
NUMBERS = count(1)
INIT = [
    "LoaiBanTin",
    "PhienBan",
    "MaDoiTac",
    "MaThamChieu",
    "SoTien",
    "LoaiHinhThanhToan",
    "MaKenhThanhToan",
    "MaThietBi",
    "NgonNgu",
    "MaTienTe",
    "MaNganHang",
    "ThongTinGiaoDich",
    "ThoiGianGD",
    "Ip",
]
CONFIRM = [
    "LoaiBanTin",
    "MaLoi",
    "MaDoiTac",
    "MaThamChieu",
    "SoTien",
    "MaTienTe",
    "MaGiaoDich",
    "MaNganHang",
    "ThoiGianGD",
    "ThongTinGiaoDich",
]
QUERY = ["LoaiBanTin", "PhienBan", "MaDoiTac", "MaThamChieu", "ThoiGianGD"]
Soon = Callable[[Callable[[], Any]], Any]


def code(message: dict[str, Any], fields: list[str]) -> str:
    return hashlib.sha256("|".join([*(message[name] for name in fields), SECRET]).encode()).hexdigest()


def an_init(reference: str | None = None, **changed: str) -> dict[str, Any]:
    message: dict[str, Any] = {
        "LoaiBanTin": "INIT",
        "PhienBan": "1.0.6",
        "MaDoiTac": "P1",
        "MaThamChieu": reference or f"dvc{next(NUMBERS):06d}",
        "SoTien": "50000",
        "LoaiHinhThanhToan": "PAY",
        "MaKenhThanhToan": "1",
        "MaThietBi": "1",
        "NgonNgu": "vi-VN",
        "MaTienTe": "VND",
        "MaNganHang": "PAYMENT",
        "ThongTinGiaoDich": "Lệ phí",
        "ThoiGianGD": "20261122070000",
        "Ip": "10.0.0.1",
    } | changed
    message["MaXacThuc"] = code(message, INIT)
    return {**message, "ThongTinBienLai": {"MaHoSo": "H99.15-261122-0001"}}


class Merchant:
    """Calls the bank as our payment service would."""

    def __init__(self, http: httpx2.Client, callbacks: Any, soon: Soon) -> None:
        self.http, self.server, self.soon = http, callbacks, soon
        partner = {"callback": f"{callbacks.url}/confirm", "secret": SECRET}
        http.put("/bank/partners/P1", json=partner).raise_for_status()

    def init(self, message: dict[str, Any]) -> dict[str, Any]:
        return dict(self.http.post("/bank/init", json=message).json())

    def opened(self) -> str:
        message = an_init()
        assert self.init(message)["error_code"] == "0"
        return str(message["MaThamChieu"])

    def query(self, reference: str) -> dict[str, Any]:
        message = {"LoaiBanTin": "QUERY", "PhienBan": "1.0.6", "MaDoiTac": "P1", "MaThamChieu": reference}
        message["ThoiGianGD"] = "20261122070100"
        message["MaXacThuc"] = code(message, QUERY)
        return dict(self.http.post("/bank/query", json=message).json())

    def pay(self, reference: str, **does: Any) -> httpx2.Response:
        return self.http.post(f"/bank/pay/{reference}", json=does)

    def confirms(self, reference: str) -> list[dict[str, Any]]:
        return [one for one in self.server.at("/confirm") if one["MaThamChieu"] == reference]

    def fates(self, reference: str) -> list[str]:
        return [one["fate"] for one in self.ledger(reference)["payments"]]

    def ledger(self, reference: str) -> dict[str, Any]:
        return dict(self.http.get(f"/bank/ledger/{reference}").json())

    def spoil(self, kind: str, **more: Any) -> None:
        self.http.post("/faults/bank", json={"kind": kind, **more}).raise_for_status()


@pytest.fixture
def merchant(http: httpx2.Client, callbacks: Any, soon: Soon) -> Merchant:
    return Merchant(http, callbacks, soon)


def test_a_payment_is_confirmed_with_the_documented_code(merchant: Merchant) -> None:
    reference = merchant.opened()
    assert merchant.query(reference)["TrangThaiGD"] == "0"
    assert merchant.pay(reference).json()["state"] == "paid"
    [confirm] = merchant.soon(lambda: merchant.confirms(reference))
    assert (confirm["LoaiBanTin"], confirm["MaLoi"], confirm["SoTien"]) == ("CONFIRM", "00", "50000")
    assert confirm["MaXacThuc"] == code(confirm, CONFIRM)
    answer = merchant.query(reference)
    assert (answer["MaLoi"], answer["TrangThaiGD"], answer["MaGiaoDich"]) == ("00", "1", confirm["MaGiaoDich"])
    assert answer["MaXacThuc"] == code(answer, CONFIRM)
    merchant.soon(lambda: merchant.fates(reference) == ["taken"])
    assert merchant.ledger(reference)["settled"] == 50_000
    assert merchant.pay(reference).status_code == 409


def test_the_checkout_is_where_the_answer_says(merchant: Merchant) -> None:
    where = json.loads(merchant.init(an_init())["message"])["UrlThanhToan"]
    page = merchant.http.get(where)
    assert page.status_code == 200
    assert "50.000 đồng" in page.text


def test_failed_then_paid_is_two_confirms_and_one_settlement(merchant: Merchant) -> None:
    reference = merchant.opened()
    before = merchant.http.get("/bank/ledger").json()["balances"]["P1"]
    merchant.pay(reference, outcome="abandoned")
    merchant.pay(reference, outcome="failed")
    assert merchant.query(reference)["TrangThaiGD"] == "4"
    merchant.soon(lambda: merchant.fates(reference) == ["taken"])
    merchant.pay(reference, outcome="paid", amount=40_000)
    merchant.soon(lambda: merchant.fates(reference) == ["taken", "taken"])
    assert [(one["MaLoi"], one["SoTien"]) for one in merchant.confirms(reference)] == [
        ("24", "50000"),
        ("00", "40000"),
    ]
    assert merchant.http.get("/bank/ledger").json()["balances"]["P1"] == before + 40_000


def test_the_code_comes_before_everything(merchant: Merchant) -> None:
    for message in ({}, {"MaDoiTac": "no-one"}, {**an_init(), "SoTien": "1"}, {**an_init(), "MaXacThuc": ""}):
        assert merchant.init(message)["error_code"] == "97"
    assert merchant.init(an_init(SoTien="nothing"))["error_code"] == "03"
    reference = merchant.opened()
    forged = {"LoaiBanTin": "QUERY", "MaDoiTac": "P1", "MaThamChieu": reference, "MaXacThuc": "x"}
    assert merchant.http.post("/bank/query", json=forged).json()["MaLoi"] == "97"
    assert merchant.query("never")["MaLoi"] == "01"


def test_a_reference_is_opened_once(merchant: Merchant) -> None:
    message = an_init()
    assert merchant.init(message) == merchant.init(message)
    assert merchant.init(an_init(message["MaThamChieu"], SoTien="60000"))["error_code"] == "02"
    assert merchant.ledger(message["MaThamChieu"])["amount"] == 50_000


def test_a_partner_with_a_token_must_show_it(merchant: Merchant) -> None:
    known = {"callback": "", "secret": SECRET, "token": "bearer"}
    merchant.http.put("/bank/partners/P2", json=known).raise_for_status()
    message = an_init(MaDoiTac="P2")
    assert merchant.http.post("/bank/init", json=message).status_code == 401
    shown = merchant.http.post("/bank/init", json=message, headers={"Authorization": "Bearer bearer"})
    assert shown.json()["error_code"] == "0"


def test_a_confirm_comes_again_until_it_is_taken(merchant: Merchant) -> None:
    refusals: list[Any] = [(503, {}), (200, {"MaLoi": "97"}), (200, "no object")]
    merchant.server.replies["/confirm"] = [*refusals, (200, {"MaLoi": "00"})]
    reference = merchant.opened()
    merchant.pay(reference)
    merchant.soon(lambda: merchant.fates(reference) == ["taken"])
    assert len(merchant.confirms(reference)) == 4
    assert merchant.ledger(reference)["payments"][0]["tries"] == 4


def test_forgotten(merchant: Merchant) -> None:
    merchant.spoil("forget")
    reference = merchant.opened()
    merchant.pay(reference)
    merchant.soon(lambda: merchant.fates(reference) == ["forgotten"])
    assert merchant.confirms(reference) == []
    assert merchant.query(reference)["TrangThaiGD"] == "1"


def test_sent_twice(merchant: Merchant) -> None:
    merchant.spoil("duplicate")
    reference = merchant.opened()
    merchant.pay(reference)
    first, second = merchant.soon(lambda: len(found := merchant.confirms(reference)) == 2 and found)
    assert first == second


@pytest.mark.parametrize("kind", ["wrong_signature", "tampered"])
def test_forged_first_and_true_when_refused(merchant: Merchant, kind: str) -> None:
    merchant.spoil(kind)
    merchant.server.replies["/confirm"] = [(200, {"MaLoi": "97"})]
    reference = merchant.opened()
    merchant.pay(reference)
    merchant.soon(lambda: merchant.fates(reference) == ["taken"])
    assert [one["MaXacThuc"] == code(one, CONFIRM) for one in merchant.confirms(reference)] == [False, True]


def test_the_later_one_comes_first(merchant: Merchant) -> None:
    merchant.spoil("reorder")
    slow, quick = merchant.opened(), merchant.opened()
    merchant.pay(slow)
    merchant.pay(quick)
    merchant.soon(lambda: merchant.fates(slow) == ["taken"])
    order = [one["MaThamChieu"] for one in merchant.server.at("/confirm") if one["MaThamChieu"] in (slow, quick)]
    assert order == [quick, slow]


def test_done_but_never_answered(merchant: Merchant) -> None:
    message = an_init()
    merchant.spoil("done_but_timeout", seconds=0)
    with pytest.raises(httpx2.TransportError):
        merchant.init(message)
    assert merchant.query(message["MaThamChieu"])["TrangThaiGD"] == "0"
    assert merchant.init(message)["error_code"] == "0"
    merchant.spoil("done_but_timeout", seconds=60)
    with pytest.raises(httpx2.ReadTimeout):
        merchant.http.post("/bank/init", json=an_init(), timeout=httpx2.Timeout(60, read=0.05))


def test_an_error_is_not_executed_and_a_refusal_is_busy(merchant: Merchant) -> None:
    message = an_init()
    merchant.spoil("error")
    assert merchant.http.post("/bank/init", json=message).status_code in (500, 502, 503)
    merchant.spoil("refuse")
    assert merchant.init(message)["error_code"] == "99"
    assert merchant.query(message["MaThamChieu"])["MaLoi"] == "01"


def test_unknown_for_a_while(merchant: Merchant) -> None:
    reference = merchant.opened()
    merchant.pay(reference)
    merchant.spoil("unknown", times=2)
    assert [merchant.query(reference)["TrangThaiGD"] for _ in range(3)] == ["0", "0", "1"]
