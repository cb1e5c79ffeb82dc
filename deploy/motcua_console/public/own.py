"""One dossier of one's own: what is expected, where it stands, papers, fees, letters, who has looked; withdrawal."""

from __future__ import annotations

import asyncio
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter
from fastapi.responses import Response

from motcua_client.base import Answer, Refused, fresh_key
from motcua_console import moves
from motcua_console.calls import Services, seen
from motcua_console.directory import directory
from motcua_console.pages import Here, Visit
from motcua_console.papers import fetched
from motcua_console.public.expected import expected, in_order
from shared.contracts.workflow import STAGES

router = APIRouter()

SHOWN = 20  # charges and parcels of one dossier
CONFLICT = (409, 412)


@router.get("/{language}/dossiers/{dossier}")
async def show(visit: Here, dossier: str) -> Response:
    """The page of one dossier."""
    return await _page(visit, dossier)


@router.post("/{language}/dossiers/{dossier}/withdrawal")
async def withdraw(visit: Here, dossier: str) -> Response:
    """Takes it back, or asks for that."""
    told = await visit.form()
    services = await visit.services()
    try:
        await services.intake.withdraw_dossier(dossier, seen=str(told.get("seen", "*")), key=str(told["key"]))
    except Refused as refused:
        if refused.status not in CONFLICT:
            raise
        return await _page(visit, dossier, refused.status, moves.told(refused.problem, visit.words))
    return visit.go(f"/dossiers/{dossier}")


@router.get("/{language}/dossiers/{dossier}/papers/{document}")
async def paper(visit: Here, dossier: str, document: str) -> Response:
    """One paper."""
    return await fetched(await visit.services(), dossier, document) or visit.page("unknown.html", 404)


@router.get("/{language}/notices/{notice}")
async def letter(visit: Here, notice: str) -> Response:
    """Where the link of a message leads."""
    found = await seen((await visit.services()).intake.read_notice(quote(notice, safe="")))
    if found is None:
        return visit.page("unknown.html", 404)
    return visit.page("letter.html", letter=found.body)


async def procedure_of(visit: Visit, dossier: Any) -> dict[str, Any]:
    """The procedure in the version that the dossier has. Raises Refused, Away."""
    path = f"/v1/procedures/{quote(dossier['procedure'], safe='')}/versions/{dossier['version']}"
    content: dict[str, Any] = (await visit.parts.calls.open("intake", path))["content"]
    return content


async def _page(visit: Visit, dossier: str, status: int = 200, wrong: str = "") -> Response:
    services = await visit.services()
    found = await seen(services.intake.read_dossier(quote(dossier, safe="")))
    if found is None:
        return visit.page("unknown.html", 404)
    about, machines, procedure, (agencies, _) = await asyncio.gather(
        _about(services, found.body["id"]),
        visit.parts.calls.machines(),
        procedure_of(visit, found.body),
        directory(visit, services),
    )
    charges = about["charges"]["charges"] if about["charges"] else []
    return visit.page(
        "own.html",
        status,
        told=found.body,
        tag=found.tag,
        wrong=wrong,
        expected=in_order(expected(found.body, charges)),
        procedure=procedure,
        components={each["code"]: each["title"] for each in procedure["components"]},
        machines=machines,
        agencies=agencies,
        stages=STAGES,
        withdrawal=next((each for each in found.body["moves"] if each["move"] == "Withdraw"), None),
        key=fresh_key(),
        **about | {"charges": charges},
    )


async def _about(services: Services, dossier: str) -> dict[str, Any]:
    """All that there is beside a dossier; None for what is not told."""
    intake = services.intake
    asked: dict[str, Any] = {
        "timeline": intake.read_timeline(dossier),
        "documents": intake.list_documents(dossier),
        "looks": intake.list_looks(dossier),
        "letters": intake.list_notices(dossier),
        "charges": services.payment.list_charges(dossier=dossier, limit=SHOWN),
        "receipts": services.payment.list_receipts(dossier=dossier, limit=SHOWN),
        "parcels": services.postal.list_consignments(dossier=dossier, limit=SHOWN),
    }
    answers: list[Answer[Any] | None] = await asyncio.gather(*(seen(each) for each in asked.values()))
    return {name: each.body if each else None for name, each in zip(asked, answers, strict=True)}
