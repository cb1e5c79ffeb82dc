"""How a run is told: verdicts both ways round, ratios round by round, and no target that nothing measures."""

from __future__ import annotations

import io
from typing import Any, cast

import pytest
from rich.console import Console

from tests.bench.rounds import RATIOS, Run, Size
from tests.bench.targets import TARGETS, Target, board, compared

MORE = Target("more is better", "some.ratio", "x", 8, 20)
LESS = Target("less is better", "some.ms", "ms", 20, 8)


def told(table: Any) -> str:
    out = io.StringIO()
    Console(file=out, width=200).print(table)
    return out.getvalue()


@pytest.mark.parametrize(
    ("target", "value", "floor", "aim"),
    [
        (MORE, 7.9, "SHORT", "SHORT"),
        (MORE, 8.0, "PASS", "SHORT"),
        (MORE, 20.0, "PASS", "PASS"),
        (LESS, 20.1, "SHORT", "SHORT"),
        (LESS, 20.0, "PASS", "SHORT"),
        (LESS, 8.0, "PASS", "PASS"),
    ],
)
def test_a_target_is_reached_or_not(target: Target, value: float, floor: str, aim: str) -> None:
    assert (target.verdict(value, target.floor), target.verdict(value, target.aim)) == (floor, aim)


def test_a_ratio_is_the_median_of_the_rounds_own_ratios() -> None:
    """The machine is slower in the second round, for both: the ratio does not care."""
    run = Run(cast("Any", None), Size.of(0.01))
    run.found |= {"full.cases/s": [200.0, 20.0, 240.0], "dbos.cases/s": [10.0, 1.0, 10.0]}
    assert run.figures["full.of_dbos"] == 20.0
    assert run.figures["full.cases/s"] == 200.0


def test_the_peer_counts_in_its_best_shape() -> None:
    """Best by its median over the rounds, and then compared round by round."""
    run = Run(cast("Any", None), Size.of(0.01))
    run.found |= {
        "full.cases/s": [300.0, 600.0, 300.0],
        "dbos.without_partner.queue_1.cases/s": [19.0, 10.0, 10.0],
        "dbos.without_partner.direct_3x2.cases/s": [15.0, 20.0, 15.0],
    }
    assert run.figures["full.of_dbos_without_partner"] == 20.0
    assert run.figures["dbos.without_partner.cases/s"] == 15.0


def test_what_was_not_measured_is_told_as_such() -> None:
    lines = told(board({"full.of_dbos_without_partner": 9.0})).splitlines()
    of_dbos = next(line for line in lines if "DBOS" in line)
    assert ("PASS" in of_dbos, "SHORT" in of_dbos) == (True, True)
    assert sum("not measured" in line for line in lines) == len(TARGETS) - 1


def test_every_ratio_that_is_aimed_at_is_made() -> None:
    assert {target.key for target in TARGETS if target.unit in ("x", "%")} <= RATIOS.keys()


def test_two_runs_side_by_side() -> None:
    lines = told(compared({"a": 2.0, "gone": 1.0}, {"a": 3.0, "new": 1.0})).splitlines()
    assert any("a " in line and "1.50" in line for line in lines)
    assert any("gone" in line for line in lines)
    assert any("new" in line for line in lines)
