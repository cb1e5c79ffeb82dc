"""The picture of the services: each arrow begins and ends at the edge of its box."""

from __future__ import annotations

import re
from typing import Any

import pytest

from motcua_console.staff.topology import HEIGHT, WIDTH, Arrow, Box, drawn

NAMES = ("intake", "workflow", "payment", "postal", "sync-gateway", "another")


def told() -> dict[str, Any]:
    """Everybody reads from all others."""
    return {
        name: {"behind": [{"producer": each, "events": 2, "why": None} for each in NAMES if each != name]}
        for name in NAMES
    }


PICTURE = drawn(told())


def edge(box: Box, x: float, y: float) -> float:
    """How far a point is from the edge of a box."""
    over, under = abs(x - box.x - WIDTH / 2) - WIDTH / 2, abs(y - box.y - HEIGHT / 2) - HEIGHT / 2
    return abs(max(over, under))


@pytest.mark.parametrize("arrow", PICTURE.arrows, ids=lambda arrow: f"{arrow.producer} to {arrow.reader}")
def test_an_arrow_begins_and_ends_at_the_edge_of_its_box(arrow: Arrow) -> None:
    boxes = {each.service: each for each in PICTURE.boxes}
    *_, x, y = numbers = [float(each) for each in re.findall(r"-?\d+", arrow.path)]
    assert edge(boxes[arrow.producer], numbers[0], numbers[1]) <= 1
    assert edge(boxes[arrow.reader], x, y) <= 4  # the tip
    assert min(numbers) >= 0


def test_what_does_not_answer_has_a_box_and_no_arrow_to_it() -> None:
    picture = drawn({**told(), "postal": None})
    assert [each.service for each in picture.boxes] == list(NAMES)
    assert not [each for each in picture.arrows if each.reader == "postal"]
    assert all(each.x + WIDTH <= picture.width and each.y + HEIGHT <= picture.height for each in picture.boxes)
