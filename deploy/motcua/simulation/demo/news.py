"""Late news, for a recording: a calendar with more days off, published while time limits of every kind are open.

Each day on which one of them ends is a day off now, so that each moves.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import chain
from typing import Any
from zoneinfo import ZoneInfo

from motcua.simulation.applicants import Applicant
from motcua.simulation.province import PLACES, Province, documents
from motcua.simulation.scenarios.clock import Clock
from motcua.simulation.scenarios.matters import EXTRACT
from motcua.simulation.scenarios.scene import Scene
from motcua_client.intake import Intake

APPLICANTS = 4
WHY = {"vi": "Nghỉ theo thông báo của tỉnh", "en": "Off, as the province has announced"}


async def late_news(province: Province, people: Sequence[Applicant]) -> None:
    """Returns when every limit has moved."""
    clock = Clock(province.operator)
    desk, case, fee, task = (Scene(province, one, clock) for one in people)
    until = await asyncio.gather(_at_the_desk(desk), _of_a_case(case), _of_a_fee(fee), _of_a_task(task))
    calendar = next(content for kind, content in documents() if kind == "calendar")
    service, path = PLACES["calendar"]
    await province.operator.post(service, path, with_days_off(calendar, [*chain(*until)]))
    moved = (
        (desk, ["SupplementTimeExtended"]),
        (case, ["SupplementTimeMoved"]),
        (fee, ["FeeTimeMoved", "ChargeTimeMoved"]),
        (task, ["DueDateMoved", "TaskDueDateMoved"]),
    )
    await asyncio.gather(*(scene.until_emitted(name) for scene, names in moved for name in names))


def with_days_off(calendar: Mapping[str, Any], until: Sequence[str]) -> dict[str, Any]:
    """The calendar in which the days of these times are off."""
    known = {day["date"] for day in calendar["days_off"]}
    zone = ZoneInfo(calendar["zone"])
    days = {datetime.fromisoformat(at).astimezone(zone).date().isoformat() for at in until} - known
    return {**calendar, "days_off": [*calendar["days_off"], *({"date": day, "why": WHY} for day in sorted(days))]}


async def _at_the_desk(scene: Scene) -> list[str]:
    """Asked for a paper before acceptance."""
    await scene.hand_in()
    asked = await scene.move(scene.desk, Intake.ask_supplement, components=["TP04"])
    return [str(asked["supplement_until"])]


async def _of_a_case(scene: Scene) -> list[str]:
    """Asked for a paper by the agency."""
    await scene.accepted()
    await scene.take(scene.appraiser, "appraise")
    asked = await scene.ask_for(scene.appraiser, "TP04")
    return [str(asked["supplement_until"])]


async def _of_a_fee(scene: Scene) -> list[str]:
    """Asked for the fee."""
    scene.is_about(EXTRACT)
    await scene.accepted()
    await scene.work(scene.appraiser, "appraise")
    return [str((await scene.charge())["until"])]


async def _of_a_task(scene: Scene) -> list[str]:
    """Claimed and put back."""
    await scene.accepted()
    task, there = await scene.take(scene.appraiser, "appraise"), scene.appraiser.workflow
    await scene.appraiser.decides(lambda: there.read_task(task), lambda seen: there.release_task(task, seen=seen))
    return [str(found["due_at"]) for found in (await scene.seen(), (await there.read_task(task)).body)]
