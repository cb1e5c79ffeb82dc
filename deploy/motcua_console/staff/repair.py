"""Repairs: events are emitted again, a gap is closed. Each tells first, with exact numbers, what would be done."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter, Query
from fastapi.responses import Response

from motcua_client.base import Refused, fresh_key
from motcua_client.operators import Operated
from motcua_console import moves
from motcua_console.calls import Services, seen
from motcua_console.pages import Here, Visit, address
from motcua_console.staff.entries import OPERATORS
from motcua_console.staff.services import operated_of

router = APIRouter()

BATCH = 500  # sequences of one request
PAGES = 20  # of all events, for one press of the button

Short = Annotated[str, Query(max_length=60)]


@router.get("/{language}/repair")
async def repair(
    visit: Here, act: Short = "", service: Short = "", producer: Short = "", dossier: Short = "", done: Short = ""
) -> Response:
    """The forms; with `act` what it would do. Nothing has been done yet."""
    services = await visit.services(*OPERATORS)
    operated = operated_of(services)
    told: dict[str, Any] = {"act": act, "service": service, "producer": producer, "dossier": dossier, "done": done}
    preview, wrong = None, []
    if act and service in operated:
        try:
            preview = await _preview(services, operated[service], told)
        except Refused as refused:
            if refused.status == 401:  # noqa: PLR2004  # the handler ends the session
                raise
            wrong = [moves.told(refused.problem, visit.words)]
    return _page(visit, operated, told, preview, wrong)


@router.post("/{language}/repair")
async def act(visit: Here) -> Response:
    """Does what was shown."""
    sent = {name: str(value)[:1000] for name, value in (await visit.form()).items()}
    services = await visit.services(*OPERATORS)
    operated = operated_of(services)
    one = operated.get(sent.get("service", ""))
    if one is None:
        return visit.page("unknown.html", 404)
    try:
        done = await _acts(one, sent)
    except Refused as refused:
        if refused.status == 401:  # noqa: PLR2004  # the handler ends the session
            raise
        told = {name: sent.get(name, "") for name in ("act", "service", "producer", "dossier")} | {"done": ""}
        preview = await _preview(services, one, told)
        return _page(visit, operated, told, preview, [moves.told(refused.problem, visit.words)], refused.status)
    return visit.go(address("/repair", done=sent["act"], **done))


def _page(
    visit: Visit, operated: dict[str, Operated], told: dict[str, Any], preview: Any, wrong: list[str], status: int = 200
) -> Response:
    names = list(operated)
    return visit.page("repair.html", status, services=names, told=told, preview=preview, wrong=wrong, key=fresh_key())


async def _preview(services: Services, operated: Operated, told: dict[str, Any]) -> dict[str, Any]:
    """What would be done, with the id of the dossier. Raises Refused."""
    if told["act"] == "all":
        return {"id": ""}
    found = await _id(services, told["dossier"].strip())
    if found is None:
        return {}
    if told["act"] == "gap":
        return {"id": found, "gap": (await operated.read_gap(told["producer"], found)).body}
    heads = (await operated.read_heads(dossier=found)).body["heads"]
    return {"id": found, "last": heads[0]["sequence"] if heads else 0}


async def _id(services: Services, dossier: str) -> str | None:
    try:
        return str(UUID(dossier))
    except ValueError:
        found = await seen(services.intake.find_dossier(quote(dossier, safe=""))) if dossier else None
    return found.body["id"] if found else None


async def _acts(operated: Operated, sent: dict[str, str]) -> dict[str, str]:
    """Does it, and returns what the next page tells. Raises Refused, Away."""
    service, dossier = sent["service"], sent.get("id", "")
    if sent.get("act") == "gap":
        await operated.close_gap(quote(sent.get("producer", ""), safe=""), dossier, {"why": sent.get("why", "")})
        return {"service": service, "producer": sent["producer"], "dossier": dossier}
    if sent.get("act") == "all":
        after: int | None = int(sent["after"]) if sent.get("after", "").isdecimal() else 0
        for _ in range(PAGES):
            if after is None:
                break
            after = (await operated.republish_all_events(after=after)).body["after"]
        return {"service": service, "dossier": "" if after is None else str(after)}
    last = (await operated.read_heads(dossier=dossier)).body["heads"]
    sequences = list(range(1, (last[0]["sequence"] if last else 0) + 1))
    for start in range(0, len(sequences), BATCH):
        await operated.republish_events([{"dossier": dossier, "sequences": sequences[start : start + BATCH]}])
    return {"service": service, "dossier": dossier}
