"""What could not be reached, and is therefore not checked: services, databases, the sandbox."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import httpx2

from motcua.observe.each import of_each, reason, silent
from motcua.stack import asked
from motcua.stack.system import System
from shared.audit.invariants import Place

TIMEOUT = 10.0  # seconds


def unnamed(where: System) -> list[str]:
    """Services whose database nobody has named."""
    missing = sorted(where.services.keys() - where.databases.keys())
    return [f"the database of {service}: set MOTCUA_VERIFY_{service.replace('-', '_').upper()}" for service in missing]


async def unanswered(where: System) -> list[str]:
    """Services that do not answer, or stand still. Without an operator's token none is asked."""
    if not where.token:
        return []
    async with where.looker() as operator:
        told = await of_each(operator.addresses, lambda service: operator.get(service, "/v1/lag"))
    still = {service: found["standing_still"] for service, found in told.found.items() if found["standing_still"]}
    return [
        *(silent(service, why) for service, why in told.away.items()),
        *(f"{service} stands still: {why}" for service, why in still.items()),
    ]


async def reached(places: Sequence[Place], sandbox: str | None) -> tuple[list[Place], list[str]]:
    """The services whose database answers, and what else does not answer, with the reason."""
    whys = await asyncio.gather(*(_database(place) for place in places))
    there = [place for place, why in zip(places, whys, strict=True) if not why]
    missing = [why for why in whys if why]
    if sandbox and (why := await _sandbox(sandbox)):
        missing.append(why)
    return there, missing


async def _database(place: Place) -> str:
    why = await asked.postgres(place.dsn, TIMEOUT)
    return why and f"the database of {place.name} does not answer ({why})"


async def _sandbox(url: str) -> str:
    try:
        async with httpx2.AsyncClient(timeout=TIMEOUT) as http:
            await http.get(f"{url}/readyz")
    except httpx2.TransportError as away:
        return f"the sandbox does not answer ({reason(away)}): the counterparts' ledgers are not compared"
    return ""
