"""A new version of the working calendar: every time limit that counts by it is recounted, once."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from motcua.simulation.province import documents
from motcua.stack.waiting import until
from shared.contracts import intake
from shared.contracts.reference import Calendar
from shared.kernel.fanout import FanOuts
from shared.kernel.ids import named, uuid7
from shared.kernel.timers import Timer
from shared.reference.working_calendar import WorkCalendar
from shared.web.auth import Role
from tests.support import scenes
from tests.support.cast import CONSULTED, FORMER
from tests.support.office import Office

FIRST: dict[str, Any] = next(content for kind, content in documents() if kind == "calendar")
OLD = WorkCalendar(Calendar.model_validate(FIRST))
LIMIT = 40 * 60
LOCAL = ZoneInfo("Asia/Ho_Chi_Minh")
MOVED = "select dossier, body::jsonb as body from journal where event = 'DueDateMoved' order by position"


@pytest.fixture
def now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)


@pytest.fixture
def due(now: datetime) -> datetime:
    """Of what is accepted now, by the first version."""
    return OLD.later(now, LIMIT)


def without(*days: datetime) -> dict[str, Any]:
    """The calendar with these days off too."""
    off = [{"date": day.astimezone(LOCAL).date().isoformat(), "why": {"vi": "Nghỉ thêm", "en": "Off"}} for day in days]
    return {**FIRST, "days_off": [*FIRST["days_off"], *off]}


async def publish(office: Office, version: int, content: dict[str, Any]) -> None:
    event = intake.CalendarPublished(code=content["code"], version=version, content=content)
    await office.receives(named("calendar", content["code"]), event)


async def accept(office: Office, now: datetime, due: datetime, count: int = 1, **changes: Any) -> list[UUID]:
    """So many cases that were accepted now."""
    made = [uuid7() for _ in range(count)]
    counted = {"calendar": 1, "counted_from": now, "working_minutes": LIMIT, "unit": "working_hours"}
    for case in made:
        await office.receives(case, scenes.accepted(accepted_at=now, due_at=due, **{**counted, **changes}))
    return made


async def to_the_end(office: Office) -> None:
    """Until every fan-out is finished."""
    office.node.stopping.clear()
    parts = [asyncio.create_task(part.run()) for part in (FanOuts(office.node), Timer(office.node))]

    async def finished() -> bool:
        return not await office.rows("select 1 from fanouts where finished_at is null")

    try:
        await until(finished)
    finally:
        office.node.stopping.set()
        await asyncio.gather(*parts)
        office.node.stopping.clear()


async def dates(office: Office, *cases: UUID) -> list[datetime]:
    """Their due dates, each once."""
    rows = await office.rows("select distinct due_at from cases where id = any($1::uuid[])", list(cases))
    return [row["due_at"] for row in rows]


async def test_a_day_off_moves_the_dates_of_open_cases_once_and_their_deadlines_with_them(
    office: Office, now: datetime, due: datetime
) -> None:
    waiting, working = await accept(office, now, due, 20), await accept(office, now, due, 5)
    for case in working:
        await scenes.work(office, case, "opinion", "former adviser", done=False)
    [ended] = await accept(office, now, due)
    await office.receives(ended, intake.WithdrawalRequested())
    await publish(office, 2, without(due))
    await to_the_end(office)
    later = OLD.later(due, 8 * 60)
    assert await dates(office, *waiting, *working) == [later]
    assert await dates(office, ended) == [due]
    moved = await office.rows(MOVED)
    assert sorted(row["dossier"] for row in moved) == sorted([*waiting, *working])
    ticks = await office.rows("select name, at, count(*) from scheduled where kind = 'timer' group by name, at")
    assert {(row["name"], row["count"]) for row in ticks} == {("DueDatePasses", 25), ("DueDateNears", 25)}
    assert {row["at"] for row in ticks if row["name"] == "DueDatePasses"} == {later}


async def test_consulted_agencies_are_shown_the_case_as_it_is(office: Office, now: datetime, due: datetime) -> None:
    """From its beginning, when the calendar moves it, and when it ends."""
    query = "select agency, due_at, running, received_at is null as new from consulted where dossier = $1"
    [case] = await accept(office, now, due)
    assert [tuple(row) for row in await office.rows(query, case)] == [(FORMER, due, True, True)]
    await publish(office, 2, without(due))
    await to_the_end(office)
    later = OLD.later(due, 8 * 60)
    assert [tuple(row) for row in await office.rows(query, case)] == [(FORMER, later, True, False)]
    await scenes.work(office, case, "opinion", "former adviser")
    await office.receives(case, intake.WithdrawalRequested())
    ended = sorted(tuple(row) for row in await office.rows(query, case))
    assert ended == sorted((agency, later, False, False) for agency in (CONSULTED, FORMER))
    for agency in (CONSULTED, FORMER):
        officer, since = office.province.officer("officer:consulted", agency), {"changed_since": now.isoformat()}
        for query in ({}, since, {"received_from": now.isoformat(), "sort": "received"}):
            page = await officer.get("workflow", "/v1/cases", **{"sort": "changed", **query})
            assert [row["id"] for row in page["cases"]] == [str(case)], query
        assert (await officer.get("workflow", "/v1/cases", changed_since=page["as_of"], sort="changed"))["cases"] == []


async def test_the_day_is_worked_after_all(office: Office, now: datetime, due: datetime) -> None:
    """Two versions at once: each case moves to what the last one says, and back when the first is in force again."""
    cases = await accept(office, now, due, 10)
    second = OLD.later(due, 8 * 60)
    await publish(office, 2, without(due))
    await publish(office, 3, without(due, second))
    await to_the_end(office)
    assert await dates(office, *cases) == [OLD.later(due, 16 * 60)]
    assert len(await office.rows(MOVED)) == 10
    await publish(office, 4, FIRST)
    await to_the_end(office)
    assert await dates(office, *cases) == [due]


async def test_the_same_days_in_a_new_version_move_nothing(office: Office, now: datetime, due: datetime) -> None:
    await to_the_end(office)  # the first version concerns no case yet
    await accept(office, now, due, 3)
    await publish(office, 2, FIRST)
    await to_the_end(office)
    assert await office.rows(MOVED) == []
    [row] = await office.rows("select inserted from fanouts order by id desc limit 1")
    assert row["inserted"] == 3


async def test_a_calendar_that_no_agency_names_concerns_no_case(office: Office, now: datetime, due: datetime) -> None:
    await accept(office, now, due, 3)
    await publish(office, 1, {**FIRST, "code": "night-shift", "default": False})
    await to_the_end(office)
    [row] = await office.rows("select inserted from fanouts order by id desc limit 1")
    assert row["inserted"] == 0


async def test_a_dossier_accepted_by_the_version_before_is_recounted_when_it_comes(
    office: Office, now: datetime, due: datetime
) -> None:
    """Acceptances and calendars travel in streams of their own."""
    await publish(office, 2, without(due))
    await to_the_end(office)
    [before], later = await accept(office, now, due), OLD.later(due, 8 * 60)
    [knew] = await accept(office, now, later, calendar=2)
    [ahead] = await accept(office, now, OLD.later(due, 16 * 60), calendar=3)
    assert [row["dossier"] for row in await office.rows(MOVED)] == [before]
    assert await dates(office, before, knew) == [later]
    assert await dates(office, ahead) == [OLD.later(due, 16 * 60)]


async def test_what_is_suspended_keeps_its_minutes_and_goes_on_by_the_new_calendar(
    office: Office, now: datetime, due: datetime
) -> None:
    [case] = await accept(office, now, due)
    await scenes.work(office, case, "opinion", "former adviser")
    await scenes.work(office, case, "appraise", "holder", done=False)
    holder = scenes.who(office, "holder")
    await office.does(holder, "POST", f"/v1/cases/{case}/supplement-request", json={"components": ["TP03"]})
    [row] = await office.rows("select supplement_until from cases where id = $1", case)
    tasks = await office.rows("select due_at, minutes_left from tasks where dossier = $1 and state <> 'done'", case)
    assert len(tasks) == 2
    assert all(task["due_at"] is None and 0 < task["minutes_left"] <= 4 * 60 for task in tasks)
    changed = without(due, row["supplement_until"])
    await publish(office, 2, changed)
    await to_the_end(office)
    assert await dates(office, case) == [due], "no date is promised meanwhile"
    [tick] = await office.rows("select at from scheduled where name = 'SupplementTimePasses'")
    [after] = await office.rows("select supplement_until from cases where id = $1", case)
    assert tick["at"] == after["supplement_until"] > row["supplement_until"]
    await office.receives(case, intake.SupplementSupplied(papers=[]))
    [row] = await office.rows("select state, due_at, counted_from, working_minutes from cases where id = $1", case)
    tasks = await office.rows("select due_at, minutes_left from tasks where dossier = $1 and state <> 'done'", case)
    assert len(tasks) == 2
    assert all(task["minutes_left"] is None and task["due_at"] > now for task in tasks)
    by_new = WorkCalendar(Calendar.model_validate(changed))
    assert row["state"] == "processing"
    assert row["due_at"] == by_new.later(row["counted_from"], row["working_minutes"]) > due
    assert await office.rows(MOVED) == []


async def test_an_agency_counts_by_another_calendar(office: Office, now: datetime, due: datetime) -> None:
    """The directory names it: the cases that the agency decides move, and so do its tasks in the cases of others."""
    [case] = await accept(office, now, due)
    [task] = await office.rows("select agency, due_at from tasks where dossier = $1", case)
    second = OLD.later(task["due_at"], 8 * 60)
    await publish(office, 1, {**without(task["due_at"], due), "code": "elsewhere", "default": False})
    directory = next(content for kind, content in documents() if kind == "agencies")
    for agency, moved in ((task["agency"], ["TaskDueDateMoved"]), (scenes.DECIDING, ["DueDateMoved"])):
        named = [{**each, "calendar": "elsewhere"} if each["id"] == agency else each for each in directory["agencies"]]
        directory = {**directory, "agencies": named}
        before = await office.rows("select position from journal order by position desc limit 1")
        operator = office.person("operator:one", Role.OPERATOR)
        await office.does(operator, "POST", "/v1/agencies", json=directory)
        await to_the_end(office)
        sql = "select event from journal where dossier = $1 and position > $2"
        assert [row["event"] for row in await office.rows(sql, case, before[0]["position"])] == moved
    assert (await office.rows("select due_at from tasks where dossier = $1", case))[0]["due_at"] == second
