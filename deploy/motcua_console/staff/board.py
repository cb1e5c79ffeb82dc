"""The board of an agency: what is under way, late and near, by step and by officer; each number opens its tasks."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from fastapi import APIRouter
from fastapi.responses import Response

from motcua_console.directory import directory
from motcua_console.pages import Here
from motcua_console.staff.colleagues import colleagues

router = APIRouter()

#: What a bar shows, from the left; each has a pattern of its own, so that no colour is needed to tell them apart.
PARTS = ("late", "near", "rest", "suspended")


class Part(NamedTuple):
    """A part of a bar: from where, and how wide, in percent of the longest bar."""

    kind: str
    x: float
    width: float


class Bar(NamedTuple):
    """A row of the board. `code`: of the step, or the officer's subject."""

    code: str
    name: str
    more: str
    counts: Mapping[str, Any]
    parts: list[Part]


def parts_of(counts: Mapping[str, Any], longest: int) -> list[Part]:
    """The bar of these counts."""
    rest = counts["open"] - counts["late"] - counts["near"] - counts["suspended"]
    found, x = [], 0.0
    for kind, number in zip(PARTS, (counts["late"], counts["near"], rest, counts["suspended"]), strict=True):
        width = round(100 * number / max(longest, 1), 2)
        found += [Part(kind, round(x, 2), width)] if number else []
        x += width
    return found


def _bars(rows: Sequence[Any], named: Sequence[tuple[str, str, str]]) -> list[Bar]:
    longest = max((each["open"] for each in rows), default=0)
    return [Bar(*names, each, parts_of(each, longest)) for each, names in zip(rows, named, strict=True)]


@router.get("/{language}/board")
async def board(visit: Here) -> Response:
    """The board of the visitor's agency."""
    services, words = await visit.services(), visit.words
    counted, (_, steps), officers = await asyncio.gather(
        services.workflow.count_tasks(), directory(visit, services), colleagues(visit, services)
    )
    counts = counted.body
    at_steps = [(each["step"], words.text(steps.get(each["step"]), each["step"]), "") for each in counts["steps"]]
    of_officers = []
    for each in counts["officers"]:
        known = officers.get(each["officer"] or "", {})
        name = known.get("name", each["officer"]) or words.say("nobody yet")
        of_officers.append((each["officer"] or "none", name, words.text(known.get("title"))))
    return visit.page(
        "board.html",
        counts=counts,
        groups=[("step", _bars(counts["steps"], at_steps)), ("officer", _bars(counts["officers"], of_officers))],
    )
