"""A supplement: what is asked for in words, until when and what follows, files from a telephone, and the answer."""

from __future__ import annotations

import asyncio
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter
from fastapi.responses import Response

from motcua_client.base import Refused, fresh_key
from motcua_console import moves
from motcua_console.calls import seen
from motcua_console.pages import Here, Visit
from motcua_console.public import files
from motcua_console.public.expected import asked_of, asked_until
from motcua_console.public.own import procedure_of

router = APIRouter()

REFUSED = (409, 412, 422)


@router.get("/{language}/dossiers/{dossier}/supplement")
async def show(visit: Here, dossier: str) -> Response:
    """What is asked for."""
    return await _page(visit, dossier)


@router.post("/{language}/dossiers/{dossier}/supplement")
async def answer(visit: Here, dossier: str) -> Response:
    """Keeps the files that were chosen; with the button to hand in, hands all of it in."""
    told = await visit.form(files.MOST)
    services, dossier = await visit.services(), quote(dossier, safe="")
    found = await seen(services.intake.read_dossier(dossier))
    if found is None:
        return visit.page("unknown.html", 404)
    wrong = await files.taken(services, dossier, told, asked_of(found.body), visit.words)
    if wrong or told.get("act") != "hand-in":
        return await _page(visit, dossier, 422 if wrong else 200, wrong)
    tag = (await services.intake.read_dossier(dossier)).tag or "*"
    try:
        await services.intake.hand_in_supplement(dossier, seen=tag, key=str(told.get("key") or fresh_key()))
    except Refused as refused:
        if refused.status not in REFUSED:
            raise
        return await _page(visit, dossier, refused.status, moves.wrong(refused, visit.words))
    return visit.go(f"/dossiers/{dossier}?done=supplied")


async def _page(visit: Visit, dossier: str, status: int = 200, wrong: list[tuple[str, str]] | None = None) -> Response:
    services = await visit.services()
    found = await seen(services.intake.read_dossier(quote(dossier, safe="")))
    if found is None:
        return visit.page("unknown.html", 404)
    until = asked_until(found.body)
    if until is None:
        return visit.go(f"/dossiers/{found.body['id']}")
    procedure: dict[str, Any] = await procedure_of(visit, found.body)
    asked = asked_of(found.body)
    wanted = [each for each in procedure["components"] if each["code"] in asked]
    papers, machines = await asyncio.gather(
        files.shown(services, found.body["id"], wanted), visit.parts.calls.machines()
    )
    return visit.page(
        "supplement.html",
        status,
        told=found.body,
        until=until,
        procedure=procedure,
        papers=papers,
        machines=machines,
        wrong=wrong or [],
        key=fresh_key(),
    )
