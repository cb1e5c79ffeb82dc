"""The queue of an agency: its open tasks, late ones first; filters are in the address, so that a page can be kept.

A task is claimed and completed at its row, which tells what came of it. What others do meanwhile is counted and offered
as a link; no row moves by itself.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel

from motcua_client.base import Refused, fresh_key
from motcua_client.models.workflow import TaskCounts
from motcua_console import moves
from motcua_console.calls import Services
from motcua_console.directory import directory
from motcua_console.moves import Thing
from motcua_console.pages import Here, Visit, Watching, address
from motcua_console.staff.colleagues import colleagues

router = APIRouter()

PAGE = 50
CONFLICT = (409, 412)
Tab = Literal["open", "mine", "late", "near", "done"]
TABS: tuple[Tab, ...] = ("open", "mine", "late", "near", "done")
#: What each tab asks for; the most urgent first, what is done the newest first.
ASKED: dict[Tab, dict[str, Any]] = {
    "open": {"state": ["open", "claimed"], "sort": "due"},
    "mine": {"state": ["claimed"], "officer": "me", "sort": "due"},
    "late": {"state": ["open", "claimed"], "late": True, "sort": "due"},
    "near": {"state": ["open", "claimed"], "late": False, "sort": "due"},
    "done": {"state": ["done"], "sort": "-changed"},
}
FILTERS = ("code", "procedure", "step", "officer")


class Asked(BaseModel):
    """Which part of the queue, the task that is open at its row, and the move that was just made there."""

    tab: Tab = "open"
    code: Annotated[str, Query(max_length=40)] = ""
    procedure: Annotated[str, Query(max_length=60)] = ""
    step: Annotated[str, Query(max_length=60)] = ""
    officer: Annotated[str, Query(max_length=64)] = ""
    after: Annotated[str, Query(max_length=400)] = ""
    task: UUID | None = None
    did: Annotated[str, Query(max_length=40)] = ""

    @property
    def filters(self) -> dict[str, Any]:
        """The filters that are given."""
        return {name: getattr(self, name).strip() or None for name in FILTERS}

    def to(self, **changes: str | None) -> str:
        """This page with changes; by itself without an open row."""
        kept = {"tab": self.tab, **self.filters, "after": self.after or None}
        return address("/queue", **kept | changes)


@dataclass(frozen=True)
class Failed:
    """A move that was refused: what was filled in, and what is wrong."""

    move: str = ""
    told: Mapping[str, Any] = field(default_factory=dict)
    wrong: list[tuple[str, str]] = field(default_factory=list)
    status: int = 200


@router.get("/{language}/queue")
async def queue(visit: Here, ask: Annotated[Asked, Query()]) -> Response:
    """One page of tasks."""
    return await _page(visit, ask, Failed())


@router.get("/{language}/queue/changes")
async def changes(
    visit: Watching, ask: Annotated[Asked, Query()], since: Annotated[str, Query(max_length=40)]
) -> Response:
    """How many of the tasks that a page may show have changed since, as a sentence; empty: none."""
    services = await visit.services()
    filters = {name: value for name, value in ask.filters.items() if name != "officer"}
    told = (await services.workflow.list_tasks(limit=1, count=True, changed_since=since, **filters)).body
    text = visit.words.say("%(count)s changes, show", count=visit.words.number(told["count"] or 0))
    return JSONResponse({"text": text if told["count"] else ""})


@router.post("/{language}/queue/{task}/{name}")
async def move(visit: Here, ask: Annotated[Asked, Query()], task: str, name: str) -> Response:
    """Makes a move at a row. If somebody was faster the row says so, and shows how it stands now."""
    told = await visit.form()
    services = await visit.services()
    at = ask.model_copy(update={"task": UUID(task)})
    thing = await moves.read(services, "task", task)
    asked = thing.move(name) if thing else None
    if thing is None or asked is None or not asked["possible"]:
        return await _page(visit, at, Failed(name, told, [("", _meanwhile(visit))], 409))
    try:
        await moves.make(services, thing, asked, {"seen": thing.tag} | told)
    except Refused as refused:
        if refused.status == 401:  # noqa: PLR2004  # the handler ends the session
            raise
        wrong = moves.wrong(refused, visit.words)
        wrong += [("", _meanwhile(visit))] if refused.status in CONFLICT else []
        return await _page(visit, at, Failed(name, told, wrong, refused.status))
    return visit.go(f"{ask.to(task=task, did=name)}#t-{task}")


def _meanwhile(visit: Visit) -> str:
    return visit.words.say("Somebody has moved this task meanwhile. The queue shows how it stands now.")


async def _page(visit: Visit, ask: Asked, failed: Failed) -> Response:
    services = await visit.services()
    opened = moves.read(services, "task", str(ask.task)) if ask.task else _nothing()
    (tasks, counts), thing, procedures, machines, (_, steps), officers = await asyncio.gather(
        _tasks(services, ask),
        opened,
        visit.parts.calls.procedures(),
        visit.parts.calls.machines(),
        directory(visit, services),
        colleagues(visit, services),
    )
    me = visit.signed_in.subject
    mine = next((each["open"] for each in counts["officers"] if each["officer"] == me), 0)
    told = {"open": counts["all"]["open"], "mine": mine, "late": counts["all"]["late"], "near": counts["all"]["near"]}
    return visit.page(
        "queue.html",
        failed.status,
        ask=ask,
        filters=ask.filters,
        tabs=[(each, told.get(each)) for each in TABS],
        counts=counts,
        tasks=tasks["tasks"],
        after=tasks["after"],
        as_of=tasks["as_of"],
        thing=thing,
        failed=failed,
        procedures=procedures,
        machines=machines,
        steps=steps,
        officers=officers,
        key=fresh_key(),
    )


async def _tasks(services: Services, ask: Asked) -> tuple[Any, TaskCounts]:
    """The page, and what is behind the tabs. What is near, the service decides."""
    filters, asked = ask.filters, ASKED[ask.tab]
    counting = services.workflow.count_tasks(
        **{**filters, "officer": None if ask.tab == "mine" else filters["officer"]}
    )
    listed = {"limit": PAGE, "after": ask.after or None, **filters, **asked}
    if ask.tab != "near":
        tasks, counts = await asyncio.gather(services.workflow.list_tasks(**listed), counting)
        return tasks.body, counts.body
    counts = await counting
    tasks = await services.workflow.list_tasks(**listed, due_before=counts.body["near_before"])
    return tasks.body, counts.body


async def _nothing() -> Thing | None:
    return None
