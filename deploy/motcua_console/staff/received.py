"""What the desk has received: dossiers before their case begins, those that wait for the officer first."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from fastapi.responses import Response

from motcua_console.pages import Here

router = APIRouter()

PAGE = 50
Tab = Literal["submitted", "supplementing", "accepted", "refused"]
TABS: tuple[Tab, ...] = ("submitted", "supplementing", "accepted", "refused")


@router.get("/{language}/received")
async def received(
    visit: Here,
    tab: Tab = "submitted",
    procedure: Annotated[str, Query(max_length=64)] = "",
    after: Annotated[str, Query(max_length=400)] = "",
) -> Response:
    """One page of dossiers; who waits longest stands first."""
    intake = (await visit.services()).intake
    order: Any = {"sort": "received" if tab in ("submitted", "supplementing") else "-changed"}
    filters: Any = {"procedure": procedure or None}
    asked = intake.list_dossiers(state=[tab], limit=PAGE, after=after or None, **filters, **order)
    counted = (intake.list_dossiers(state=[each], limit=1, count=True, **filters) for each in TABS)
    page, counts, procedures, machines = await asyncio.gather(
        asked, asyncio.gather(*counted), visit.parts.calls.procedures(), visit.parts.calls.machines()
    )
    return visit.page(
        "received.html",
        tab=tab,
        tabs=list(zip(TABS, (each.body for each in counts), strict=True)),
        filters=filters,
        dossiers=page.body["dossiers"],
        after=page.body["after"],
        procedures=procedures,
        machines=machines,
    )
