"""One's own dossiers, and on top what is expected of one."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import Response

from motcua_client.intake import Intake
from motcua_console.calls import Services, seen
from motcua_console.directory import directory
from motcua_console.pages import Here
from motcua_console.public.expected import UNPAID, Expected, expected, in_order
from shared.contracts.workflow import STAGES

router = APIRouter()

PAGE, MOST = 20, 50  # dossiers of a page; of each kind that expects something


@router.get("/{language}/mine")
async def mine(visit: Here, after: Annotated[str, Query(max_length=400)] = "") -> Response:
    """The newest first."""
    services = await visit.services()
    listed, found, procedures, machines, (agencies, _) = await asyncio.gather(
        services.intake.list_dossiers(limit=PAGE, after=after or None, sort="-changed"),
        _awaited(services) if not after else _nothing(),
        visit.parts.calls.procedures(),
        visit.parts.calls.machines(),
        directory(visit, services),
    )
    return visit.page(
        "mine.html",
        dossiers=listed.body["dossiers"],
        after=listed.body["after"],
        first=not after,
        asked=found,
        procedures=procedures,
        machines=machines,
        agencies=agencies,
        stages=STAGES,
    )


async def _nothing() -> list[Expected]:
    return []


async def _awaited(services: Services) -> list[Expected]:
    """What is expected of the visitor, whatever page of dossiers is shown."""
    intake: Intake = services.intake
    *listed, unpaid = await asyncio.gather(
        intake.list_dossiers(state=["supplementing", "draft"], limit=MOST, sort="due"),
        intake.list_dossiers(stage=["supplementing", "decided", "awaiting_payment"], limit=MOST, sort="due"),
        seen(services.payment.list_charges(state=["open", "asking", "paying"], limit=MOST)),
    )
    charges: list[Any] = list(unpaid.body["charges"]) if unpaid else []
    known = {each["id"]: each for one in listed for each in one.body["dossiers"]}
    others = {each["dossier"] for each in charges if each["state"] in UNPAID} - known.keys()
    read = await asyncio.gather(*(seen(intake.read_dossier(each)) for each in others))
    known |= {each.body["id"]: each.body for each in read if each}
    return in_order(each for dossier in known.values() for each in expected(dossier, charges))
