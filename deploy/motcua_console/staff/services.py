"""What the services say of themselves: how much waits, who is behind whom, long work, and documents in force."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Annotated, Any
from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from fastapi.responses import Response

from motcua.observe.moves import in_order, move_of
from motcua_client.base import Answer, Refused
from motcua_client.operators import Operated
from motcua_console.calls import Away, Services, seen
from motcua_console.pages import Here, Visit
from motcua_console.staff.topology import drawn
from motcua_console.tail import Tail
from shared.web.parts import part

router = APIRouter()

MOST = 500  # rows of one answer of a journal


@router.get("/{language}/services")
async def services(visit: Here, tail: Annotated[Tail, Depends(part(Tail))]) -> Response:
    """A picture, and a row for each service; one that does not answer is a row that says so."""
    told = await of_each(await visit.services(), _told)
    return visit.page("services.html", told=told, rates=tail.rates(), away=tail.away, drawn=drawn(told))


async def _told(operated: Operated) -> dict[str, Any]:
    lag, behind, fanouts = await asyncio.gather(operated.read_lag(), operated.read_behind(), operated.list_fanouts())
    return {"lag": lag.body, "behind": behind.body, "fanouts": fanouts.body}


@router.get("/{language}/documents")
async def documents(visit: Here) -> Response:
    """The reference documents of each service and their versions."""

    async def known(operated: Operated) -> Any:
        return (await operated.list_references()).body

    return visit.page("documents.html", told=await of_each(await visit.services(), known))


@router.get("/{language}/stories")
async def find(visit: Here, dossier: Annotated[str, Query(max_length=60)]) -> Response:
    """The story of a dossier by its id or its code."""
    wanted = dossier.strip()
    try:
        return visit.go(f"/stories/{UUID(wanted)}")
    except ValueError:
        found = await seen((await visit.services()).intake.find_dossier(quote(wanted, safe="")))
    return visit.go(f"/stories/{found.body['id']}") if found else visit.page("unknown.html", 404)


@router.get("/{language}/stories/{dossier}")
async def story(visit: Here, dossier: UUID) -> Response:
    """What every service has recorded of one dossier, causes before effects."""
    found = await of_each(await visit.services(), lambda operated: _journal(operated, str(dossier)))
    moves = in_order([[move_of(service, row) for row in rows] for service, rows in found.items() if rows])
    silent = [service for service, rows in found.items() if rows is None]
    machines = await visit.parts.calls.machines()
    return visit.page("story.html", dossier=dossier, moves=moves, silent=silent, machines=machines)


async def _journal(operated: Operated, dossier: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    while more := (await operated.read_journal(dossier, after=len(rows))).body:
        rows += more
        if len(more) < MOST:
            break
    return rows


def operated_of(services: Services) -> dict[str, Operated]:
    """The operations that all services share, by service."""
    return {name: Operated(line) for name, line in services.lines.items()}


async def of_each(services: Services, ask: Callable[[Operated], Coroutine[Any, Any, Any]]) -> dict[str, Any]:
    """The answer of each service; None for one that does not answer. Raises Refused."""

    async def one(asked: Awaitable[Any]) -> Any:
        try:
            return await asked
        except Away:
            return None

    operated = operated_of(services)
    answers = await asyncio.gather(*(one(ask(each)) for each in operated.values()))
    return dict(zip(operated, answers, strict=True))


async def tried(asked: Coroutine[Any, Any, Answer[Any]], visit: Visit) -> str:
    """Why it was not done; empty if it was. Raises Away."""
    try:
        await asked
    except Refused as refused:
        text = refused.problem.get(visit.words.language) or {}
        return str(text.get("detail") or text.get("title") or refused)
    return ""
