"""Parked events: what cannot be handled, why, the record as it came, and what an operator does with it."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response

from motcua_client.operators import Operated
from motcua_console.pages import Here, Visit
from motcua_console.staff.services import of_each, operated_of, tried

router = APIRouter()

PAGE = 200  # of each service


@router.get("/{language}/parked")
async def parked(visit: Here) -> Response:
    """All of every service, those without another try first."""
    return await _page(visit)


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
        rows = [each for each in (await operated.list_deferred(limit=PAGE)).body if each["id"] in chosen]
        return visit.page("drop.html", service=service, rows=rows)
    why = {"why": str(told.get("why", ""))}
    asked = (operated.drop_deferred(each, why) if act == "drop" else operated.retry_deferred(each) for each in chosen)  # type: ignore[arg-type]
    wrong = [said for one in asked if (said := await tried(one, visit))]
    return await _page(visit, wrong=wrong) if wrong else visit.go("/parked")


async def _page(visit: Visit, wrong: list[str] | None = None) -> Response:
    async def deferred(operated: Operated) -> Any:
        rows = (await operated.list_deferred(limit=PAGE)).body
        return sorted(rows, key=lambda each: (each["retry_at"] is not None, each["since"]))

    told = await of_each(await visit.services(), deferred)
    return visit.page("parked.html", 422 if wrong else 200, told=told, wrong=wrong or [])


def _listed(given: Any) -> list[Any]:
    return given if isinstance(given, list) else [given] if given else []
