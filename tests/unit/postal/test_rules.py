"""The status map, the carrier's history as records, and what a production start refuses."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from postal.carrier.myvnpost.rules import STATUSES, order, status
from postal.carrier.myvnpost.settings import MyVNPostSettings
from postal.carrier.protocol import Meaning, Order, Party, Scan
from postal.consignment import commands as incoming
from postal.consignment.rules import NEWS, lines_of, news_of
from shared.kernel.ids import uuid7
from shared.kernel.settings import Environment

AT = datetime(2025, 11, 21, 8, 30, tzinfo=UTC)
ONE = uuid7()


def scan(number: int, at: datetime = AT) -> Scan:
    """As MyVNPost's client reads it."""
    return Scan(status=number, meaning=status(number).meaning, at=at)


def test_every_documented_number_is_in_the_map() -> None:
    assert sorted(STATUSES) == list(range(30))
    assert all(known.vi and known.en for known in STATUSES.values())


def test_every_meaning_is_received_or_known_to_move_nothing() -> None:
    assert set(NEWS) == set(Meaning)
    assert [meaning for meaning, kind in NEWS.items() if kind is None] == [Meaning.OTHER]


@pytest.mark.parametrize(
    ("meaning", "numbers"),
    {
        Meaning.COLLECTED: [6, 7],
        Meaning.TRAVELLING: [10, 11, 12, 13],
        Meaning.ATTEMPTED: [15],
        Meaning.DELIVERED: [14],
        Meaning.RETURNING: [16, 17, 18, 22, 24],
        Meaning.RETURNED: [8, 9, 19],
    }.items(),
)
def test_what_the_numbers_mean(meaning: Meaning, numbers: list[int]) -> None:
    assert [number for number, known in STATUSES.items() if known.meaning is meaning] == numbers


@pytest.mark.parametrize("number", [-1, 30, 90, 10**9])
def test_an_undocumented_number_moves_nothing(number: int) -> None:
    assert status(number).meaning is Meaning.OTHER
    [(line, meaning)] = lines_of(ONE, [scan(number)])
    assert news_of(line, meaning, "EH1") is None


@pytest.mark.parametrize(("codes", "told"), [(("08", "00691"), ("08", "00691")), (("", ""), ("29", "11022"))])
def test_a_parcel_is_addressed_with_the_receivers_codes(codes: tuple[str, str], told: tuple[str, str]) -> None:
    """Those of the desk are the sender's; the receiver has them only where no others are known."""
    parties = Party("Bộ phận Một cửa", "1900", "Số 1"), Party("Nguyễn Thị Mận", "0900", "Số 4", *codes)
    asked = order(Order(reference="R", code="C", sender=parties[0], receiver=parties[1]), "29", "11022", "CTN009", 100)
    found = {who: (asked[f"{who}ProvinceCode"], asked[f"{who}CommuneCode"]) for who in ("sender", "receiver")}
    assert found == {"sender": ("29", "11022"), "receiver": told}


def test_a_history_is_received_in_the_order_of_its_times() -> None:
    later = AT + timedelta(hours=1)
    lines = list(lines_of(ONE, [scan(14, later), scan(6), scan(10)]))
    assert [(line.status, line.at) for line, _ in lines] == [(6, AT), (10, AT), (14, later)]
    delivered = incoming.Delivered(status=14, meaning=Meaning.DELIVERED, at=later, waybill="EH1")
    assert news_of(*lines[2], "EH1") == delivered


def test_two_attempts_within_one_second_are_two() -> None:
    lines = [line for line, _ in lines_of(ONE, [scan(15), scan(12), scan(15)])]
    assert [(line.status, line.nth) for line in lines] == [(15, 0), (12, 0), (15, 1)]
    assert len(set(lines)) == 3


ACCOUNT: dict[str, Any] = {
    "url": "https://post.example",
    "username": "us",
    "password": "between us",
    "customer": "T1",
    "webhook_key": "/keys/key.pem",
}


@pytest.mark.parametrize(
    "wrong",
    [
        {"password": "throw-away-post-password"},
        {"password": ""},
        {"customer": ""},
        {"url": "http://127.0.0.1:8900/post"},
        {"webhook_key": "http://127.0.0.1:8900/post/public-key"},
        {"webhook_key": ""},
    ],
    ids=str,
)
def test_production_refuses_the_sandbox_and_half_an_account(wrong: dict[str, str]) -> None:
    MyVNPostSettings(**ACCOUNT).check(Environment.PRODUCTION)
    told = MyVNPostSettings(**(ACCOUNT | wrong))
    told.check(Environment.DEVELOPMENT)
    with pytest.raises(ValueError, match="MOTCUA_POSTAL_"):
        told.check(Environment.PRODUCTION)


def test_a_password_is_not_shown() -> None:
    assert "between us" not in repr(MyVNPostSettings(**ACCOUNT))
