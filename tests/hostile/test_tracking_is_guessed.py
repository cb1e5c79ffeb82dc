"""The public page is guessed at: strangers wait, each for himself; the owner with the right factor does not.

A client is an address; behind a proxy that the settings name, the address it forwards. Time passes by moving what the
tallies remember, as real time moves them.
"""

from __future__ import annotations

import asyncio
import ipaddress
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import httpx2
import pytest

from intake.guess.rules import CLIENT, CODE, FULL
from intake.guess.store import GUESSES, Tallies, client_of
from motcua.stack.issuer import Issuer
from motcua.stack.stack import Stack
from tests.support import dossiers
from tests.support.counter import Counter

PHONE, WRONG = dossiers.SECRETS[2][-4:], "0000"
NOWHERE = "H99.01.01-200101-0001"
BEHIND = "10.9.8.7"  # a proxy of the settings
OWNER = "203.0.113.200"
KEY = bytes(32)


@pytest.fixture(scope="module")
async def running(stack: Stack, issuer: Issuer, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Counter]:
    """With a key under which none of our clients is taken for another one, as one of 65,536 numbers allows."""
    assert len({client_of(KEY, one) for one in (OWNER, BEHIND, *strangers(FULL))}) == FULL + 2
    async with Counter(stack, issuer, tmp_path_factory.mktemp("intake")) as counter:
        await counter.rows("update tracking_key set key = $1", KEY)
        yield counter


@pytest.fixture
async def counter(running: Counter) -> Counter:
    """The same intake for every test, without the guesses of the one before."""
    await running.rows("delete from tallies")
    return running


async def look(counter: Counter, code: str, address: str = OWNER, **factor: str) -> httpx2.Response:
    """As a client at this address."""
    async with counter.client(address) as http:
        return await http.get(f"/v1/tracking/{code}", params=factor)


async def statuses(counter: Counter, code: str, times: int, address: str, **factor: str) -> list[int]:
    return [(await look(counter, code, address, **factor)).status_code for _ in range(times)]


async def pass_by(counter: Counter, time: timedelta) -> None:
    await counter.rows("update tallies set last = last - $1::interval, drained_at = drained_at - $1::interval", time)


def strangers(count: int) -> list[str]:
    return [str(ipaddress.ip_address("198.18.0.0") + n) for n in range(count)]


async def fill(counter: Counter, code: str) -> None:
    """A hundred clients have guessed wrong at this code."""
    assert {(await look(counter, code, one, phone=WRONG)).status_code for one in strangers(FULL)} == {404}


async def tallied(counter: Counter) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in await counter.rows("select kind, key, last, drained_at from tallies order by 1, 2")]


async def test_the_token_opens_it_whatever_was_guessed(counter: Counter) -> None:
    seen = await counter.accepted()
    await fill(counter, seen["code"])
    guesser = strangers(1)[0]
    assert (await look(counter, seen["code"], OWNER, phone=PHONE)).status_code == 429, "the code is closed to digits"
    for address in (OWNER, guesser):
        assert set(await statuses(counter, seen["code"], 20, address, token=seen["tracking"])) == {200}


async def test_right_ones_cost_nothing_and_leave_nothing(counter: Counter) -> None:
    seen = await counter.accepted()
    assert set(await statuses(counter, seen["code"], 20, OWNER, phone=PHONE)) == {200}
    assert set(await statuses(counter, seen["code"], 20, OWNER, token=seen["tracking"])) == {200}
    at_once = await asyncio.gather(*(look(counter, seen["code"], OWNER, phone=PHONE) for _ in range(20)))
    assert {answer.status_code for answer in at_once} == {200}
    assert await tallied(counter) == []


async def test_a_client_that_guesses_waits_and_its_guesses_are_not_looked_at(counter: Counter) -> None:
    seen, guesser = await counter.accepted(), strangers(1)[0]
    assert await statuses(counter, seen["code"], 7, guesser, phone=WRONG) == [404] * 5 + [429] * 2
    right = await look(counter, seen["code"], guesser, phone=PHONE)
    assert right.status_code == 429, "else it could go on guessing"
    assert right.headers["content-type"] == "application/problem+json"
    assert right.json()["type"] == "/problems/too-many-tries"
    assert 50 < int(right.headers["retry-after"]) <= 60
    await pass_by(counter, timedelta(minutes=1))
    assert await statuses(counter, seen["code"], 2, guesser, phone=WRONG) == [404, 429], "the delay grows"
    await pass_by(counter, timedelta(minutes=1))
    assert (await look(counter, seen["code"], guesser, phone=PHONE)).status_code == 429
    await pass_by(counter, timedelta(minutes=1))
    assert (await look(counter, seen["code"], guesser, phone=PHONE)).status_code == 200


async def test_strangers_lock_out_no_owner_with_the_right_digits(counter: Counter) -> None:
    """Eight strangers guess at every code of the day for as long as they are let."""
    codes = [(await counter.accepted())["code"] for _ in range(4)]
    for stranger in strangers(8):
        for code in codes:
            await statuses(counter, code, 6, stranger, phone=WRONG)
    for code in codes:
        assert (await look(counter, code, OWNER, phone=PHONE)).status_code == 200


async def test_a_client_waits_at_every_code_when_it_has_guessed_at_one(counter: Counter) -> None:
    seen, other, guesser = await counter.accepted(), await counter.accepted(), strangers(1)[0]
    await statuses(counter, seen["code"], 5, guesser, phone=WRONG)
    assert (await look(counter, other["code"], guesser, phone=WRONG)).status_code == 429
    assert (await look(counter, NOWHERE, guesser, phone=WRONG)).status_code == 429


async def test_many_guessers_at_one_code_slow_each_other_down(counter: Counter) -> None:
    """Beyond twenty wrong guesses at a code, a client that was wrong waits after its first one."""
    seen = await counter.accepted()
    for one in strangers(CODE.free):
        await look(counter, seen["code"], one, phone=WRONG)
    late = strangers(CODE.free + 1)[-1]
    assert await statuses(counter, seen["code"], 2, late, phone=WRONG) == [404, 429]
    assert (await look(counter, seen["code"], OWNER, phone=PHONE)).status_code == 200


async def test_a_full_code_is_opened_to_digits_as_guesses_are_forgotten(counter: Counter) -> None:
    seen = await counter.accepted()
    await fill(counter, seen["code"])
    counted = GUESSES.labels("closed")._value.get()
    closed = await look(counter, seen["code"], OWNER, phone=PHONE)
    assert (closed.status_code, GUESSES.labels("closed")._value.get()) == (429, counted + 1)
    await pass_by(counter, timedelta(seconds=int(closed.headers["retry-after"]) + 1))
    assert await statuses(counter, seen["code"], 3, OWNER, phone=PHONE) == [200] * 3


async def test_everything_at_once_is_as_much_as_one_by_one(counter: Counter) -> None:
    """Also over two processes: what one counts the other knows."""
    seen, guesser = await counter.accepted(), strangers(1)[0]
    other = Tallies(counter.node)
    here = [look(counter, seen["code"], guesser, phone=WRONG) for _ in range(20)]
    there = [other.judge(guesser, seen["code"], right=False) for _ in range(20)]
    answers, waits = await asyncio.gather(asyncio.gather(*here), asyncio.gather(*there))
    looked_at = [answer.status_code for answer in answers].count(404) + waits.count(0)
    assert looked_at == CLIENT.free


async def test_guesses_with_tokens_are_guesses(counter: Counter) -> None:
    seen, other, guesser = await counter.accepted(), await counter.accepted(), strangers(1)[0]
    assert await statuses(counter, seen["code"], 5, guesser, token=other["tracking"]) == [404] * 5
    assert (await look(counter, seen["code"], guesser, token="0" * 32)).status_code == 429


async def test_a_code_that_does_not_exist_leaves_no_row(counter: Counter) -> None:
    """The client and all are counted as for one that exists; the code is not, however many are invented."""
    seen = await counter.accepted()
    for n in range(5):
        assert (await look(counter, f"H99.01.01-200101-{n:04}", strangers(1)[0], phone=WRONG)).status_code == 404
    assert sorted(row[0] for row in await tallied(counter)) == ["all", "client"]
    await look(counter, seen["code"], OWNER, phone=WRONG)
    assert [row[1] for row in await tallied(counter) if row[0] == "code"] == [seen["code"]]


async def test_the_same_statements_for_a_code_that_does_not_exist(counter: Counter) -> None:
    """What PostgreSQL is asked does not tell a stranger by its time which codes exist."""
    seen, asked = await counter.accepted(), []
    async with counter.node.database._pool.acquire() as connection:
        pool = counter.node.database._pool
        for code in (seen["code"], NOWHERE):
            counter.node.database._pool = watched = Watched(connection)
            assert (await look(counter, code, phone=WRONG)).status_code == 404
            asked.append(watched.asked)
        counter.node.database._pool = pool
    assert asked[0] == asked[1]
    assert any("insert into tallies" in sql for _, sql in asked[0]), "a list that could differ"


class Watched:
    """A pool of one connection, and what was asked of it."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection
        self.asked: list[tuple[str, str]] = []

    async def acquire(self, timeout: float) -> Watched:
        return self

    async def release(self, _connection: Watched) -> None: ...

    def __getattr__(self, name: str) -> Any:
        def call(*values: Any) -> Any:
            self.asked.append((name, str(values[:1])))
            return getattr(self._connection, name)(*values)

        return call


async def test_a_forwarded_address_counts_from_a_trusted_proxy_only(counter: Counter) -> None:
    seen = await counter.accepted()

    async def through(peer: str, said: str) -> int:
        async with counter.client(peer) as http:
            http.headers["X-Forwarded-For"] = said
            return (await http.get(f"/v1/tracking/{seen['code']}", params={"phone": WRONG})).status_code

    liar = strangers(1)[0]
    assert [await through(liar, f"203.0.113.{n}") for n in range(7)] == [404] * 5 + [429] * 2
    assert [await through("127.0.0.1", f"203.0.113.{n}") for n in range(7)] == [404] * 5 + [429] * 2
    assert [await through(BEHIND, f"1.2.3.{n}, 192.0.2.1") for n in range(7)] == [404] * 5 + [429] * 2
    assert await through(BEHIND, "192.0.2.2") == 404, "another client behind the same proxy"


async def test_no_address_is_kept(counter: Counter) -> None:
    await look(counter, NOWHERE, OWNER, phone=WRONG)
    await look(counter, NOWHERE, "2001:db8:1:2::3", phone=WRONG)
    keys = [row[1] for row in await tallied(counter) if row[0] == "client"]
    assert len(keys) == 2
    assert all(0 <= int(key) < 65536 for key in keys)
    assert not [row for row in await tallied(counter) if OWNER in repr(row)]


async def test_what_is_forgotten_leaves_the_table(counter: Counter) -> None:
    for one in strangers(15):
        await look(counter, NOWHERE, one, phone=WRONG)
    await pass_by(counter, CLIENT.forget + timedelta(seconds=1))
    await look(counter, NOWHERE, OWNER, phone=WRONG)
    assert len(await tallied(counter)) <= 2


async def test_the_domain_clock_does_not_open_it(counter: Counter) -> None:
    seen, guesser = await counter.accepted(), strangers(1)[0]
    await statuses(counter, seen["code"], 5, guesser, phone=WRONG)
    await counter.rows("update clock set ahead = '5 days'")
    assert (await look(counter, seen["code"], guesser, phone=PHONE)).status_code == 429
    await counter.rows("update clock set ahead = '0'")
