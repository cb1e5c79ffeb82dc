"""What a group costs is counted in pieces of work, so that a slow machine and a quick one come to the same."""

from __future__ import annotations

import os
import sys
import time
from types import SimpleNamespace
from typing import Any, cast

import pytest

from tests.support.costs import ENOUGH, QUIET, ROOM, Costs, piece, units

CAPS = {"kernel": 100.0, "unit": 10.0}


def costs(*workers: dict[str, Any]) -> Costs:
    """What the printing side has after these workers have ended."""
    config = cast(
        pytest.Config, SimpleNamespace(getoption=lambda name, default=None: {"dist": "load"}.get(name, default))
    )
    counted = Costs(config, lambda place: place, CAPS)
    for worker in workers:
        counted.pytest_testnodedown(SimpleNamespace(workeroutput={"costs": worker}))
    return counted


def worker(slow: float, **seconds: float) -> dict[str, Any]:
    """What a worker hands over that spent so many CPU seconds where the piece takes so many times as long."""
    pieces = {group: [slow * QUIET] * ENOUGH for group in seconds}
    return {
        "cpu": seconds,
        "units": units(seconds, pieces),
        "walls": dict.fromkeys(seconds, 1.0),
        "pieces": {"taken": sum(map(sum, pieces.values())), "number": ENOUGH * len(pieces)},
    }


def test_a_machine_half_as_fast_counts_the_same() -> None:
    assert units({"kernel": 20.0}, {"kernel": [2 * QUIET] * ENOUGH}) == {"kernel": pytest.approx(10)}
    assert units({"kernel": 10.0}, {"kernel": [QUIET] * ENOUGH}) == {"kernel": pytest.approx(10)}
    assert units({"kernel": 5.0}, {"kernel": [QUIET / 2] * ENOUGH}) == {"kernel": pytest.approx(10)}


def test_each_group_counts_by_the_speed_of_its_own_time() -> None:
    found = units({"kernel": 20.0, "unit": 5.0}, {"kernel": [2 * QUIET] * ENOUGH, "unit": [QUIET] * ENOUGH})
    assert found == {"kernel": pytest.approx(10), "unit": pytest.approx(5)}


def test_a_group_with_few_pieces_counts_by_those_of_the_whole_worker() -> None:
    pieces = {"kernel": [2 * QUIET] * (ENOUGH - 1), "unit": [QUIET / 2]}
    slow = (2 * (ENOUGH - 1) + 0.5) / ENOUGH
    assert units({"unit": 5.0, "rooms": slow}, pieces) == {"unit": pytest.approx(5 / slow), "rooms": pytest.approx(1)}


def test_a_worker_without_a_piece_measures_one() -> None:
    assert units({"unit": 5.0}, {})["unit"] > 0


def test_a_piece_takes_what_it_says() -> None:
    before = time.thread_time()
    assert 0 < piece() <= time.thread_time() - before


def test_what_is_over_is_told_by_pieces_and_not_by_seconds() -> None:
    dear, room = 1.01 * ROOM * CAPS["kernel"], 0.99 * ROOM * CAPS["kernel"]
    assert costs(worker(1, kernel=dear, unit=1)).over == ["kernel"]
    assert costs(worker(1, kernel=room, unit=1)).over == []
    assert costs(worker(3, kernel=3 * room, unit=1)).over == []
    assert costs(worker(0.5, kernel=0.5 * dear, unit=1)).over == ["kernel"]


def test_workers_are_summed_each_by_its_speed() -> None:
    counted = costs(worker(1, unit=6), worker(2, unit=20))
    assert counted.over == ["unit"]
    assert list(counted.lines()) == [
        "unit             16 of   10     26 CPU s     2 s  OVER",
        "in all           16 of  110     26 CPU s",
        f"the piece took {1500 * QUIET:.2f} ms of CPU (20 times); the caps are for {1000 * QUIET:.2f}",
    ]


def test_a_group_without_a_cap_is_over() -> None:
    assert costs(worker(1, other=1)).over == ["other"]


@pytest.mark.parametrize(
    ("seconds", "status"), [(100.0, pytest.ExitCode.TESTS_FAILED), (10.0, pytest.ExitCode.OK)], ids=["over", "within"]
)
def test_a_run_over_a_cap_fails(seconds: float, status: pytest.ExitCode) -> None:
    session = SimpleNamespace(exitstatus=pytest.ExitCode.OK)
    costs(worker(1, unit=seconds)).pytest_sessionfinish(cast(pytest.Session, session))
    assert session.exitstatus == status


def test_no_process_compiles_again_what_another_has() -> None:
    assert not sys.dont_write_bytecode
    assert "PYTHONDONTWRITEBYTECODE" not in os.environ
