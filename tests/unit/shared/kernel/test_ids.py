"""UUIDv7 rise within a process, also within a millisecond and from many threads; names are stable."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from shared.kernel.ids import named, uuid7


def test_they_rise_within_a_millisecond() -> None:
    made = [uuid7() for _ in range(1_000)]
    assert made == sorted(made)
    assert len(set(made)) == len(made)


def test_they_are_version_7_and_tell_the_time() -> None:
    before = time.time_ns() // 1_000_000
    made = uuid7()
    assert (made.version, made.variant) == (7, "specified in RFC 4122")
    assert abs((made.int >> 80) - before) < 60_000


def test_a_clock_that_goes_back_does_not_take_them_along(monkeypatch: pytest.MonkeyPatch) -> None:
    before = uuid7()
    monkeypatch.setattr(time, "time_ns", lambda: 0)
    assert uuid7() > before


def test_threads_do_not_share_one() -> None:
    with ThreadPoolExecutor(8) as pool:
        made = [one for many in pool.map(lambda _: [uuid7() for _ in range(100)], range(8)) for one in many]
    assert len(set(made)) == len(made)


def test_a_name_is_the_same_wherever_it_is_computed() -> None:
    assert named("procedure", "2.000004") == named("procedure", "2.000004")
    assert named("procedure", "x") != named("route", "x")
