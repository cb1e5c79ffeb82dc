"""What an agency has under way is counted on a real database as one counts by hand."""

from __future__ import annotations

import random
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from motcua.stack.issuer import Issuer
from motcua.stack.people import Person
from motcua.stack.stack import Stack
from shared.kernel.entity import values
from shared.kernel.ids import uuid7
from tests.support import scenes
from tests.support.office import Office
from workflow.case.machine import CASE
from workflow.case.models import Case
from workflow.task.machine import TASK, TaskState
from workflow.task.models import OPEN, Task

MINE, OTHER, EMPTY = "H99.31", "H99.32", "H99.33"
NOW = datetime.now(UTC)
DUE = (None, NOW - timedelta(days=40), NOW - timedelta(days=1), NOW + timedelta(days=6), NOW + timedelta(days=60))
NEAR = NOW + timedelta(days=7)
QUERIES: tuple[dict[str, str], ...] = (
    {},
    {"procedure": "2.000004"},
    {"officer": "me"},
    {"officer": "none"},
    {"step": "sign"},
    {"code": "h99.31-1"},
    {"code": "H99.31-9"},
)


@pytest.fixture(scope="module")
async def office(stack: Stack, issuer: Issuer, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Office]:
    """One for the file. Its rows have no journal, so no invariant is asked."""
    async with Office("workflow", stack, issuer, tmp_path_factory.mktemp("workflow")) as office:
        await scenes.furnish(office)
        yield office


@pytest.fixture(scope="module")
async def tasks(office: Office) -> list[Task]:
    """Sixty of two agencies."""
    dice = random.Random(59)
    cases = [
        Case(id=(id_ := uuid7()), dossier=id_, state="processing", agency=MINE, desk=MINE, code=f"H99.31-{n}")
        for n in range(3)
    ]
    tasks = [
        Task(
            id=uuid7(),
            dossier=dice.choice(cases).id,
            state=dice.choice(list(TaskState)),
            step=dice.choice(["appraise", "sign"]),
            agency=dice.choice([MINE, MINE, OTHER]),
            role="officer",
            officer=dice.choice([None, "officer:counts", "officer:two"]),
            due_at=dice.choice(DUE),
            procedure=dice.choice(["2.000004", "1.000011"]),
        )
        for _ in range(60)
    ]
    async with office.node.database.begin() as tx:
        await tx.do(CASE.insert, *values(CASE.columns, cases))
        await tx.do(TASK.insert, *values(TASK.columns, tasks))
    return [task for task in tasks if task.agency == MINE and task.state in OPEN]


def numbers(tasks: Sequence[Task]) -> dict[str, int]:
    due = [task.due_at for task in tasks if task.due_at]
    return {
        "open": len(tasks),
        "waiting": len([task for task in tasks if task.officer is None]),
        "late": len([at for at in due if at < NOW]),
        "near": len([at for at in due if NOW <= at < NEAR]),
        "suspended": len(tasks) - len(due),
    }


def meant(task: Task, name: str, value: str, first: Any) -> bool:
    """Does a filter find this task?"""
    match name, value:
        case "officer", _:
            return task.officer == {"me": "officer:counts", "none": None}[value]
        case "code", _:
            return value.endswith("1") and task.dossier == first
    return bool(getattr(task, name) == value)


@pytest.mark.parametrize("query", QUERIES)
async def test_what_is_under_way_is_counted(office: Office, tasks: list[Task], query: dict[str, str]) -> None:
    officer: Person = office.province.officer("officer:counts", MINE)
    [second] = {row["id"] for row in await office.rows("select id from cases where code = 'H99.31-1'")}
    mine = [task for task in tasks if all(meant(task, *each, second) for each in query.items())]
    told = await officer.get("workflow", "/v1/tasks/counts", near_before=NEAR.isoformat(), **query)
    assert (told["all"], told["more"]) == (numbers(mine), False)
    for kind, name in (("steps", "step"), ("officers", "officer")):
        found = {each.pop(name): each for each in told[kind]}
        assert found == {
            one: numbers([t for t in mine if getattr(t, name) == one]) for one in {getattr(t, name) for t in mine}
        }
    lates = [each["late"] for each in told["officers"]]
    assert lates == sorted(lates, reverse=True), "who is late most stands first"


async def test_a_foreign_agency_counts_nothing(office: Office, tasks: list[Task]) -> None:
    told = await office.province.officer("officer:counts", EMPTY).get("workflow", "/v1/tasks/counts")
    assert (told["all"]["open"], told["steps"], told["officers"]) == (0, [], [])
    assert datetime.fromisoformat(told["near_before"]) - datetime.fromisoformat(told["as_of"]) == timedelta(days=2)
