"""Floods of requests, each complete: writing by its caller, asking without a token by its client; both wait.

Every route is tried. The requests are refused for a NUL in the address, which is looked at after the rates.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from shared.web.auth import Role
from shared.web.buckets import Bucket
from shared.web.parts import App
from shared.web.rates import Rates
from tests.support.counter import Counter
from tests.support.routes import EVERY, Operation, app_of
from tests.support.strangers import Stranger, allowed

BEHIND = "10.9.8.7"  # a proxy of the settings


class Noting(Bucket):
    """Holds one request, and knows if it was asked."""

    def __init__(self) -> None:
        super().__init__(1)
        self.asked = 0

    def take(self, who: str) -> float:
        self.asked += 1
        return super().take(who)


@contextmanager
def held_to(app: App, **rules: Bucket) -> Iterator[None]:
    before = app[Rates]
    app[Rates] = before._replace(**rules)
    yield
    app[Rates] = before


async def asks(operation: Operation, client: str = "203.0.113.7") -> Stranger:
    stranger = Stranger(app_of(operation.service), client=client)
    await stranger.asks(operation.method, f"{operation.address()}?x=%00", allowed(operation))
    return stranger


def rule_of(operation: Operation) -> str | None:
    """Written by hand from what was decided: what a request is counted against."""
    if not operation.roles:
        return "visits" if operation.method == "GET" else "unproved"
    if operation.method == "GET" or operation.roles == {Role.SERVICE}:
        return None
    files = ("PUT /v1/dossiers/{dossier}/documents/{document}", "POST /v1/officers/import")
    return "uploads" if f"{operation.method} {operation.route.path}" in files else "writes"


@pytest.mark.usefixtures("gated")
async def test_every_route_is_held_to_its_rate_and_to_no_other() -> None:
    for operation in (each for each in EVERY if each.method != "HEAD"):
        rule, rules = rule_of(operation), {rule: Noting() for rule in Rates._fields}
        with held_to(app_of(operation.service), **rules):
            first, second = await asks(operation), await asks(operation)
        assert {name for name, bucket in rules.items() if bucket.asked} == ({rule} if rule else set()), operation
        assert (first.status, second.status) == (422, 429 if rule else 422), operation
        if rule:
            assert (second.kind, second.headers["retry-after"]) == ("/problems/too-often", "60")
            assert {"vi", "en"} <= json.loads(second.answer).keys()


@pytest.mark.usefixtures("gated")
async def test_a_client_is_an_address_or_a_network() -> None:
    operation = next(each for each in EVERY if not each.roles and each.method == "GET")
    with held_to(app_of(operation.service), visits=Bucket(1)):
        clients = ("203.0.113.7", "203.0.113.8", "203.0.113.7", "2001:db8::1", "2001:db8::2", "2001:db8:0:1::1")
        seen = [(await asks(operation, client)).status for client in clients]
    assert seen == [422, 422, 429, 422, 429, 422]


async def test_a_forwarded_address_counts_from_a_trusted_proxy_only(counter: Counter) -> None:
    async def through(peer: str, said: str) -> int:
        async with counter.client(peer) as http:
            http.headers["X-Forwarded-For"] = said
            return (await http.get("/v1/tracking/nowhere?x=%00")).status_code

    with held_to(counter.app, visits=Bucket(2)):
        assert [await through("203.0.113.9", f"198.51.100.{n}") for n in range(3)] == [422, 422, 429]
        assert [await through(BEHIND, f"1.2.3.{n}, 192.0.2.1") for n in range(3)] == [422, 422, 429]
        assert await through(BEHIND, "192.0.2.2") == 422, "another client behind the same proxy"
