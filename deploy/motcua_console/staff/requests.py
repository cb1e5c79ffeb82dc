"""Requests about personal data, as a desk answers them: their clocks, who asks, the decision, and the package."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from fastapi.responses import Response

from motcua_client.base import Refused, fresh_key
from motcua_client.models.intake import IdentifyRequester
from motcua_console import moves
from motcua_console.calls import Services, seen
from motcua_console.directory import directory
from motcua_console.moves import Thing
from motcua_console.pages import Here, Visit

router = APIRouter()

PAGE = 50
CONFLICT = (409, 412)
IDENTIFY = "IdentifyRequester"
Tab = Literal["open", "late", "decided"]
TABS: tuple[Tab, ...] = ("open", "late", "decided")
ASKED: dict[Tab, dict[str, Any]] = {
    "open": {"state": ["asked", "in_hand"], "sort": "due"},
    "late": {"state": ["asked", "in_hand"], "late": True, "sort": "due"},
    "decided": {"state": ["granted", "partly", "refused", "withdrawn"], "sort": "-changed"},
}


@router.get("/{language}/requests")
async def listed(visit: Here, tab: Tab = "open", after: Annotated[str, Query(max_length=400)] = "") -> Response:
    """One page of requests; whose time ends first stands first."""
    intake = (await visit.services()).intake
    counted = (intake.list_requests(limit=1, count=True, **ASKED[each]) for each in TABS)
    page, counts, rights, machines = await asyncio.gather(
        intake.list_requests(limit=PAGE, after=after or None, **ASKED[tab]),
        asyncio.gather(*counted),
        _rights(visit),
        visit.parts.calls.machines(),
    )
    return visit.page(
        "desk_requests.html",
        tab=tab,
        tabs=list(zip(TABS, (each.body for each in counts), strict=True)),
        requests=page.body["requests"],
        after=page.body["after"],
        as_of=page.body["as_of"],
        rights=rights["rights"],
        machines=machines,
    )


@router.get("/{language}/requests/{request}")
async def show(visit: Here, request: str) -> Response:
    """One of them."""
    return await _page(visit, request)


@router.get("/{language}/requests/{request}/package")
async def package(visit: Here, request: str) -> Response:
    """What is kept of the person, for the desk at whose counter it was asked."""
    content = await seen((await visit.services()).intake.fetch_package(request))
    if content is None:
        return visit.page("unknown.html", 404)
    told = {"Content-Disposition": f'attachment; filename="request-{request}.zip"'}
    return Response(content.body or b"", media_type="application/octet-stream", headers=told)


@router.post("/{language}/requests/{request}/{name}")
async def move(visit: Here, request: str, name: str) -> Response:
    """Makes one move."""
    told = await visit.form()
    services = await visit.services()
    thing = await moves.read(services, "request", request)
    asked = thing.move(name) if thing else None
    if thing is None or asked is None:
        return await _page(visit, request, 409, failed=name, told=told, wrong=[("", _meanwhile(visit))])
    try:
        await (_identify(services, thing, told) if name == IDENTIFY else moves.make(services, thing, asked, told))
    except Refused as refused:
        if refused.status == 401:  # noqa: PLR2004  # the handler ends the session
            raise
        wrong = moves.wrong(refused, visit.words)
        wrong += [("", _meanwhile(visit))] if refused.status in CONFLICT else []
        return await _page(visit, request, refused.status, failed=name, told=told, wrong=wrong)
    return visit.go(f"/requests/{request}")


async def _identify(services: Services, thing: Thing, told: Mapping[str, Any]) -> Any:
    """Who asks, as the paper says."""
    identity: Any = {"kind": told.get("kind", ""), "number": "".join(str(told.get("number", "")).split())}
    person: Any = {"name": told.get("name", ""), "identity": identity, "born": told.get("born", "")}
    body = IdentifyRequester(person=person)
    seen_ = str(told.get("seen") or thing.tag)
    return await services.intake.identify_requester(thing.id, body, seen=seen_, key=told.get("key"))


def _meanwhile(visit: Visit) -> str:
    return visit.words.say("Something has happened to this request meanwhile. The page shows how it stands now.")


async def _rights(visit: Visit) -> dict[str, Any]:
    told = await visit.parts.calls.open("intake", "/v1/rights")
    return {kind: {each["code"]: each for each in told[kind]} for kind in ("rights", "grounds")}


async def _page(
    visit: Visit,
    request: str,
    status: int = 200,
    *,
    failed: str = "",
    told: Mapping[str, Any] | None = None,
    wrong: list[tuple[str, str]] | None = None,
) -> Response:
    services = await visit.services()
    thing = await moves.read(services, "request", request)
    if thing is None:
        return visit.page("unknown.html", 404)
    text, register, machines, (agencies, _) = await asyncio.gather(
        seen(services.intake.read_request_text(request)),
        _rights(visit),
        visit.parts.calls.machines(),
        directory(visit, services),
    )
    return visit.page(
        "desk_request.html",
        status,
        thing=thing,
        identify=next((each for each in thing.moves if each["move"] == IDENTIFY and each["possible"]), None),
        text=text.body if text else None,
        register=register,
        machines=machines,
        agencies=agencies,
        failed=failed,
        told=told or {},
        wrong=wrong or [],
        key=fresh_key(),
    )
