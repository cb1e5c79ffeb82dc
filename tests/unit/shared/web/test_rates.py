"""Token buckets by a clock of the test, who counts as one client, and what a counterpart's proof gives back."""

from __future__ import annotations

from contextlib import ExitStack
from types import SimpleNamespace
from typing import Any, cast

import pytest
from fastapi import APIRouter, Request
from fastapi.testclient import TestClient

from shared.kernel.errors import Unauthenticated, Unavailable
from shared.web import apidocs, meanings, problems
from shared.web.auth import Caller, Gate, Role
from shared.web.bodies import Timeout
from shared.web.buckets import SLOTS, Bucket, network_of
from shared.web.callbacks import proved
from shared.web.limits import AtOnce, Places, TooManyAtOnce
from shared.web.meanings import Meanings
from shared.web.parts import App
from shared.web.rates import Rates, TooOften
from shared.web.served import ServedNode
from shared.web.transactional import TransactionalRoute


class Clock:
    """Seconds that pass when a test says so."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def taken(bucket: Bucket, times: int, who: str = "a") -> list[float]:
    return [round(bucket.take(who), 6) for _ in range(times)]


def test_a_minutes_worth_at_once_and_then_one_by_one() -> None:
    clock = Clock()
    bucket = Bucket(6, clock)
    assert taken(bucket, 8) == [0, 0, 0, 0, 0, 0, 10, 10], "what is refused is not counted"
    assert taken(bucket, 2, "b") == [0, 0], "of another caller"
    clock.now += 9
    assert taken(bucket, 1) == [1]
    clock.now += 1
    assert taken(bucket, 2) == [0, 10]
    clock.now += 3600
    assert taken(bucket, 7) == [0] * 6 + [10], "it holds no more than a minute"


def test_what_is_given_back_may_be_taken_again() -> None:
    bucket = Bucket(1, Clock())
    assert taken(bucket, 1) == [0]
    bucket.give_back("a")
    assert taken(bucket, 2) == [0, 60]


def test_many_clients_take_no_more_memory_and_empty_no_bucket_of_others() -> None:
    bucket = Bucket(2, Clock())
    assert taken(bucket, 3) == [0, 0, 30]
    for number in range(1000):
        bucket.take(f"client {number}")
    assert len(bucket._full_at) == SLOTS
    assert taken(bucket, 1)[0] >= 30


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:a::1", "20010db800010002"),
        ("2001:db8:1:2:b::2", "20010db800010002"),
        ("2001:db8:1:3::1", "20010db800010003"),
        ("no address", "no address"),
    ],
)
def test_a_client_is_an_address_or_the_64_bits_of_a_network(address: str, network: str) -> None:
    assert network_of(address) == network


def test_a_refusal_says_in_both_languages_when_to_come_again() -> None:
    told = TooOften(7)
    assert (told.status, told.retry_after, told.kind) == (429, 7, "too-often")
    assert "7 seconds" in told.detail_en
    assert "7 giây" in told.detail_vi


def test_a_message_that_is_proved_is_not_counted() -> None:
    async def good(sent: Any) -> bool:
        return bool(sent["good"])

    app, router = App(), APIRouter(route_class=TransactionalRoute)
    app[Timeout], app[Places] = Timeout(), Places(4)
    app[Rates] = Rates(*(Bucket(2, Clock()) for _ in Rates._fields))
    app[ServedNode] = cast("ServedNode", SimpleNamespace(standing_still="", unchecked=False))
    problems.install(app)

    @router.post("/callback")
    async def callback(request: Request, message: dict[str, Any]) -> bool:
        return await proved(request, "bank", good, message) is not None

    app.include_router(router)
    client = TestClient(app)

    def says(word: bool) -> tuple[int, str | None]:
        answer = client.post("/callback", json={"good": word})
        return answer.status_code, answer.headers.get("retry-after")

    assert [says(True) for _ in range(5)] == [(200, None)] * 5
    assert [says(False) for _ in range(4)] == [(200, None)] * 2 + [(429, "30")] * 2


class Reading(Gate):
    """Takes one token."""

    def __init__(self) -> None:
        pass

    async def caller(self, token: str) -> Caller:
        if token == "good":
            return Caller("service:a", Role.SERVICE, None)
        raise Unavailable("keys") if token == "unread" else Unauthenticated()


def test_who_shows_a_token_where_none_is_needed_is_no_stranger() -> None:
    app, router = App(), APIRouter(route_class=TransactionalRoute)
    app[Timeout], app[Places], app[Gate] = Timeout(), Places(4), Reading()
    app[Rates] = Rates(*(Bucket(2, Clock()) for _ in Rates._fields))
    problems.install(app)

    @router.get("/open")
    async def read() -> int:
        return 1

    app.include_router(router)
    client = TestClient(app)

    def as_(authorization: str) -> int:
        return client.get("/open", headers={"Authorization": authorization}).status_code

    assert [as_("Bearer good") for _ in range(5)] == [200] * 5
    assert [as_(shown) for shown in ("Bearer bad", "Basic good", "Bearer unread", "")] == [200, 200, 429, 429]
    assert as_("bearer good") == 200


# ---- at once


def test_places_are_given_back_also_by_what_fails() -> None:
    at_once = AtOnce("test", each=1, most=2)
    for _ in range(3):
        with pytest.raises(ZeroDivisionError), at_once.one("a"), at_once.one("b"):
            raise ZeroDivisionError
    with at_once.one("a"):
        with pytest.raises(TooManyAtOnce), at_once.one("a"):
            pass
        with at_once.one("b"), pytest.raises(Unavailable) as full, at_once.one("c"):
            pass
        assert full.value.retry_after == 1
    assert (dict(at_once._of), at_once._all) == ({}, 0)


def test_who_is_known_keeps_half_of_the_places() -> None:
    places = Places(8)
    with places.one("x"), places.one("x"):
        with pytest.raises(TooManyAtOnce), places.one("x"):
            pass
        with places.one("y"), places.one("y"):
            with pytest.raises(Unavailable), places.one("z"):
                pass
            with ExitStack() as rest:
                for _ in range(4):
                    rest.enter_context(places.one(None))
                with pytest.raises(Unavailable):
                    rest.enter_context(places.one(None))


def test_pages_for_reading_are_counted_for_their_client() -> None:
    app = App(docs_url=None, openapi_url=None)
    app[Gate], app[Meanings] = Reading(), Meanings.of("shared")
    app[apidocs.Document] = apidocs.Document(app, "shared")
    app[Rates] = Rates(*(Bucket(2, Clock()) for _ in Rates._fields))
    problems.install(app)
    for router in (apidocs.described, apidocs.router, meanings.router):
        app.include_router(router)
    client = TestClient(app)
    asked = [client.get(path).status_code for path in ("/docs", "/problems/invalid", "/docs", "/problems")]
    assert asked == [200, 200, 429, 429]
    assert client.get("/openapi.json").status_code == 429
    for path in ("/problems", "/openapi.json"):
        assert client.get(path, headers={"Authorization": "Bearer good"}).status_code == 200
