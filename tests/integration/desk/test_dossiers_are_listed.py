"""What counts as received and as changed in a list of dossiers: handing in, and what happens to the case."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from motcua.stack.people import Person
from shared.contracts.workflow import CaseDecided, DueDateMoved
from tests.support import dossiers, filters
from tests.support.cast import CONSULTED, FORMER
from tests.support.counter import Counter


async def test_a_dossier_is_received_when_it_is_handed_in(counter: Counter) -> None:
    owner, first = await counter.submitted()
    draft = await dossiers.drafted(owner)
    listed = (await owner.get("intake", "/v1/dossiers"))["dossiers"]
    assert [f"/v1/dossiers/{row['id']}" for row in listed] == [first, draft]
    later = (await owner.get("intake", "/v1/dossiers", sort="-changed"))["as_of"]
    assert (await owner.get("intake", "/v1/dossiers", received_from=later))["dossiers"] == []
    await hand_in(owner, draft)
    listed = (await owner.get("intake", "/v1/dossiers", received_from=later))["dossiers"]
    assert [f"/v1/dossiers/{row['id']}" for row in listed] == [draft], "it was begun before"


async def test_what_happens_to_the_case_changes_its_dossier(counter: Counter) -> None:
    """The dossier itself has not moved; what is shown of it has."""
    owner, path = await counter.submitted()
    await counter.desk.act("intake", path, "acceptance")
    then = (await owner.get("intake", "/v1/dossiers"))["as_of"]
    before = (await owner.get("intake", path))["revision"]
    assert (await owner.get("intake", "/v1/dossiers", changed_since=then))["dossiers"] == []
    await counter.at_the_agency(path)
    page = await owner.get("intake", "/v1/dossiers", changed_since=then, stage=["received"], count="true")
    [row] = page["dossiers"]
    assert (row["case"]["stage"], row["revision"], page["count"]) == ("received", before, 1)
    assert (await owner.get("intake", "/v1/dossiers", changed_since=page["as_of"]))["dossiers"] == []


async def test_the_due_date_is_the_one_that_counts(counter: Counter) -> None:
    """A calendar that is published late moves the date of the first of two cases; one was not received yet."""
    owner, first = await counter.submitted()
    rest = [await dossiers.drafted(owner) for _ in range(3)]
    for path in rest:
        await hand_in(owner, path)
    for path in (first, *rest[:2]):
        await counter.desk.act("intake", path, "acceptance")
    for path in (first, rest[0]):
        await counter.at_the_agency(path)
    due = datetime.fromisoformat((await owner.get("intake", rest[1]))["due_at"])
    moved = DueDateMoved(due_at=due + timedelta(days=1), warn_at=due, calendar="vn", version=2)
    await counter.receive(counter.workflow.emits(UUID(first.rpartition("/")[2]), moved))
    seen = await owner.get("intake", first)
    assert datetime.fromisoformat(seen["due_at"]) == moved.due_at, seen
    assert seen["due_at"] == seen["case"]["due_at"]
    wanted = [rest[0], rest[1], first, rest[2]]
    for limit in (1, 4):
        assert await walked(owner, limit, sort="due") == wanted, "what has no due date comes last"
        assert await walked(owner, limit, sort="-due") == [first, rest[1], rest[0], rest[2]]
    soon = (due + timedelta(seconds=1)).isoformat()
    assert await walked(owner, 4, sort="due", due_before=soon) == wanted[:2]
    [row] = (await owner.get("intake", "/v1/dossiers", sort="-due", limit=1))["dossiers"]
    assert row["due_at"] == seen["due_at"]


async def test_each_filter_finds_a_dossier_and_leaves_it_out(counter: Counter) -> None:
    owner, path = await counter.submitted()
    seen = await counter.at_agency(owner, path)

    async def listed(query: Mapping[str, Any]) -> list[Any]:
        return list((await counter.desk.get("intake", "/v1/dossiers", **query))["dossiers"])

    its_own = {
        "state": (["accepted", "refused"], ["submitted", "refused"]),
        "stage": (["received", "processing"], ["decided", "processing"]),
        "code": (seen["code"], "H99.15-000000-0000"),
        "procedure": (seen["procedure"], "1.999999"),
        "agency": (seen["case"]["agency"], CONSULTED),
        "desk": (seen["desk"], CONSULTED),
        "channel": ("online", "counter"),
        "late": ("false", "true"),
    }
    await filters.find(listed, seen["id"], its_own | filters.TIMES | filters.DUE)


async def test_involved_agencies_are_shown_the_case_as_it_is(counter: Counter) -> None:
    """Those that were involved before it had a case, and after; each finds it by its own row."""
    owner, path = await counter.submitted()
    early, late = FORMER, CONSULTED
    await counter.involve(path, early)
    dossier = UUID(path.rpartition("/")[2])
    query = "select due_at, running, received_at from involved where dossier = $1 and agency = any($2)"
    [(received,)] = await counter.rows("select received_at from dossiers where id = $1", dossier)
    assert [tuple(row) for row in await counter.rows(query, dossier, [early])] == [(None, False, received)]
    assert await walked(counter.province.officer("officer:early", early), 1, sort="due") == [path]
    due = datetime.fromisoformat((await counter.at_agency(owner, path))["due_at"])
    assert [tuple(row) for row in await counter.rows(query, dossier, [early])] == [(due, True, received)]
    moved = DueDateMoved(due_at=due + timedelta(days=1), warn_at=due, calendar="vn", version=2)
    await counter.receive(counter.workflow.emits(dossier, moved))
    await counter.involve(path, late)
    now = [tuple(row) for row in await counter.rows(query, dossier, [early, late])]
    assert now == [(moved.due_at, True, received)] * 2
    await counter.receive(counter.workflow.emits(dossier, CaseDecided(result="granted", on_time=True)))
    over = [tuple(row) for row in await counter.rows(query, dossier, [early, late])]
    assert over == [(moved.due_at, False, received)] * 2
    for agency in (early, late):
        officer = counter.province.officer("officer:involved", agency)
        for sort in ("due", "-due", "received", "changed", "-changed"):
            assert await walked(officer, 1, sort=sort, stage="decided") == [path]
            assert await walked(officer, 1, sort=sort, stage="received") == []
    assert await counter.rows(OTHERWISE) == []


#: What involved agencies find dossiers by is as in the dossier and its case.
OTHERWISE = """
    select d.shown_stage, p.stage, i.* from dossiers d left join progress p on p.dossier = d.id
    left join involved i on i.dossier = d.id
    where (d.shown_due_at, d.shown_stage) is distinct from (p.due_at, coalesce(p.stage, ''))
        or i.dossier is not null and (i.received_at, i.changed_at, i.due_at, i.running) is distinct from
            (d.received_at, d.changed_at, p.due_at,
             coalesce(p.stage in ('received', 'processing', 'supplementing', 'awaiting_payment'), false))"""


async def hand_in(owner: Person, draft: str) -> None:
    for component in ("TP01", "TP02", "TP03"):
        assert (await dossiers.uploaded(owner, draft, component)).is_success
    await owner.act("intake", draft, "submission")


async def walked(owner: Person, limit: int, **query: Any) -> list[str]:
    """The dossiers of all pages."""
    found: list[str] = []
    after: dict[str, Any] = {}
    while True:
        page = await owner.get("intake", "/v1/dossiers", limit=limit, **query, **after)
        found += [f"/v1/dossiers/{row['id']}" for row in page["dossiers"]]
        if page["after"] is None:
            return found
        after = {"after": page["after"]}
