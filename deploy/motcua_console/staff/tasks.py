"""The queue of an agency: its open tasks, late ones first; filters are in the address, so that a page can be kept."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any, Literal, cast

from fastapi import APIRouter, Query
from fastapi.responses import Response

from motcua_client.base import Refused, fresh_key
from motcua_client.models.workflow import Tasks
from motcua_client.workflow import Workflow
from motcua_console import moves
from motcua_console.pages import Here, Visit, local
from motcua_console.staff.directory import directory

router = APIRouter()

PAGE = 50
Tab = Literal["open", "mine", "late", "done"]
TABS: tuple[Tab, ...] = ("open", "mine", "late", "done")
#: What each tab asks for.
ASKED: dict[Tab, dict[str, Any]] = {
    "open": {"state": ["open", "claimed"]},
    "mine": {"state": ["claimed"], "officer": "me"},
    "late": {"state": ["open", "claimed"], "late": True},
    "done": {"state": ["done"]},
}
FIRST = {"sort": "due"}
LAST = {"sort": "-changed"}


@router.get("/{language}/queue")
async def queue(
    visit: Here,
    tab: Tab = "open",
    code: Annotated[str, Query(max_length=40)] = "",
    procedure: Annotated[str, Query(max_length=64)] = "",
    step: Annotated[str, Query(max_length=64)] = "",
    after: Annotated[str, Query(max_length=400)] = "",
) -> Response:
    """One page of tasks."""
    services = await visit.services()
    filters = {"code": code.strip() or None, "procedure": procedure or None, "step": step or None}
    (me, tasks, counts), procedures, machines, (_, steps) = await asyncio.gather(
        _asked(services.workflow, tab, filters, after),
        visit.parts.calls.procedures(),
        visit.parts.calls.machines(),
        directory(visit, services),
    )
    return visit.page(
        "queue.html",
        me=me,
        tab=tab,
        tabs=list(zip(TABS, counts, strict=True)),
        filters=filters,
        tasks=tasks["tasks"],
        after=tasks["after"],
        as_of=tasks["as_of"],
        procedures=procedures,
        steps=steps,
        states={each["code"]: each for each in machines.get("task", {}).get("states", [])},
        names={each["code"]: each for each in machines.get("task", {}).get("moves", [])},
        key=fresh_key(),
    )


async def _asked(workflow: Workflow, tab: Tab, filters: dict[str, Any], after: str) -> tuple[Any, Tasks, list[Any]]:
    """Who asks, the page, and how many tasks there are behind each tab."""
    order = LAST if tab == "done" else FIRST
    listed = workflow.list_tasks(limit=PAGE, after=after or None, **ASKED[tab], **filters, **cast(Any, order))
    counted = (workflow.list_tasks(limit=1, count=True, **ASKED[each], **filters) for each in TABS)
    (me, tasks), counts = await asyncio.gather(asyncio.gather(workflow.read_me(), listed), asyncio.gather(*counted))
    return me.body, tasks.body, [each.body for each in counts]


@router.post("/{language}/queue/{task}/claim")
async def claim(visit: Here, task: str) -> Response:
    """Takes a task, and shows its dossier. If it was taken meanwhile, the queue says so."""
    told = await visit.form()
    services = await visit.services()
    thing = await moves.read(services, "task", task)
    move = thing.move("Claim") if thing else None
    if thing is None or move is None or not move["possible"]:
        return _back(visit, told)
    try:
        await moves.make(services, thing, move, told | {"seen": thing.tag})
    except Refused as refused:
        if refused.status in (409, 412):
            return _back(visit, told)
        raise
    return visit.go(f"/dossiers/{thing.body['dossier']}")


def _back(visit: Visit, told: dict[str, Any]) -> Response:
    back = local(told.get("back"))
    return visit.go(back + ("&" if "?" in back else "?") + "taken=1" if back != "/" else "/queue?taken=1")
