"""Filters of a list, each with a value that finds a row and one that leaves it out."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

PAST, FUTURE = "2020-01-01T00:00:00Z", "2120-01-01T00:00:00Z"
TIMES = {"received_from": (PAST, FUTURE), "received_to": (FUTURE, PAST), "changed_since": (PAST, FUTURE)}
DUE = {"due_before": (FUTURE, PAST)}


async def find(
    listed: Callable[[Mapping[str, Any]], Awaitable[list[Any]]], row: str, filters: Mapping[str, tuple[Any, Any]]
) -> None:
    """Asks the list with each value alone, and with all that find the row."""
    for name, (its, other) in filters.items():
        for value, found in ((its, True), (other, False)):
            rows = await listed({name: value, "limit": 200, "sort": "-received"})
            assert (row in [each["id"] for each in rows]) is found, (name, value)
    assert row in [each["id"] for each in await listed({name: its for name, (its, _) in filters.items()})]
