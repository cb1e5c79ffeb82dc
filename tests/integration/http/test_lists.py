"""Lists: every row once, in order, unit of work after unit of work, however small the units of work are."""

from __future__ import annotations

from uuid import uuid4

import pytest

from motcua.simulation.province import Province
from motcua.stack.people import Person
from motcua.stack.waiting import until
from tests.integration.http.conftest import Scenario
from tests.support import dossiers


async def replay(person: Person, service: str, path: str, rows: str, limit: int, **query: str) -> list[str]:
    """The ids of all rows, unit of work by unit of work."""
    found: list[str] = []
    after: dict[str, str] = {}
    while True:
        uow = await person.get(service, path, limit=limit, **after, **query)
        assert len(uow[rows]) <= limit
        found += [row["id"] for row in uow[rows]]
        if uow["after"] is None:
            return found
        after = {"after": uow["after"]}


@pytest.fixture(scope="module")
async def owner(installation: Province) -> Person:
    owner = installation.applicant(f"applicant:{uuid4().hex[:8]}")
    for _ in range(7):
        await dossiers.drafted(owner)
    return owner


@pytest.mark.parametrize("limit", [1, 2, 3, 7, 8, 200])
async def test_every_dossier_comes_once(owner: Person, limit: int) -> None:
    found = await replay(owner, "intake", "/v1/dossiers", "dossiers", limit)
    assert len(found) == 7
    assert found == sorted(set(found))


async def test_a_new_row_comes_at_the_end(owner: Person, installation: Province) -> None:
    mine = installation.applicant(f"applicant:{uuid4().hex[:8]}")
    first = [await dossiers.drafted(mine) for _ in range(2)]
    uow = await mine.get("intake", "/v1/dossiers", limit=1)
    last = await dossiers.drafted(mine)
    rest = await mine.get("intake", "/v1/dossiers", after=uow["after"])
    assert [f"/v1/dossiers/{row['id']}" for row in (*uow["dossiers"], *rest["dossiers"])] == [*first, last]


async def test_filters_only_take_away(owner: Person, scenario: Scenario) -> None:
    everything = await replay(owner, "intake", "/v1/dossiers", "dossiers", 3)
    assert await replay(owner, "intake", "/v1/dossiers", "dossiers", 2, state="draft") == everything
    assert await replay(owner, "intake", "/v1/dossiers", "dossiers", 2, state="accepted") == []
    view = await scenario.owner.get("intake", scenario.dossier)
    assert await replay(scenario.owner, "intake", "/v1/dossiers", "dossiers", 2, code=view["code"].lower()) == [
        scenario.id
    ]
    assert await replay(owner, "intake", "/v1/dossiers", "dossiers", 2, code=view["code"]) == [], "another's code"


async def test_queues_and_cases_are_walked_alike(installation: Province, scenario: Scenario) -> None:
    for _ in range(2):
        await dossiers.accepted(installation, scenario.owner)
    officer = installation.officer("officer:walks", dossiers.AGENCY)
    for path, rows in (("/v1/tasks", "tasks"), ("/v1/cases", "cases")):
        found = await replay(officer, "workflow", path, rows, 2)
        assert len(found) == len(set(found)) >= 3
        assert found == await replay(officer, "workflow", path, rows, 200)


async def test_what_workflow_tells_is_seen_by_the_applicant(installation: Province, scenario: Scenario) -> None:
    async def told() -> dict[str, str] | None:
        found: dict[str, str] | None = (await scenario.owner.get("intake", scenario.dossier))["case"]
        return found

    case = await until(told, "workflow's word about the case")
    assert case["agency"] == dossiers.AGENCY
