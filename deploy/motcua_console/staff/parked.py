"""Parked events: what cannot be handled, why, the record as it came, and what an operator does with it."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import Response

from motcua_client.models.shared import DeferredEvent
from motcua_client.operators import Operated
from motcua_console.pages import Here, Visit
from motcua_console.staff.services import of_each, operated_of, tried

router = APIRouter()

PAGE, MOST = 500, 5_000  # of each service
Short = Annotated[str, Query(max_length=60)]


@router.get("/{language}/parked")
async def parked(visit: Here, service: Short = "", text: Short = "") -> Response:
    """Those without another try first: of every service or of one, and with this in the event or the reason."""
    return await _page(visit, service, text.strip())


@router.get("/{language}/parked/{service}/{deferred}")
async def record(visit: Here, service: str, deferred: int) -> Response:
    """One, with its record."""
    operated = operated_of(await visit.services()).get(service)
    if operated is None:
        return visit.page("unknown.html", 404)
    found = await operated.read_deferred(deferred)
    return visit.page("record.html", service=service, record=found.body, wrong="")


@router.post("/{language}/parked/{service}")
async def act(visit: Here, service: str) -> Response:
    """Tries again or drops what was chosen, one after the other; dropping asks first, with the same rows."""
    told = await visit.form()
    operated = operated_of(await visit.services()).get(service)
    chosen = [int(each) for each in _listed(told.get("id")) if str(each).isdecimal()]
    if operated is None or not chosen:
        return await _page(visit, wrong=[visit.words.say("Nothing was chosen.")])
    act = told.get("act")
    if act == "drop" and not told.get("sure"):
        rows = [each for each in await _all(operated) if each["id"] in chosen]
        return visit.page("drop.html", service=service, rows=rows)
    why = {"why": str(told.get("why", ""))}
    asked = (operated.drop_deferred(each, why) if act == "drop" else operated.retry_deferred(each) for each in chosen)  # type: ignore[arg-type]
    wrong = [said for one in asked if (said := await tried(one, visit))]
    return await _page(visit, wrong=wrong) if wrong else visit.go("/parked")


async def _page(visit: Visit, service: str = "", text: str = "", wrong: list[str] | None = None) -> Response:
    async def deferred(operated: Operated) -> Any:
        rows = [each for each in await _all(operated) if text.lower() in _told(each).lower()]
        return sorted(rows, key=lambda each: (each["retry_at"] is not None, each["since"]))

    told = await of_each(await visit.services(), deferred)
    names = list(told)
    chosen = {name: rows for name, rows in told.items() if service in ("", name)}
    status = 422 if wrong else 200
    return visit.page("parked.html", status, told=chosen, wrong=wrong or [], names=names, service=service, text=text)


def _told(event: DeferredEvent) -> str:
    return f"{event['kind']} {event['producer']} {event['dossier']} {event['why']}"


async def _all(operated: Operated) -> list[DeferredEvent]:
    found: list[DeferredEvent] = []
    while len(found) < MOST:
        after = found[-1]["id"] if found else 0
        found += (more := (await operated.list_deferred(after=after, limit=PAGE)).body)
        if len(more) < PAGE:
            break
    return found


def _listed(given: Any) -> list[Any]:
    return given if isinstance(given, list) else [given] if given else []
