"""What each service does by itself: calls to counterparts and how they answer, timers; settings; the last check."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import Response

from motcua_client.operators import Operated
from motcua_console.pages import Here
from motcua_console.staff.entries import OPERATORS
from motcua_console.staff.services import of_each, operated_of

router = APIRouter()

SOONEST = 8  # of each service
ORDER = (False, None, True)  # broken, not known, holds


@router.get("/{language}/calls")
async def calls(visit: Here) -> Response:
    """Counterparts, and what is scheduled by name and next."""
    return visit.page("calls.html", told=await of_each(await visit.services(), _told))


async def _told(operated: Operated) -> dict[str, Any]:
    peers, scheduled, clock = await asyncio.gather(
        operated.list_counterparts(), operated.read_scheduled(limit=SOONEST), operated.read_clock()
    )
    return {"peers": peers.body, "scheduled": scheduled.body, "now": clock.body["now"]}


@router.get("/{language}/settings")
async def settings(visit: Here, service: Annotated[str, Query(max_length=40)] = "") -> Response:
    """The settings in force of one service; what is secret is not known here."""
    operated = operated_of(await visit.services())
    chosen = service if service in operated else next(iter(operated))
    told = (await operated[chosen].list_settings()).body
    return visit.page("settings.html", services=list(operated), chosen=chosen, told=told)


@router.get("/{language}/verified")
async def verified(visit: Here) -> Response:
    """What `motcua verify` found when it was run last; what does not hold stands first."""
    await visit.services(*OPERATORS)
    file = visit.parts.settings.verified
    found = await asyncio.to_thread(report, file) if file else None
    return visit.page("verified.html", found=found)


def report(file: Path) -> dict[str, Any] | None:
    """None if there is none, or it cannot be read."""
    try:
        told: dict[str, Any] = json.loads(file.read_text("utf-8"))
        lines = [(each["holds"], str(each["what"])) for each in told["lines"]]
        return {"at": str(told["at"]), "lines": sorted(lines, key=lambda each: ORDER.index(each[0]))}
    except (OSError, ValueError, KeyError, TypeError):
        return None
