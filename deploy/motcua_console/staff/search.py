"""Finds dossiers by code, number, telephone or name. What is looked for is sent as a form; no address has it.

A search is a look: the visitor says what for, and the applicant of what is found sees it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import Response

from motcua_client.base import Refused
from motcua_console import moves
from motcua_console.calls import Services, seen
from motcua_console.pages import Here, Visit
from motcua_console.staff.entries import READERS

router = APIRouter()

SHOWN = 20  # of what was found
ASKED = ("code", "identity", "telephone", "name", "procedure")


def _(sentence: str) -> str:
    """Marks a sentence for the catalogues."""
    return sentence


#: What a search may be for.
REASONS: Mapping[str, str] = {
    "counter": _("The person is at the counter"),
    "task": _("I work on the dossier"),
    "supervision": _("Supervision"),
    "records": _("Records"),
    "inspection": _("Inspection"),
}


@router.get("/{language}/search")
async def ask(visit: Here, code: Annotated[str, Query(max_length=40)] = "") -> Response:
    """What may be looked for. `code`: one of which nothing was found."""
    await visit.services(*READERS)
    return await _page(visit, {"code": code}, [], found=[] if code else None)


@router.post("/{language}/search")
async def search(visit: Here) -> Response:
    """What was found, the newest first."""
    told = await visit.form()
    services = await visit.services(*READERS)
    if not told.get("why"):
        return await _page(visit, told, [("why", visit.words.say("Say what the search is for."))], status=422)
    wanted: Any = {name: value for name in (*ASKED, "why") if (value := str(told.get(name, "")).strip())}
    try:
        answer = (await services.intake.search_dossiers(wanted)).body
    except Refused as refused:
        if refused.status == 401:  # noqa: PLR2004  # the handler ends the session
            raise
        return await _page(visit, told, moves.wrong(refused, visit.words), status=refused.status)
    found = await read(services, answer["dossiers"])
    return await _page(visit, told, [], found=found, more=len(answer["dossiers"]) > SHOWN or answer["more"])


async def read(services: Services, dossiers: list[str]) -> list[Any]:
    """The first of these dossiers."""
    every = await asyncio.gather(*(seen(services.intake.read_dossier(one)) for one in dossiers[:SHOWN]))
    return [each.body for each in every if each]


async def _page(
    visit: Visit,
    told: Mapping[str, Any],
    wrong: list[tuple[str, str]],
    *,
    found: list[Any] | None = None,
    more: bool = False,
    status: int = 200,
) -> Response:
    procedures, machines = await asyncio.gather(visit.parts.calls.procedures(), visit.parts.calls.machines())
    return visit.page(
        "search.html",
        status,
        told=told,
        wrong=wrong,
        reasons=REASONS,
        found=found,
        more=more,
        procedures=procedures,
        machines=machines,
    )
