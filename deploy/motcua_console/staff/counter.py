"""The counter: a dossier for who stands there, found again by number or name, or new; and the slip that they take away.

What is written and handed in after the procedure was chosen, the pages of submission do, for this desk.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Annotated, Any
from urllib.parse import quote

import segno
from fastapi import APIRouter, Query
from fastapi.responses import Response

from motcua_client.base import Refused
from motcua_console import moves
from motcua_console.calls import seen
from motcua_console.directory import directory
from motcua_console.pages import Here, Visit, address
from motcua_console.staff.search import SHOWN
from motcua_console.staff.search import read as read_found
from shared.contracts.spelled import folded

router = APIRouter()

MOST = 10  # drafts that are shown
NUMBER_LENGTH = 9  # digits from which on it is the number of a paper


@router.get("/{language}/counter")
async def counter(visit: Here, search: Annotated[str, Query(max_length=100)] = "") -> Response:
    """What may be handed in here, and what was begun."""
    return await _page(visit, search)


@router.post("/{language}/counter")
async def find(visit: Here) -> Response:
    """Who has applied before, by number or name. It is a look for work at the counter."""
    told = await visit.form()
    services = await visit.services()
    who = str(told.get("who", "")).strip()
    plain = "".join(who.split())
    kind = "identity" if plain.isdecimal() and len(plain) >= NUMBER_LENGTH else "name"
    if kind == "identity" and len(plain) == len("0912345678") and plain.startswith("0"):
        kind = "telephone"
    wanted: Any = {kind: who, "why": "counter"}
    try:
        ids = (await services.intake.search_dossiers(wanted)).body["dossiers"]
    except Refused as refused:
        if refused.status == 401:  # noqa: PLR2004  # the handler ends the session
            raise
        return await _page(visit, "", told, wrong=moves.wrong(refused, visit.words), status=refused.status)
    return await _page(visit, "", told, found=await read_found(services, ids), more=len(ids) > SHOWN)


@router.get("/{language}/dossiers/{dossier}/slip")
async def slip(visit: Here, dossier: str) -> Response:
    """What the person takes away: code, date, papers, and where to look it up. For the printer."""
    services = await visit.services()
    found = await seen(services.intake.read_dossier(dossier))
    if found is None or not found.body["code"]:
        return visit.page("unknown.html", 404)
    documents, procedures, (agencies, _) = await asyncio.gather(
        seen(services.intake.list_documents(dossier)), visit.parts.calls.procedures(), directory(visit, services)
    )
    at, body = visit.parts.settings.public_url, found.body
    link = address(f"{at}/vi/track/{quote(str(body['code']), safe='')}", token=body["tracking"])
    code = segno.make(link, error="m", micro=False).matrix if at else ()
    return visit.page(
        "slip.html",
        told=found.body,
        documents=documents.body if documents else [],
        procedure=procedures.get(found.body["procedure"]),
        agencies=agencies,
        qr=[(x, y) for y, row in enumerate(code) for x, dark in enumerate(row) if dark],
        side=len(code),
    )


async def _page(
    visit: Visit,
    search: str,
    told: Mapping[str, Any] | None = None,
    *,
    found: list[Any] | None = None,
    more: bool = False,
    wrong: list[tuple[str, str]] | None = None,
    status: int = 200,
) -> Response:
    intake, words = (await visit.services()).intake, folded(search).split()
    begun, procedures, machines = await asyncio.gather(
        intake.list_dossiers(state=["draft"], channel="counter", limit=MOST, sort="-changed"),
        visit.parts.calls.procedures(),
        visit.parts.calls.machines(),
    )
    offered = [
        each
        for each in sorted(procedures.values(), key=lambda each: each["code"])
        if all(word in folded(f"{each['code']} {each['title']['vi']} {each['title']['en']}") for word in words)
    ]
    return visit.page(
        "counter.html",
        status,
        search=search,
        told=told or {},
        found=found,
        more=more,
        wrong=wrong or [],
        begun=begun.body["dossiers"],
        offered=offered,
        procedures=procedures,
        machines=machines,
    )
