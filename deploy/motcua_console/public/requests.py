"""Requests about one's own personal data: made, their clocks, the answer, and the package that was granted."""

from __future__ import annotations

import asyncio
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter
from fastapi.responses import Response

from motcua_client.base import Refused, fresh_key
from motcua_console import moves
from motcua_console.calls import seen
from motcua_console.directory import desks, directory
from motcua_console.pages import Here, Visit
from motcua_console.public.draft import Wrong, wrong_of
from motcua_console.public.fields import NOTHING, changed, draw, value_of
from motcua_console.public.places import chosen_of
from motcua_console.public.sheets import request as sheet

router = APIRouter()

MOST = 50
REFUSED = (403, 409, 412, 422)


@router.get("/{language}/requests")
async def listed(visit: Here) -> Response:
    """One's own, the newest first."""
    services = await visit.services()
    found, rights, machines = await asyncio.gather(
        services.intake.list_requests(limit=MOST, sort="-received"), _rights(visit), visit.parts.calls.machines()
    )
    return visit.page("requests.html", requests=found.body["requests"], rights=rights, machines=machines)


@router.get("/{language}/requests/new")
async def new(visit: Here) -> Response:
    """The form of a request."""
    return await _form(visit, {})


@router.post("/{language}/requests/new")
async def make(visit: Here) -> Response:
    """Makes it."""
    told = await visit.form()
    services = await visit.services()
    schema = sheet((await _rights(visit)).values(), await desks(visit, services))
    written = value_of(schema, "", told)
    body: Any = {"channel": "online", **({} if written is NOTHING else written)}
    if told.get("act") == "places" or changed(body, "", str(told.get("act", "")), told):
        return await _form(visit, body)
    try:
        made = await services.intake.make_request(body, key=str(told.get("key") or fresh_key()))
    except Refused as refused:
        if refused.status not in REFUSED:
            raise
        return await _form(visit, body, wrong_of(refused, visit.words))
    return visit.go(f"/requests/{made.body['id']}")


@router.get("/{language}/requests/{request}")
async def show(visit: Here, request: str) -> Response:
    """One of them."""
    return await _page(visit, request)


@router.get("/{language}/requests/{request}/package")
async def package(visit: Here, request: str) -> Response:
    """What is kept of the person who asks, as a file."""
    found = await seen((await visit.services()).intake.fetch_package(quote(request, safe="")))
    if found is None:
        return visit.page("unknown.html", 404)
    headers = {"Content-Disposition": f'attachment; filename="du-lieu-ca-nhan-{request[:8]}.zip"'}
    return Response(found.body, media_type="application/zip", headers=headers)


@router.post("/{language}/requests/{request}/withdrawal")
async def withdraw(visit: Here, request: str) -> Response:
    """Takes it back."""
    told = await visit.form()
    intake = (await visit.services()).intake
    try:
        await intake.withdraw_request(
            quote(request, safe=""), seen=str(told.get("seen", "*")), key=str(told.get("key") or fresh_key())
        )
    except Refused as refused:
        if refused.status not in REFUSED:
            raise
        return await _page(visit, request, refused.status, moves.told(refused.problem, visit.words))
    return visit.go(f"/requests/{quote(request, safe='')}")


async def _told(visit: Visit) -> dict[str, Any]:
    told: dict[str, Any] = await visit.parts.calls.open("intake", "/v1/rights")
    return told


async def _rights(visit: Visit) -> dict[str, Any]:
    return {each["code"]: each for each in (await _told(visit))["rights"]}


async def _form(visit: Visit, written: Any, wrong: Wrong | None = None) -> Response:
    services = await visit.services()
    schema = sheet((await _rights(visit)).values(), await desks(visit, services))
    drawn = draw(schema, "", written)
    return visit.page(
        "request_new.html",
        422 if wrong else 200,
        drawn=drawn,
        more=await chosen_of(visit, drawn),
        wrong=wrong or [],
        key=fresh_key(),
    )


async def _page(visit: Visit, request: str, status: int = 200, wrong: str = "") -> Response:
    services = await visit.services()
    found = await seen(services.intake.read_request(quote(request, safe="")))
    if found is None:
        return visit.page("unknown.html", 404)
    text, rights, machines, (agencies, _) = await asyncio.gather(
        seen(services.intake.read_request_text(found.body["id"])),
        _told(visit),
        visit.parts.calls.machines(),
        directory(visit, services),
    )
    grounds = {each["code"]: each for each in rights["grounds"]}
    return visit.page(
        "request.html",
        status,
        told=found.body,
        tag=found.tag,
        text=text.body if text else None,
        right=next(each for each in rights["rights"] if each["code"] == found.body["asks"]),
        ground=grounds.get(found.body["ground"] or ""),
        machines=machines,
        agencies=agencies,
        withdrawal=next((each for each in found.body["moves"] if each["move"] == "WithdrawRequest"), None),
        wrong=wrong,
        key=fresh_key(),
    )
