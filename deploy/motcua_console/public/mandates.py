"""Who acts for whom: mandates that one has, and those by which others act for oneself; made, and revoked."""

from __future__ import annotations

import asyncio
from typing import Any, Literal
from urllib.parse import quote

from fastapi import APIRouter
from fastapi.responses import Response

from motcua_client.base import Refused, fresh_key
from motcua_console import moves
from motcua_console.calls import seen
from motcua_console.directory import desks, directory
from motcua_console.pages import Here, Visit
from motcua_console.public.draft import Wrong, wrong_of
from motcua_console.public.fields import NOTHING, draw, value_of
from motcua_console.public.sheets import GROUNDS
from motcua_console.public.sheets import mandate as sheet

router = APIRouter()

MOST = 50
REFUSED = (403, 409, 412, 422)
Ground = Literal["parent", "written-authority", "legal-representative"]


@router.get("/{language}/mandates")
async def listed(visit: Here) -> Response:
    """All of them, the newest first."""
    return await _page(visit)


@router.get("/{language}/mandates/new")
async def new(visit: Here, ground: Ground = "written-authority") -> Response:
    """The form of a mandate."""
    return await _form(visit, ground, {"representative": {"name": visit.signed_in.held.get("name", "")}})


@router.post("/{language}/mandates/new")
async def make(visit: Here, ground: Ground = "written-authority") -> Response:
    """Makes it."""
    told = await visit.form()
    services = await visit.services()
    written = value_of(sheet(ground, await desks(visit, services)), "", told)
    body: Any = {"ground": ground, **({} if written is NOTHING else written)}
    try:
        await services.intake.make_mandate(body, key=str(told.get("key") or fresh_key()))
    except Refused as refused:
        if refused.status not in REFUSED:
            raise
        return await _form(visit, ground, body, wrong_of(refused, visit.words))
    return visit.go("/mandates")


@router.post("/{language}/mandates/{mandate}/revocation")
async def revoke(visit: Here, mandate: str) -> Response:
    """Ends it at once."""
    told = await visit.form()
    intake = (await visit.services()).intake
    try:
        await intake.revoke_mandate(
            quote(mandate, safe=""), seen=str(told.get("seen", "*")), key=str(told.get("key") or fresh_key())
        )
    except Refused as refused:
        if refused.status not in REFUSED:
            raise
        return await _page(visit, refused.status, moves.told(refused.problem, visit.words))
    return visit.go("/mandates")


async def _form(visit: Visit, ground: str, written: Any, wrong: Wrong | None = None) -> Response:
    services = await visit.services()
    drawn = draw(sheet(ground, await desks(visit, services)), "", written)
    return visit.page(
        "mandate_new.html",
        422 if wrong else 200,
        ground=ground,
        grounds=GROUNDS,
        drawn=drawn,
        wrong=wrong or [],
        key=fresh_key(),
    )


async def _page(visit: Visit, status: int = 200, wrong: str = "") -> Response:
    services = await visit.services()
    found = (await services.intake.list_mandates(limit=MOST, sort="-received")).body["mandates"]
    read, account, machines, (agencies, _) = await asyncio.gather(
        asyncio.gather(*(seen(services.intake.read_mandate(each["id"])) for each in found)),
        services.intake.read_account(),
        visit.parts.calls.machines(),
        directory(visit, services),
    )
    return visit.page(
        "mandates.html",
        status,
        mandates=[each for each in read if each],
        own=account.body["applicant"],
        grounds=GROUNDS,
        machines=machines,
        agencies=agencies,
        wrong=wrong,
        key=fresh_key(),
    )
