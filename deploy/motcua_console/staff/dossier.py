"""One dossier: what is pending and why on top, what may be done as buttons, papers, and what has happened."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Query
from fastapi.responses import Response

from motcua_client.base import Refused, fresh_key
from motcua_client.models.workflow import TaskView
from motcua_console import moves
from motcua_console.calls import Services, seen
from motcua_console.moves import Thing
from motcua_console.pages import Here, Visit
from motcua_console.staff.directory import directory

router = APIRouter()

CONFLICT = (409, 412)
SHOWN = 20  # of each noun, for one dossier
#: In what order an officer looks at them.
ORDER = ("task", "dossier", "case", "charge", "consignment", "exchange")


@router.get("/{language}/dossiers")
async def find(visit: Here, code: Annotated[str, Query(max_length=40)]) -> Response:
    """The dossier of a code."""
    services = await visit.services()
    found = await seen(services.intake.find_dossier(quote(code.strip(), safe="")))
    if found is None:
        return visit.page("unknown.html", 404)
    return visit.go(f"/dossiers/{found.body['id']}")


@router.get("/{language}/dossiers/{dossier}")
async def show(visit: Here, dossier: str) -> Response:
    """The page of one dossier."""
    return await _page(visit, dossier)


@router.post("/{language}/dossiers/{dossier}/{noun}/{one}/{name}")
async def move(visit: Here, dossier: str, noun: str, one: str, name: str) -> Response:
    """Does one move; what is wrong with the form is said at its fields, and what was filled in stays."""
    told = await visit.form()
    services = await visit.services()
    thing = await moves.read(services, noun, one)
    asked = thing.move(name) if thing else None
    if thing is None or asked is None:
        return await _page(visit, dossier, 409, failed=(one, name), told=told, wrong=[("", _moved(visit))])
    try:
        await moves.make(services, thing, asked, told)
    except Refused as refused:
        if refused.status == 401:  # noqa: PLR2004  # the handler ends the session
            raise
        wrong = moves.wrong(refused, visit.words)
        if refused.status in CONFLICT:
            wrong.append(("", _moved(visit)))
        return await _page(visit, dossier, refused.status, failed=(one, name), told=told, wrong=wrong)
    return visit.go(f"/dossiers/{dossier}")


@router.get("/{language}/dossiers/{dossier}/papers/{document}")
async def paper(visit: Here, dossier: str, document: str) -> Response:
    """One paper, always as a download: nothing that was handed in is opened by our address."""
    services = await visit.services()
    listed = await seen(services.intake.list_documents(dossier))
    named = next((each for each in (listed.body if listed else []) if each["id"] == document), None)
    content = await seen(services.intake.fetch_document(dossier, document)) if named else None
    if named is None or content is None:
        return visit.page("unknown.html", 404)
    name = quote(named["name"])
    told = {"Content-Disposition": f"attachment; filename*=UTF-8''{name}", "Cache-Control": "no-store"}
    return Response(content.body or b"", media_type=named["media"], headers=told)


def _moved(visit: Visit) -> str:
    return visit.words.say("Something has happened to this dossier meanwhile. The page shows how it stands now.")


async def _page(
    visit: Visit,
    dossier: str,
    status: int = 200,
    *,
    failed: tuple[str, str] = ("", ""),
    told: Mapping[str, Any] | None = None,
    wrong: list[tuple[str, str]] | None = None,
) -> Response:
    services = await visit.services()
    things, as_of = await _things(services, dossier)
    if not things:
        return visit.page("unknown.html", 404)
    timeline, documents, procedures, machines, (agencies, steps) = await asyncio.gather(
        seen(services.intake.read_timeline(dossier)),
        seen(services.intake.list_documents(dossier)),
        visit.parts.calls.procedures(),
        visit.parts.calls.machines(),
        directory(visit, services),
    )
    first = next((each for each in things if each.body.get("procedure")), things[0])
    return visit.page(
        "dossier.html",
        status,
        dossier=dossier,
        code=next((each.body["code"] for each in things if each.body.get("code")), None),
        procedure=procedures.get(first.body.get("procedure", "")),
        as_of=as_of,
        things=sorted(things, key=lambda each: ORDER.index(each.noun)),
        machines=machines,
        steps=steps,
        agencies=agencies,
        timeline=timeline.body["happened"] if timeline else [],
        documents=documents.body if documents else [],
        failed=failed,
        told=told or {},
        wrong=wrong or [],
        key=fresh_key(),
    )


async def _things(services: Services, dossier: str) -> tuple[list[Thing], str]:
    """The dossier, its case, tasks, charges, parcels and exchange, as far as the caller may see them; and when."""
    listed = await asyncio.gather(
        seen(services.workflow.list_tasks(dossier=dossier, limit=SHOWN)),
        seen(services.payment.list_charges(dossier=dossier, limit=SHOWN)),
        seen(services.postal.list_consignments(dossier=dossier, limit=SHOWN)),
        seen(services.sync_gateway.list_exchanges(dossier=dossier, limit=SHOWN)),
    )
    tasks, charges, parcels, exchanges = (dict[str, Any](each.body if each else {}) for each in listed)
    wanted = [("dossier", dossier), ("case", dossier)]
    wanted += [("task", each["id"]) for each in _under_way(tasks.get("tasks", []))]
    wanted += [("charge", each["id"]) for each in charges.get("charges", [])]
    wanted += [("consignment", each["id"]) for each in parcels.get("consignments", [])]
    wanted += [("exchange", each["id"]) for each in exchanges.get("exchanges", [])]
    found = await asyncio.gather(*(moves.read(services, noun, one) for noun, one in wanted))
    return [each for each in found if each], tasks.get("as_of", "")


def _under_way(tasks: list[TaskView]) -> list[TaskView]:
    return [each for each in tasks if each["state"] in ("open", "claimed")]
