"""One's own dossiers, and what is expected of one."""

from __future__ import annotations

import asyncio
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response

from motcua_console.pages import Here

router = APIRouter()

PAGE = 20


@router.get("/{language}/mine")
async def mine(visit: Here, after: Annotated[str, Query(max_length=400)] = "") -> Response:
    """The newest first."""
    intake = (await visit.services()).intake
    listed, procedures, machines = await asyncio.gather(
        intake.list_dossiers(limit=PAGE, after=after or None, sort="-changed"),
        visit.parts.calls.procedures(),
        visit.parts.calls.machines(),
    )
    return visit.page(
        "mine.html",
        dossiers=listed.body["dossiers"],
        after=listed.body["after"],
        procedures=procedures,
        machines=machines,
    )
