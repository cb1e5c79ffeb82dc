"""Lists on a real database: every row once whatever the order, the filters and the size of pages; and no row lost that
is committed late."""

from __future__ import annotations

import random
from collections.abc import AsyncIterator, Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from motcua.stack.issuer import Issuer
from motcua.stack.people import Person
from motcua.stack.stack import Stack
from shared.kernel.entity import EntityType, values
from shared.kernel.ids import uuid7
from shared.kernel.receive import receive
from tests.support import scenes
from tests.support.neighbour import Neighbour
from tests.support.office import Office
from workflow.case.machine import CASE
from workflow.case.models import Case
from workflow.task.machine import TASK, TaskState
from workflow.task.models import Task

MINE, OTHER = "H99.03", "H99.04"
DAY = datetime(2026, 11, 20, tzinfo=UTC)
NEXT = DAY + timedelta(days=1)


@pytest.fixture(scope="module")
async def office(stack: Stack, issuer: Issuer, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Office]:
    """One for the file. Its rows have no journal, so no invariant is asked."""
    async with Office("workflow", stack, issuer, tmp_path_factory.mktemp("workflow")) as office:
        await scenes.furnish(office)
        yield office


@pytest.fixture(scope="module")
def officer(office: Office) -> Person:
    return office.province.officer("officer:one", MINE)


async def insert(office: Office, entity_type: EntityType[Any], rows: Sequence[Any]) -> None:
    async with office.node.database.begin() as tx:
        await tx.do(entity_type.insert, *values(entity_type.columns, rows))


@pytest.fixture(scope="module")
async def rows(office: Office) -> dict[str, dict[str, Any]]:
    """Forty tasks of two agencies, many of them with the same times, some without a due date; by id."""
    dice = random.Random(13)
    cases = [
        Case(id=(id_ := uuid7()), dossier=id_, state="processing", agency=MINE, desk=MINE, code=f"H99.03-{n}")
        for n in range(10)
    ]
    tasks = [
        Task(
            id=uuid7(),
            dossier=dice.choice(cases).id,
            state=dice.choice(list(TaskState)),
            step=dice.choice(["appraise", "sign"]),
            agency=dice.choice([MINE, MINE, MINE, OTHER]),
            role="officer",
            officer=dice.choice([None, "officer:one", "officer:two"]),
            due_at=dice.choice([None, *(DAY + timedelta(days=n) for n in range(4))]),
            procedure=dice.choice(["2.000004", "1.000011"]),
        )
        for _ in range(40)
    ]
    await insert(office, CASE, cases)
    await insert(office, TASK, tasks)
    times = [DAY + timedelta(days=dice.randrange(3)) for _ in tasks]
    sql = (
        "update tasks t set received_at = u.at, changed_at = u.at from unnest($1::uuid[], $2::timestamptz[]) u(id, at)"
    )
    await office.rows(f"{sql} where t.id = u.id", [task.id for task in tasks], times)
    found = await office.rows("select t.*, c.code from tasks t join cases c on c.id = t.dossier")
    return {str(row["id"]): dict(row) for row in found}


async def walk(person: Person, path: str, limit: int, **query: Any) -> list[str]:
    """The ids of all pages, by the header Link."""
    found: list[str] = []
    address, params = path, {"limit": limit, **query}
    while True:
        answer = await person.ask("GET", "workflow", address, **({"params": params} if address == path else {}))
        assert answer.status_code == 200, answer.text
        page = answer.json()
        found += [row["id"] for row in page[path.rpartition("/")[2]]]
        assert ("next" in answer.links) == (page["after"] is not None)
        if page["after"] is None:
            return found
        assert len(page[path.rpartition("/")[2]]) == limit
        address = answer.links["next"]["url"]


def expected(rows: dict[str, dict[str, Any]], sort: str, wanted: Callable[[dict[str, Any]], bool]) -> list[str]:
    """The same by hand: what has no key comes last, in either direction."""
    column, down = f"{sort.removeprefix('-')}_at", sort.startswith("-")
    mine = [row for row in rows.values() if row["agency"] == MINE and wanted(row)]
    keyed = sorted((row for row in mine if row[column]), key=lambda row: (row[column], row["id"]), reverse=down)
    bare = sorted((row for row in mine if not row[column]), key=lambda row: row["id"], reverse=down)
    return [str(row["id"]) for row in (*keyed, *bare)]


@pytest.mark.parametrize("sort", ["due", "-due", "received", "-received", "changed", "-changed"])
async def test_every_row_comes_once_and_in_order(officer: Person, rows: dict[str, Any], sort: str) -> None:
    for limit in (4, 200):
        assert await walk(officer, "/v1/tasks", limit, sort=sort) == expected(rows, sort, lambda row: True)


def is_late(row: dict[str, Any]) -> bool:
    return row["state"] in ("open", "claimed") and bool(row["due_at"] and row["due_at"] < datetime.now(UTC))


FILTERS: dict[str, tuple[dict[str, Any], Callable[[dict[str, Any]], bool]]] = {
    "states": ({"state": ["open", "claimed"]}, lambda row: row["state"] in ("open", "claimed")),
    "a code": ({"code": "H99.03-3"}, lambda row: row["code"] == "H99.03-3"),
    "a procedure": ({"procedure": "2.000004"}, lambda row: row["procedure"] == "2.000004"),
    "a step": ({"step": "sign"}, lambda row: row["step"] == "sign"),
    "me": ({"officer": "me"}, lambda row: row["officer"] == "officer:one"),
    "no one": ({"officer": "none"}, lambda row: row["officer"] is None),
    "another": ({"officer": "officer:two"}, lambda row: row["officer"] == "officer:two"),
    "late": ({"late": "true"}, is_late),
    "not late": ({"late": "false"}, lambda row: not is_late(row)),
    "due before": ({"due_before": NEXT.isoformat()}, lambda row: bool(row["due_at"] and row["due_at"] < NEXT)),
    "received on a day": (
        {"received_from": DAY.isoformat(), "received_to": NEXT.isoformat()},
        lambda row: DAY <= row["received_at"] < NEXT,
    ),
    "changed since": ({"changed_since": NEXT.isoformat()}, lambda row: bool(row["changed_at"] >= NEXT)),
}


@pytest.mark.parametrize("name", FILTERS)
async def test_a_filter_only_takes_away(officer: Person, rows: dict[str, Any], name: str) -> None:
    query, wanted = FILTERS[name]
    found = expected(rows, "due", wanted)
    assert 0 < len(found) < len(expected(rows, "due", lambda row: True))
    assert await walk(officer, "/v1/tasks", 6, sort="due", **query) == found
    page = await officer.get("workflow", "/v1/tasks", limit=1, count="true", **query)
    assert (page["count"], page["more"]) == (len(found), False)


async def test_a_foreign_agency_finds_nothing_by_any_filter(office: Office, rows: dict[str, Any]) -> None:
    foreign = office.province.officer("officer:one", "H99.05")
    for path in ("/v1/tasks", "/v1/cases"):
        for query in ({}, {"code": "H99.03-3"}, {"procedure": "2.000004"}, {"agency": MINE}, {"desk": MINE}):
            if path == "/v1/cases" or not {"agency", "desk"} & query.keys():
                page = await foreign.get("workflow", path, count="true", **query)
                assert (page[path.rpartition("/")[2]], page["count"]) == ([], 0), (path, query)
    for query in ({"officer": "me"}, {"officer": "officer:two"}, {"dossier": next(iter(rows.values()))["dossier"]}):
        assert (await foreign.get("workflow", "/v1/tasks", **query))["tasks"] == []


WRONG: tuple[tuple[str, dict[str, Any]], ...] = (
    ("?state", {"state": "opened"}),
    ("?state", {"state": ["open", "asleep"]}),
    ("?sort", {"sort": "code"}),
    ("?after", {"after": "x"}),
    ("?changed_since", {"changed_since": "2026-11-28T00:00:00"}),
    ("?due_before", {"due_before": "0001-01-01T00:00:00+14:00"}),
    ("?officer", {"officer": ""}),
)


async def test_what_cannot_be_asked_is_named(officer: Person) -> None:
    for pointer, query in WRONG:
        answer = await officer.ask("GET", "workflow", "/v1/tasks", params=query)
        assert (answer.status_code, [error["pointer"] for error in answer.json()["errors"]]) == (422, [pointer])


async def test_a_cursor_goes_on_with_its_own_list_only(officer: Person, rows: dict[str, Any]) -> None:
    page = await officer.get("workflow", "/v1/tasks", limit=2, sort="due", state="open")
    for path, query in (
        ("/v1/tasks", {"sort": "-due", "state": "open"}),
        ("/v1/tasks", {"sort": "due"}),
        ("/v1/cases", {"sort": "due", "state": "received"}),
    ):
        answer = await officer.ask("GET", "workflow", path, params={**query, "after": page["after"]})
        assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "wrong_cursor")


async def test_counts_are_exact_to_a_thousand(office: Office) -> None:
    many = "H99.06"
    for made, told in ((1000, (1000, False)), (1, (1000, True))):
        rows = [Case(id=(id_ := uuid7()), dossier=id_, state="received", agency=many, desk=many) for _ in range(made)]
        await insert(office, CASE, rows)
        page = await office.province.officer("officer:x", many).get("workflow", "/v1/cases", limit=1, count="true")
        assert (page["count"], page["more"]) == told


# ---- what is committed late


async def changed(person: Person, since: str | None, limit: int = 1) -> tuple[list[str], str]:
    """Who polls: the cases that have changed since, walked to the end, and the time to ask with next."""
    query: dict[str, Any] = {"changed_since": since} if since else {}
    first = page = await person.get("workflow", "/v1/cases", limit=limit, sort="changed", **query)
    found = [row["id"] for row in page["cases"]]
    while page["after"]:
        page = await person.get("workflow", "/v1/cases", limit=limit, sort="changed", **query, after=page["after"])
        assert page["as_of"] == first["as_of"]
        found += [row["id"] for row in page["cases"]]
    return found, first["as_of"]


async def test_no_change_is_lost_that_is_committed_late(office: Office) -> None:
    """One transaction writes a case and stays open; another one has begun, and writes nothing before the poll."""
    agency = "H99.07"
    poller, database = office.province.officer("officer:polls", agency), office.node.database
    late, later, quick = uuid7(), uuid7(), uuid7()

    def accepted(case: UUID) -> Any:
        return Neighbour("intake").emits(case, scenes.accepted(agency=agency))

    _, begun = await changed(poller, None)
    async with database.begin() as slow, database.begin() as idle:
        await receive(slow, office.node.registry, accepted(late))
        await idle.value("select 1")
        await office.receives(quick, scenes.accepted(agency=agency))  # commits while the other is open
        listed = (await poller.get("workflow", "/v1/cases"))["cases"]
        assert [row["id"] for row in listed] == [str(quick)], "what is committed is listed at once"
        first, then = await changed(poller, begun)
        await receive(idle, office.node.registry, accepted(later))
    second, last = await changed(poller, then)
    third, _ = await changed(poller, last)
    assert sorted([*first, *second, *third]) == sorted(map(str, (late, later, quick))), "each once, none lost"
    assert str(late) in second


async def test_a_change_during_a_walk_comes_with_the_next_poll(office: Office) -> None:
    agency = "H99.08"
    poller = office.province.officer("officer:polls", agency)
    cases = [uuid7() for _ in range(3)]
    for case in cases:
        await office.receives(case, scenes.accepted(agency=agency))
    page = await poller.get("workflow", "/v1/cases", limit=1, sort="due")
    new = uuid7()
    await office.receives(new, scenes.accepted(agency=agency, due_at=scenes.DUE - timedelta(days=30)))
    found = [row["id"] for row in page["cases"]]
    while page["after"]:
        page = await poller.get("workflow", "/v1/cases", limit=1, sort="due", after=page["after"])
        found += [row["id"] for row in page["cases"]]
    assert sorted(found) == sorted(map(str, cases)), "it is due before the page that was shown"
    assert (await changed(poller, page["as_of"]))[0] == [str(new)]
