"""The picture of the services: boxes, and an arrow from each producer to each service that reads its topic."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

WIDTH, HEIGHT, GAP_X, GAP_Y, TOP = 176, 74, 84, 70, 58
APART = 9  # between the two arrows of a pair
PLACES = {"intake": (0, 0), "workflow": (1, 0), "postal": (2, 0), "payment": (1, 1), "sync-gateway": (2, 1)}


class Box(NamedTuple):
    """A service; x and y of its upper left corner."""

    service: str
    x: int
    y: int

    @property
    def middle(self) -> tuple[float, float]:
        return self.x + WIDTH / 2, self.y + HEIGHT / 2


class Arrow(NamedTuple):
    """From a producer to its reader: the path, and how many events the reader is behind; None: nobody can tell."""

    producer: str
    reader: str
    path: str
    x: float
    y: float
    behind: int | None


class Drawing(NamedTuple):
    """The picture, and its size."""

    boxes: list[Box]
    arrows: list[Arrow]
    width: int
    height: int


def drawn(told: Mapping[str, Any]) -> Drawing:
    """`told`: what each service says of itself; None of one that does not answer."""
    boxes = {each.service: each for each in _boxes(told)}
    arrows = [
        _arrow(boxes[one["producer"]], boxes[service], one["events"])
        for service, each in told.items()
        for one in (each["behind"] if each else ())
        if one["producer"] in boxes
    ]
    right, below = max(each.x for each in boxes.values()), max(each.y for each in boxes.values())
    return Drawing(list(boxes.values()), arrows, right + WIDTH + 2, below + HEIGHT + 2)


def _boxes(services: Mapping[str, Any]) -> Iterator[Box]:
    others = 0
    for service in services:
        column, row = PLACES.get(service, (others, 2))
        others += service not in PLACES
        yield Box(service, 2 + column * (WIDTH + GAP_X), TOP + row * (HEIGHT + GAP_Y))


def _arrow(a: Box, b: Box, behind: int | None) -> Arrow:
    """Straight from edge to edge, to one side of the arrow back; over the top where another box stands between."""
    (ax, ay), (bx, by) = a.middle, b.middle
    if a.y == b.y and abs(bx - ax) > WIDTH + GAP_X:
        side = APART if bx > ax else -APART
        high = a.y - (52 if bx > ax else 30)
        start, end = ax + side, bx + side
        path = f"M{start:.0f} {a.y} C{start:.0f} {high:.0f} {end:.0f} {high:.0f} {end:.0f} {b.y - 3}"
        return Arrow(a.service, b.service, path, (start + end) / 2, a.y * 0.25 + high * 0.75, behind)
    length = ((bx - ax) ** 2 + (by - ay) ** 2) ** 0.5
    dx, dy = (bx - ax) / length, (by - ay) / length
    side_x, side_y = -dy * APART, dx * APART
    out, back = _reach(dx, dy, side_x, side_y), _reach(-dx, -dy, side_x, side_y) + 3
    x1, y1 = ax + side_x + dx * out, ay + side_y + dy * out
    x2, y2 = bx + side_x - dx * back, by + side_y - dy * back
    return Arrow(a.service, b.service, f"M{x1:.0f} {y1:.0f} L{x2:.0f} {y2:.0f}", (x1 + x2) / 2, (y1 + y2) / 2, behind)


def _reach(dx: float, dy: float, x: float, y: float) -> float:
    """How far it is in this direction from a point beside the middle of a box to its edge."""
    across = (WIDTH / 2 - x * (1 if dx > 0 else -1)) / abs(dx) if dx else float("inf")
    down = (HEIGHT / 2 - y * (1 if dy > 0 else -1)) / abs(dy) if dy else float("inf")
    return min(across, down)
