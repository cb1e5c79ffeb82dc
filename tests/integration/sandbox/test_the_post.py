"""The post office over HTTP: token, order, plan, webhook, history, and every fault."""

import base64
from collections.abc import Callable
from itertools import count
from typing import Any

import httpx2
import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

LOGIN = {"username": "motcua", "password": "throw-away-post-password", "customerCode": "T290000001"}
NUMBERS = count(1)
Soon = Callable[[Callable[[], Any]], Any]


def an_order(reference: str | None = None, **changed: Any) -> dict[str, Any]:
    about = {
        "senderName": "Trung tâm",
        "senderPhone": "0200000000",
        "senderAddress": "Số 1",
        "receiverName": "Người nhận",
        "receiverPhone": "0900000000",
        "receiverAddress": "Số 2",
        "receiverProvinceCode": "10",
        "receiverDistrictCode": "VNPOST",
        "receiverCommuneCode": "11022",
        "serviceCode": "ETN011",
        "saleOrderCode": reference or f"R{next(NUMBERS):06d}",
        "contentNote": "Kết quả",
        "weight": "100",
        "sendType": "1",
        "length": None,
    } | changed
    return {"orderCreationStatus": 1, "type": "GUI", "customerCode": "T290000001", "informationOrder": about}


class Customer:
    """Calls the post as our postal service would."""

    def __init__(self, http: httpx2.Client, callbacks: Any, soon: Soon) -> None:
        self.http, self.callbacks, self.soon = http, callbacks, soon
        http.put("/post/webhook", json={"url": f"{callbacks.url}/hook"}).raise_for_status()
        http.headers["token"] = http.post("/post/GetAccessToken", json=LOGIN).json()["token"]

    def ordered(self, *plan: str, **changed: Any) -> dict[str, Any]:
        order = an_order(**changed)
        reference = order["informationOrder"]["saleOrderCode"]
        self.http.post("/post/plan", json={"reference": reference, "plan": plan or ["held"]}).raise_for_status()
        answer = self.http.post("/post/CreateOrder", json=order)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    def statuses(self, code: str) -> list[int]:
        return [one["status"] for one in self.http.get(f"/post/parcels/{code}").json()["history"]]

    def hooks(self, code: str) -> list[dict[str, Any]]:
        return [hook for hook in self.callbacks.at("/hook") if any(item["itemCode"] == code for item in hook["data"])]

    def reported(self, code: str) -> list[int]:
        return [item["status"] for hook in self.hooks(code) for item in hook["data"] if item["itemCode"] == code]

    def genuine(self, hook: dict[str, Any]) -> bool:
        key = serialization.load_pem_public_key(self.http.get("/post/public-key").content)
        assert isinstance(key, rsa.RSAPublicKey)
        first = hook["data"][0]
        words = "MYVNP" + hook["sendDate"] + first["itemCode"] + str(first["status"])
        try:
            key.verify(base64.b64decode(hook["signature"]), words.encode(), padding.PKCS1v15(), hashes.SHA256())
        except InvalidSignature:
            return False
        return True

    def advance(self, code: str, status: int, **more: Any) -> None:
        self.http.post(f"/post/parcels/{code}/advance", json={"status": status, **more}).raise_for_status()

    def spoil(self, kind: str, **more: Any) -> None:
        self.http.post("/faults/post", json={"kind": kind, **more}).raise_for_status()


@pytest.fixture
def customer(http: httpx2.Client, callbacks: Any, soon: Soon) -> Customer:
    return Customer(http, callbacks, soon)


@pytest.mark.parametrize(
    ("plan", "end"),
    [
        (["delivered"], [12, 14]),
        (["failed", "failed", "returned"], [12, 15, 12, 15, 16, 17, 18, 24, 19]),
    ],
)
def test_every_status_of_a_parcel_is_reported(customer: Customer, plan: list[str], end: list[int]) -> None:
    order = customer.ordered(*plan)
    code, way = order["itemCode"], [1, 2, 6, 7, 10, 11, *end]
    assert order["status"] == 1
    customer.soon(lambda: customer.reported(code) == way)
    assert customer.statuses(code) == way
    assert all(customer.genuine(hook) for hook in customer.hooks(code))
    [found] = customer.http.get("/post/getOrder", params={"type": 1, "code": code}).json()["results"]
    assert (found["status"], found["saleOrderCode"]) == (way[-1], order["saleOrderCode"])
    assert found["actualReceiver"] == ("Người nhận" if way[-1] == 14 else "")
    [history] = customer.http.get("/post/GetStatusHistoryOrder", params={"code": code}).json()["data"]
    assert [line["statusCode"] for line in history["statusHistory"]] == way
    customer.soon(lambda: {one["webhook"] for one in ledger_of(customer, code)["history"]} == {"taken"})


def ledger_of(customer: Customer, code: str) -> dict[str, Any]:
    [found] = [one for one in customer.http.get("/post/ledger").json()["parcels"] if one["itemCode"] == code]
    return dict(found)


def test_an_order_is_one_order_however_often_it_is_sent(customer: Customer) -> None:
    first = customer.ordered()
    again = customer.http.post("/post/CreateOrder", json=an_order(first["saleOrderCode"]))
    assert again.json() == first
    other = customer.http.post("/post/CreateOrder", json=an_order(first["saleOrderCode"], weight="200"))
    assert (other.status_code, other.json()["status"]) == (400, 400)


def test_an_order_whose_answer_was_lost_is_found_by_its_own_code(customer: Customer) -> None:
    order = an_order()
    customer.spoil("done_but_timeout", seconds=0)
    with pytest.raises(httpx2.TransportError):
        customer.http.post("/post/CreateOrder", json=order)
    name = order["informationOrder"]["saleOrderCode"]
    [found] = customer.http.get("/post/getOrder", params={"type": 2, "code": name}).json()["results"]
    assert customer.http.post("/post/CreateOrder", json=order).json()["itemCode"] == found["itemCode"]


@pytest.mark.parametrize(
    "bad",
    [
        an_order(receiverName=" "),
        an_order(saleOrderCode=5),
        {**an_order(), "orderCreationStatus": 0},
        {**an_order(), "customerCode": "another"},
        {**an_order(), "informationOrder": None},
    ],
)
def test_what_cannot_be_ordered_is_refused(customer: Customer, bad: dict[str, Any]) -> None:
    answer = customer.http.post("/post/CreateOrder", json=bad)
    assert (answer.status_code, answer.json()["error"]) == (400, "Bad Request")


def test_a_spent_token_must_be_renewed(customer: Customer) -> None:
    assert customer.http.post("/post/GetAccessToken", json={**LOGIN, "password": "x"}).json()["success"] is False
    customer.http.delete("/post/tokens")
    assert customer.http.get("/post/getOrder", params={"code": "x"}).status_code == 401
    customer.http.headers["token"] = customer.http.post("/post/GetAccessToken", json=LOGIN).json()["token"]
    assert customer.http.get("/post/getOrder", params={"code": "x"}).json() == {"results": []}


def test_cancelled_before_it_is_collected_and_not_after(customer: Customer) -> None:
    early, late = customer.ordered(), customer.ordered()
    [reply] = customer.http.post("/post/orderCancel", json={"OriginalId": early["originalID"]}).json()
    assert reply["originalId"] == early["originalID"]
    assert customer.statuses(early["itemCode"]) == [1, 9]
    customer.advance(late["itemCode"], 6)
    assert customer.http.post("/post/orderCancel", json={"OriginalId": late["originalID"]}).status_code == 400
    assert customer.http.post("/post/orderCancel", json={"OriginalId": "x"}).status_code == 400


def test_a_script_sets_time_and_reason(customer: Customer) -> None:
    code = customer.ordered()["itemCode"]
    customer.advance(code, 15, reason="Sai địa chỉ", at="2026-11-20T08:00:00+07:00")
    [item] = customer.soon(lambda: [i for hook in customer.hooks(code) for i in hook["data"] if i["status"] == 15])
    assert (item["failedReason"], item["updatedDate"]) == ("Sai địa chỉ", "20/11/2026 08:00:00")
    assert customer.http.post(f"/post/parcels/{code}/advance", json={"status": 99}).status_code == 422


def test_changes_share_a_webhook_of_which_only_the_first_is_signed(customer: Customer) -> None:
    """How many share one depends on how fast the machine takes orders: so more are ordered until some do."""
    codes: list[str] = []

    def shared_hooks() -> list[dict[str, Any]]:
        codes.extend(customer.ordered()["itemCode"] for _ in range(12))
        hooks = [hook for hook in customer.callbacks.at("/hook") if hook["data"][0]["itemCode"] in codes]
        return [hook for hook in hooks if len(hook["data"]) > 1]

    shared = max(customer.soon(shared_hooks), key=lambda hook: len(hook["data"]))
    customer.soon(lambda: all(customer.reported(code) for code in codes))
    assert max(len(hook["data"]) for hook in customer.callbacks.at("/hook")) <= 10
    assert customer.genuine({**shared, "data": [shared["data"][0], {"itemCode": "anything", "status": 14}]})
    assert not customer.genuine({**shared, "data": shared["data"][1:]})


def test_tampered_and_forged(customer: Customer) -> None:
    before = customer.ordered()["itemCode"]
    customer.soon(lambda: customer.reported(before))
    customer.spoil("tampered")
    code = customer.ordered()["itemCode"]
    [hook] = customer.soon(lambda: customer.hooks(code))
    lie = hook["data"][-1]
    assert customer.genuine(hook)
    assert lie["status"] == 14
    assert 14 not in customer.statuses(lie["itemCode"])
    customer.spoil("wrong_signature")
    customer.callbacks.replies["/hook"] = [(401, {})]
    customer.advance(code, 2)
    customer.soon(lambda: customer.reported(code).count(2) == 2)
    assert [customer.genuine(hook) for hook in customer.hooks(code)][-2:] == [False, True]


def test_what_was_forgotten_can_be_asked_for(customer: Customer) -> None:
    code = customer.ordered()["itemCode"]
    customer.soon(lambda: customer.reported(code) == [1])
    customer.spoil("forget")
    customer.advance(code, 14)
    customer.soon(lambda: ledger_of(customer, code)["history"][-1]["webhook"] == "forgotten")
    assert customer.reported(code) == [1]
    customer.spoil("unknown")
    looked = [customer.http.get("/post/getOrder", params={"code": code}).json()["results"] for _ in range(2)]
    assert (looked[0], looked[1][0]["status"]) == ([], 14)


def test_busy(customer: Customer) -> None:
    customer.spoil("refuse")
    assert customer.http.get("/post/getOrder", params={"code": "x"}).status_code == 429
