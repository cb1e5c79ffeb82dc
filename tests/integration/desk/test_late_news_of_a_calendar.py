"""A calendar published while dossiers wait: who must supply something has more time, and no year they need is lost."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import httpx2

from motcua.stack.waiting import until
from shared.kernel.fanout import FanOuts
from tests.support.counter import Counter

LOCAL = ZoneInfo("Asia/Ho_Chi_Minh")
VN = "/v1/calendars/vn"


async def in_force(counter: Counter) -> dict[str, Any]:
    content: dict[str, Any] = (await counter.province.operator.get("intake", VN))["content"]
    return content


def covering(content: dict[str, Any], first: int, last: int) -> dict[str, Any]:
    """The calendar with these years only."""
    kept = {
        place: [day for day in content[place] if first <= date.fromisoformat(day["date"]).year <= last]
        for place in ("days_off", "working_days")
    }
    return {**content, **kept, "first_year": first, "last_year": last}


async def recounted(counter: Counter) -> None:
    """Until every fan-out is finished; the clock of the counter fires by itself."""
    scan = FanOuts(counter.node)

    async def finished() -> bool:
        await scan._step()
        return not await counter.rows("select 1 from fanouts where finished_at is null")

    await until(finished)


async def limit(counter: Counter, dossier: UUID) -> tuple[datetime, datetime]:
    """Until when a supplement may come, and when its deadline fires."""
    [row] = await counter.rows("select supplement_until from dossiers where id = $1", dossier)
    [tick] = await counter.rows("select at from scheduled where entity = $1 and kind = 'timer'", dossier)
    return row["supplement_until"], tick["at"]


async def test_a_day_off_gives_more_time_for_a_supplement_and_is_not_taken_back(counter: Counter) -> None:
    _, path = await counter.submitted()
    await counter.desk.act("intake", path, "supplement-request", {"components": ["TP04"]})
    dossier = UUID(path.rpartition("/")[2])
    before, at = await limit(counter, dossier)
    assert before == at
    old = await in_force(counter)
    off = {"date": str(before.astimezone(LOCAL).date()), "why": {"vi": "Nghỉ thêm", "en": "Off"}}
    await counter.province.operator.post("intake", "/v1/calendars", {**old, "days_off": [*old["days_off"], off]})
    await recounted(counter)
    after, at = await limit(counter, dossier)
    assert after == at > before
    await counter.province.operator.post("intake", "/v1/calendars", old)
    await recounted(counter)
    assert await limit(counter, dossier) == (after, after)
    moved = await counter.rows("select body from journal where event = 'SupplementTimeExtended'")
    assert [json.loads(row["body"])["calendar"] for row in moved] == ["vn"]
    assert await counter.breaches() == []


async def test_a_calendar_keeps_the_years_that_open_dossiers_need(counter: Counter) -> None:
    year = 2000 + int((await counter.accepted())["code"].split("-")[1][:2])
    content = await in_force(counter)
    first, last = content["first_year"], content["last_year"]
    fewer = covering(content, year + 1, last) if year < last else covering(content, first, year - 1)
    answer: httpx2.Response = await counter.province.operator.ask("POST", "intake", "/v1/calendars", json=fewer)
    assert answer.status_code == 422, answer.text
    [fault] = [one for one in answer.json()["errors"] if str(year) in one["vi"] and str(year) in one["en"]]
    assert (fault["code"], fault["pointer"]) == ("needed", "/first_year" if year < last else "/last_year")
    assert await in_force(counter) == content
    if first < year:
        await counter.province.operator.post("intake", "/v1/calendars", covering(content, year, last))
        assert (await in_force(counter))["first_year"] == year
