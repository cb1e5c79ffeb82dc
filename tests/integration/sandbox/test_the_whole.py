"""Messages, faults by rate, and the sandbox as a process that is killed and comes back."""

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest

from motcua.stack.counterparts import Counterparts
from motcua.stack.stack import Stack

Soon = Callable[[Callable[[], Any]], Any]
SMS = "/sms/MainService.svc/json/SendMultipleMessage_V4_post_json/"
ACCOUNT = {"ApiKey": "throw-away-sms-account", "SecretKey": "throw-away-sms-password", "Brandname": "HOAGIANG"}
NOTICE = {**ACCOUNT, "SmsType": "2", "Phone": "0199000001", "Content": "Ho so da duoc tiep nhan"}
INIT = (
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
)


def test_a_message_is_delivered_once_by_its_request_id(http: httpx2.Client) -> None:
    notice = {**NOTICE, "RequestId": "n1"}
    answers = [http.post(SMS, json=notice) for _ in range(2)]
    assert [(one.status_code, one.json()["CodeResult"]) for one in answers] == [(200, "100"), (200, "124")]
    [message] = http.get("/mailbox/messages", params={"to": NOTICE["Phone"]}).json()["messages"]
    assert (message["body"], message["kind"], message["copies"]) == (NOTICE["Content"], "sms", 1)
    assert http.get("/mailbox/messages", params={"to": "0199000002"}).json() == {"messages": []}
    assert NOTICE["Content"] in http.get("/mailbox").text


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"SecretKey": "x"}, "101"),
        ({"Brandname": "NOBODY"}, "104"),
        ({"SmsType": "1"}, "118"),
        ({"Phone": "nobody"}, "108"),
    ],
)
def test_the_gateway_says_what_is_wrong(http: httpx2.Client, wrong: dict[str, str], code: str) -> None:
    assert http.post(SMS, json={**NOTICE, **wrong, "RequestId": "n9"}).json()["CodeResult"] == code


def test_a_number_may_be_blocked(http: httpx2.Client) -> None:
    http.put("/mailbox/fates", json={"to": "0199000009", "fate": "refused"}).raise_for_status()
    assert http.post(SMS, json={**NOTICE, "Phone": "0199000009", "RequestId": "n8"}).json()["CodeResult"] == "99"


def test_what_was_taken_and_lost_is_known_as_such(http: httpx2.Client) -> None:
    http.put("/mailbox/fates", json={"to": "0199000010", "fate": "lost"}).raise_for_status()
    assert http.post(SMS, json={**NOTICE, "Phone": "0199000010", "RequestId": "n7"}).json()["CodeResult"] == "100"
    assert http.get("/mailbox/messages", params={"to": "0199000010"}).json() == {"messages": []}
    assert "n7" in http.get("/mailbox/vanished").json()["keys"]


def test_the_same_seed_fails_the_same_calls(http: httpx2.Client) -> None:
    def statuses(seed: int) -> list[int]:
        mood = {"rate": 0.5, "seed": seed, "kinds": ["error", "refuse"]}
        http.put("/faults/sms", json=mood).raise_for_status()
        return [http.post(SMS, json={**NOTICE, "RequestId": "n2"}).status_code for _ in range(40)]

    first = statuses(7)
    assert 10 < sum(status != 200 for status in first) < 30
    assert {429, 200} < set(first)
    assert statuses(7) == first
    assert statuses(8) != first
    done = http.get("/faults").json()["sms"]["done"]
    assert done["refuse"] >= 2 * first.count(429)


def test_a_slow_response_delays_no_other_call(http: httpx2.Client, soon: Soon) -> None:
    http.post("/faults/sms", json={"kind": "slow", "seconds": 60}).raise_for_status()
    notice = {**NOTICE, "RequestId": "n3"}
    with pytest.raises(httpx2.ReadTimeout):
        http.post(SMS, json=notice, timeout=httpx2.Timeout(60, read=0.05))
    soon(lambda: http.get("/faults").json()["sms"]["done"].get("slow"))
    assert http.post(SMS, json=notice, timeout=50).status_code == 200, "before the first is answered"


def test_script_routes_never_fail(http: httpx2.Client) -> None:
    http.put("/faults", json={"rate": 1}).raise_for_status()
    for path in ("/healthz", "/bank/ledger", "/post/ledger", "/portal/ledger", "/mailbox/messages", "/faults"):
        assert http.get(path).status_code == 200
    assert {one["rate"] for one in http.get("/faults").json().values()} == {1}
    assert http.put("/faults", json={"rate": 2}).status_code == 422
    assert {one["rate"] for one in http.delete("/faults").json().values()} == {0}


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Counterparts]:
    counterparts = Counterparts(Stack("own", tmp_path))
    yield counterparts
    counterparts.stop()


def test_killed_and_back_on_the_same_port_with_the_same_ledgers(own: Counterparts, callbacks: Any, soon: Soon) -> None:
    url = own.start({"SANDBOX_ATTEMPTS": "1000"})
    assert own.start() == url
    callbacks.replies["/late"] = [(503, {})] * 1000
    with httpx2.Client(base_url=url, timeout=60, trust_env=False) as http:
        http.post(SMS, json={**NOTICE, "RequestId": "n1"}).raise_for_status()
        paid(http, f"{callbacks.url}/late")
        key = http.get("/post/public-key").text
        before = [http.get(path).json() for path in ("/mailbox/messages", "/bank/ledger")]
        own.kill()
        assert not own.alive()
        assert own.start() == url
        assert [http.get(path).json() for path in ("/mailbox/messages", "/bank/ledger")] == before
        assert http.get("/post/public-key").text == key
        callbacks.replies["/late"].clear()
        soon(lambda: http.get("/bank/ledger/dvc1").json()["payments"][0]["fate"] == "taken")
    own.stop()
    assert not own.alive()


def paid(http: httpx2.Client, callback: str) -> None:
    http.put("/bank/partners/P1", json={"callback": callback, "secret": "s"}).raise_for_status()
    words = "INIT|1.0.6|P1|dvc1|1|PAY|1|1|vi-VN|VND|PAYMENT|x|20261122070000|::1"
    message: dict[str, Any] = dict(zip(INIT, words.split("|"), strict=True))
    message |= {"MaXacThuc": hashlib.sha256(f"{words}|s".encode()).hexdigest(), "ThongTinBienLai": {}}
    assert http.post("/bank/init", json=message).json()["error_code"] == "0"
    http.post("/bank/pay/dvc1", json={}).raise_for_status()
