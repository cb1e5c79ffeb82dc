"""Events as they go by on the topics: the latest as a page, and what comes after them as a stream (SSE)."""

from __future__ import annotations

import json
import time
from collections.abc import AsyncIterator
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response, StreamingResponse
from pydantic import BaseModel

from motcua.observe.lines import CODED, TopicEvent, Wanted, fields
from motcua_console.calls import Services, seen
from motcua_console.directory import directory
from motcua_console.pages import Here, Visit, Watching, address
from motcua_console.staff.entries import OPERATORS
from motcua_console.tail import Shown, Tail, Viewer, places_of, spelled
from motcua_console.work import valid
from shared.web.parts import part

router = APIRouter()

LATEST = 50
LOOK = 15.0  # seconds in which it is seen that a session has ended
AT_ONCE = 4  # of the requests that this process answers at once, one of so many may be a stream

Followed = Annotated[Tail, Depends(part(Tail))]


class Filters(BaseModel):
    """What is wanted, as it stands in the address."""

    dossier: Annotated[str, Query(max_length=60)] = ""
    service: Annotated[str, Query(max_length=40)] = ""
    type: Annotated[str, Query(max_length=60)] = ""
    agency: Annotated[str, Query(max_length=40)] = ""


Filtered = Annotated[Filters, Depends()]


@router.get("/{language}/events")
async def events(visit: Here, tail: Followed, filters: Filtered) -> Response:
    """The latest, the newest first."""
    services = await visit.services(*OPERATORS)
    wanted = await _wanted(services, tail, filters)
    agencies, _ = await directory(visit, services)
    return visit.page(
        "events.html",
        filters=filters,
        rows=[_row(visit, tail, each) for each in tail.latest(wanted, LATEST)],
        away=tail.away,
        agencies=agencies,
        services=sorted(visit.parts.settings.services),
        stream=address(visit.to("/events/stream"), after=spelled(tail.places), **filters.model_dump()),
    )


@router.get("/{language}/events/stream")
async def stream(
    visit: Watching,
    request: Request,
    tail: Followed,
    filters: Filtered,
    after: Annotated[str, Query(max_length=8000)] = "",
) -> Response:
    """What comes after `Last-Event-ID`, or after the page. A browser that comes back goes on where it was."""
    wanted = await _wanted(await visit.services(*OPERATORS), tail, filters)
    if tail.viewers * AT_ONCE >= visit.parts.settings.threads:
        return Response(status_code=503, headers={"Retry-After": "30"})
    viewer = Viewer(tail, wanted, places_of(request.headers.get("last-event-id", after)))
    return StreamingResponse(_told(visit, tail, viewer), media_type="text/event-stream")


async def _told(visit: Visit, tail: Tail, viewer: Viewer) -> AsyncIterator[str]:
    tail.viewers += 1
    try:
        said, looked = None, time.monotonic()
        while True:
            if time.monotonic() > looked + LOOK:
                looked = time.monotonic()
                if (end := await _ended(visit)) is not None:
                    yield end
                    return
            if said != tail.away:
                said = tail.away
                yield f"event: state\ndata: {json.dumps({'away': said})}\n\n"
            yield _message(visit, tail, await viewer.more(LOOK))
    finally:
        tail.viewers -= 1


async def _ended(visit: Visit) -> str | None:
    """The last message where the session is over; empty where a token has to be renewed by coming again."""
    session = await visit.parts.sessions.find(visit.signed_in.secret, used=False)
    if session is None or session.held.get("role") not in OPERATORS:
        return "event: over\ndata: {}\n\n"
    return None if valid(session.held.get("own")) else ""


def _message(visit: Visit, tail: Tail, shown: Shown) -> str:
    """One message for all that came at once. Without data it moves the browser's place on, or keeps the line open."""
    place = f"id: {spelled(shown.places)}\n"
    if not (shown.events or shown.missed):
        return f"{place}\n"
    missed = visit.words.number(shown.missed) if shown.missed else ""
    told = {"missed": missed, "rows": [_row(visit, tail, each) for each in shown.events]}
    return f"{place}data: {json.dumps(told)}\n\n"


def _row(visit: Visit, tail: Tail, event: TopicEvent) -> dict[str, Any]:
    by = event.actor if event.agency is None else f"{event.actor} · {event.agency}"
    return {
        "at": visit.words.second(event.at),
        "service": event.producer,
        "code": tail.codes.of(event.dossier),
        "dossier": event.dossier,
        "sequence": event.sequence,
        "name": event.name,
        "fields": "  ".join(fields(event.body, coded=event.name in CODED)),
        "by": by,
        "again": event.again,
    }


async def _wanted(services: Services, tail: Tail, filters: Filters) -> Wanted:
    """The filter; a code becomes an id, so that events from before the dossier had a code are found too."""
    dossier = filters.dossier.strip()
    if dossier.count("-") == 2:  # noqa: PLR2004  # as codes are: agency, day, number
        found = await seen(services.intake.find_dossier(quote(dossier, safe="")))
        dossier = found.body["id"] if found else dossier
    return Wanted(dossier, filters.type.strip(), filters.service, filters.agency, tail.codes)
