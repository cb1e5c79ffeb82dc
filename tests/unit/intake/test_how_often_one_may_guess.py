"""How long a guess waits, and what an attacker with many addresses gets: the figures the module gives, played."""

from __future__ import annotations

import heapq
from datetime import UTC, datetime, timedelta

import pytest

from intake.guess.rules import ALL, CLIENT, CODE, EMPTY, FULL, Limit, Tally, wait
from intake.guess.store import HOUSEHOLD, client_of
from shared.web.buckets import network_of

NOW = datetime(2026, 11, 10, 3, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def counted(tally: Tally, limit: Limit, now: datetime) -> Tally:
    """One wrong guess more; as the statement in `tallies` counts it."""
    return Tally(now, max(tally.drained_at or now, now) + limit.forget)


def many(limit: Limit, times: int, now: datetime = NOW) -> Tally:
    return Tally(now, now + times * limit.forget) if times else EMPTY


@pytest.mark.parametrize(
    ("client", "code", "everything", "seconds"),
    [
        (0, 0, 0, 0),
        (4, 0, 0, 0),
        (5, 0, 0, 60),
        (6, 0, 0, 120),
        (10, 0, 0, 32 * 60),
        (12, 0, 0, 128 * 60),
        (13, 0, 0, 4 * 3600),
        (500, 0, 0, 4 * 3600),
        (1, 19, 0, 0),
        (1, 20, 0, 60),
        (1, 30, 0, 120),
        (1, 99, 0, int(60 * 2**7.9) + 1),
        (0, 99, 0, 0),  # a client without fault does not pay for others
        (0, 100, 0, 1800),  # but a full code is closed to all
        (1, 0, 999, 0),
        (1, 0, 1000, 60),
        (1, 0, 2000, 240),
        (0, 0, 100_000, 0),
        (1, 0, 100_000, 4 * 3600),
        (6, 30, 2000, 240),  # the longest of the three
    ],
)
def test_the_delay_grows_with_each_tally(client: int, code: int, everything: int, seconds: int) -> None:
    assert wait(many(CLIENT, client), many(CODE, code), many(ALL, everything), NOW) == seconds


def test_after_the_wait_one_may() -> None:
    tallies = many(CLIENT, 7), many(CODE, 100), many(ALL, 3000)
    seconds = wait(*tallies, NOW)
    assert wait(*tallies, NOW + timedelta(seconds=seconds - 1)) == 1
    assert wait(*tallies, NOW + timedelta(seconds=seconds)) == 0


def guesses(addresses: int, days: int, *, one_code: bool) -> list[int]:
    """How many guesses a day are looked at, if every address guesses as soon as it may."""
    clients, code, everything, got = [EMPTY] * addresses, EMPTY, EMPTY, [0] * days
    turns = [(NOW, n) for n in range(addresses)]
    while turns[0][0] < NOW + days * DAY:
        now, n = heapq.heappop(turns)
        if seconds := wait(clients[n], code if one_code else EMPTY, everything, now):
            heapq.heappush(turns, (now + timedelta(seconds=seconds), n))
            continue
        clients[n], everything = counted(clients[n], CLIENT, now), counted(everything, ALL, now)
        code = counted(code, CODE, now)
        got[(now - NOW) // DAY] += 1
        heapq.heappush(turns, (now + timedelta(milliseconds=1), n))
    return got


@pytest.mark.parametrize(
    ("addresses", "first", "later"),
    [(1, 18, 6), (5, 90, 30), (8, 144, 48), (9, 147, 48), (100, 147, 48), (400, 147, 48)],
)
def test_what_many_addresses_get_of_one_code(addresses: int, first: int, later: int) -> None:
    assert guesses(addresses, 3, one_code=True) == [first, later, later]


@pytest.mark.parametrize(("addresses", "first", "later"), [(1, 18, 6), (50, 900, 300)])
def test_what_many_addresses_get_of_all_codes(addresses: int, first: int, later: int) -> None:
    assert guesses(addresses, 3, one_code=False) == [first, later, later]


def test_the_overall_tally_makes_many_addresses_slower() -> None:
    assert guesses(800, 1, one_code=False)[0] < 17 * 800


def test_a_pause_gains_nothing() -> None:
    """An address that waits until it is forgotten, and then guesses as fast as it may, gets 12 and 6 a day."""
    tally, total, now = EMPTY, 0, NOW
    while now < NOW + 30 * DAY:
        if tally.drained_at and wait(tally, EMPTY, EMPTY, now) > 3600:
            now = tally.drained_at
        now += timedelta(seconds=wait(tally, EMPTY, EMPTY, now))
        tally, total = counted(tally, CLIENT, now), total + 1
    assert total <= 12 + 6 * 30


def test_a_code_is_full_after_a_hundred() -> None:
    assert FULL == 100
    assert wait(EMPTY, many(CODE, 100), EMPTY, NOW + timedelta(minutes=29)) == 60


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2ff:a::1", "20010db8000102"),
        ("2001:db8:1:200:b::2", "20010db8000102"),
        ("2001:db8:1:300::1", "20010db8000103"),
        ("", ""),
        ("unix", "unix"),
    ],
)
def test_a_client_is_an_address_or_a_subscribers_network(address: str, network: str) -> None:
    assert network_of(address, HOUSEHOLD) == network


def test_the_number_of_a_client_depends_on_the_key() -> None:
    numbers = {client_of(bytes([n]) * 32, "203.0.113.7") for n in range(50)}
    assert len(numbers) > 45
    assert all(0 <= number < 65536 for number in numbers)
