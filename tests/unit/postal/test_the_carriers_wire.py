"""MyVNPost's format: the webhook's signature, its dates, and answers that are none."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx2
import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from pydantic import SecretStr

from postal.carrier.myvnpost.clients import Customer, Notice, Seal, moment, notice_of
from postal.carrier.protocol import Meaning, Scan, Turned
from shared.kernel.errors import NotYet, Unavailable

KEY = rsa.generate_private_key(65537, 2048)
SENT = "21/11/2025 15:30:00"


def public(key: Any) -> bytes:
    return bytes(key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))


def signed(*items: dict[str, Any], words: str | None = None, **more: Any) -> bytes:
    """A webhook as MyVNPost writes it."""
    text = words or f"MYVNP{SENT}{items[0]['itemCode']}{items[0]['status']}"
    signature = base64.b64encode(KEY.sign(text.encode(), PKCS1v15(), hashes.SHA256())).decode()
    return json.dumps({"data": items, "sendDate": SENT, "signature": signature, **more}).encode()


def read(body: bytes) -> Notice:
    found = notice_of(body)
    assert found is not None
    return found


@pytest.fixture
def seal(tmp_path: Path) -> Seal:
    (tmp_path / "post.pem").write_bytes(public(KEY))
    return Seal(str(tmp_path / "post.pem"))


ITEM = {"itemCode": "EH000000016VN", "status": 14, "statusName": "Đã giao hàng"}
OTHER = {"itemCode": "EH000000020VN", "status": "15"}


async def test_a_signed_webhook_is_proved(seal: Seal) -> None:
    assert await seal.fits(read(signed(ITEM)))
    assert await seal.fits(read(signed(OTHER)))
    assert await seal.fits(read(signed(ITEM, OTHER, comment="later versions may say more")))


@pytest.mark.parametrize(
    "body",
    [
        signed({**ITEM, "status": 19}, words=f"MYVNP{SENT}EH000000016VN14"),
        signed(OTHER, ITEM, words=f"MYVNP{SENT}EH000000016VN14"),
        signed(ITEM, sendDate="21/11/2025 15:30:01"),
        signed(ITEM, signature=""),
        signed(ITEM, signature="bm90IGEgc2lnbmF0dXJl"),
        signed(ITEM, signature="không"),
    ],
    ids=["another status", "another first item", "another date", "none", "too short", "not base64"],
)
async def test_an_altered_webhook_is_not_proved(seal: Seal, body: bytes) -> None:
    assert not await seal.fits(read(body))


@pytest.mark.parametrize(
    "body",
    [
        *(b"", b"{", b"[]", b"null", b"\xff", b"[" * 100_000, b'{"data": [], "sendDate": "", "signature": ""}'),
        signed(ITEM).replace(b"EH000000016VN", b"EH\\u00000016VN"),
        b'{"data": [{"itemCode": "EH1", "status": null}], "sendDate": "", "signature": ""}',
    ],
    ids=lambda body: repr(body[:30]),
)
def test_malformed_webhooks_are_not_read(body: bytes) -> None:
    assert notice_of(body) is None


@pytest.mark.parametrize("pem", [None, b"nonsense", public(ec.generate_private_key(ec.SECP256R1()))])
async def test_without_a_key_proving_is_unavailable(tmp_path: Path, pem: bytes | None) -> None:
    place = tmp_path / "post.pem"
    if pem is not None:
        place.write_bytes(pem)
    with pytest.raises(Unavailable):
        await Seal(str(place)).fits(read(signed(ITEM)))


@pytest.mark.parametrize(
    "text", ["21/11/2025 15:30:00", "2025-11-21T15:30:00", "2025-11-21T15:30:00+07:00", "2025-11-21T08:30:00Z"]
)
def test_dates_without_an_offset_are_of_vietnam(text: str) -> None:
    assert moment(text) == datetime(2025, 11, 21, 8, 30, tzinfo=UTC)


@pytest.mark.parametrize("text", ["", "31/02/2025 00:00:00", "15:30 21/11/2025"])
def test_a_malformed_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        moment(text)


Answers = Callable[[httpx2.Request], httpx2.Response]


def post(answers: Answers) -> Customer:
    """A client of a carrier that answers like this; it hands out a token whenever asked."""

    def answer(request: httpx2.Request) -> httpx2.Response:
        if request.url.path == "/GetAccessToken":
            return httpx2.Response(200, json={"success": True, "token": "fresh"})
        return answers(request)

    client = Customer("http://post", "us", SecretStr("between us"), "T1", 1)
    client._http = httpx2.AsyncClient(transport=httpx2.MockTransport(answer))
    return client


async def test_a_history_is_read_completely() -> None:
    lines = [
        {"statusCode": 1, "createdDate": "21/11/2025", "createHour": "15:30:00"},
        {"statusCode": "14", "createdDate": "21/11/2025 15:31:00"},
    ]
    answers = {"data": [{"itemCode": "EH1", "statusHistory": lines}]}
    assert await post(lambda _: httpx2.Response(200, json=answers)).history("EH1") == (
        Scan(status=1, meaning=Meaning.OTHER, at=datetime(2025, 11, 21, 8, 30, tzinfo=UTC)),
        Scan(status=14, meaning=Meaning.DELIVERED, at=datetime(2025, 11, 21, 8, 31, tzinfo=UTC)),
    )


@pytest.mark.parametrize(
    "answer",
    [
        httpx2.Response(200, json={"data": [{"itemCode": "EH1", "statusHistory": [{"statusCode": 14}]}]}),
        httpx2.Response(200, json=[]),
        httpx2.Response(200, text="<html>"),
        httpx2.Response(500, text="<html>"),
        httpx2.Response(429, json={"status": 429}),
        httpx2.Response(401),
    ],
)
async def test_a_bad_answer_is_never_taken_for_an_empty_history(answer: httpx2.Response) -> None:
    with pytest.raises(Unavailable):
        await post(lambda _: answer).history("EH1")


@pytest.mark.parametrize("data", [[], [{"itemCode": "EH2", "statusHistory": []}]], ids=str)
async def test_a_parcel_unknown_to_the_carrier_is_polled_again(data: list[Any]) -> None:
    with pytest.raises(NotYet):
        await post(lambda _: httpx2.Response(200, json={"data": data})).history("EH1")


async def test_a_spent_token_is_renewed_once() -> None:
    asked: list[str] = []

    def answers(request: httpx2.Request) -> httpx2.Response:
        asked.append(request.headers["token"])
        return httpx2.Response(403) if len(asked) == 1 else httpx2.Response(200, json={"results": []})

    client = post(answers)
    client._token = "spent"
    assert await client.find("H99.15-251121-0001/1") is None
    assert asked == ["spent", "fresh"]


async def test_a_declined_order_is_distinguished_from_an_outage() -> None:
    with pytest.raises(Turned):
        await post(lambda _: httpx2.Response(400, json={"message": "Thiếu trường bắt buộc"})).create({})
