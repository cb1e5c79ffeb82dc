"""What could not be reached, and is therefore not checked: services, databases, the sandbox."""

from __future__ import annotations

from collections.abc import Sequence

import httpx2

from motcua.observe.each import no_database, of_each, reason, silent
from motcua.stack import asked
from motcua.stack.system import System
from shared.audit.invariants import Place


def unnamed(where: System) -> list[str]:
    """Services whose database nobody has named."""
    missing = sorted(where.services.keys() - where.databases.keys())
    return [f"the database of {service}: set MOTCUA_VERIFY_{service.replace('-', '_').upper()}" for service in missing]


async def unanswered(where: System) -> list[str]:
    """Services that do not answer, or stand still. Without an operator's token none is asked."""
    if not where.token:
        return []
    async with where.looker() as operator:
        told = await of_each(operator, operator.addresses, lambda service: operator.get(service, "/v1/lag"))
    still = {service: found["standing_still"] for service, found in told.found.items() if found["standing_still"]}
    return [
        *(silent(service, why) for service, why in told.away.items()),
        *(f"{service} stands still: {why}" for service, why in still.items()),
    ]


async def reached(places: Sequence[Place], sandbox: str | None) -> tuple[list[Place], list[str]]:
    """The services whose database answers, and what else does not answer, with the reason."""
    closed = await asked.databases({place.name: place.dsn for place in places})
    there = [place for place in places if place.name not in closed]
    missing = [no_database(name, why) for name, why in closed.items()]
    if sandbox and (why := await _sandbox(sandbox)):
        missing.append(why)
    return there, missing


async def _sandbox(url: str) -> str:
    try:
        async with httpx2.AsyncClient(timeout=asked.ANYWHERE) as http:
            await http.get(f"{url}/readyz")
    except httpx2.TransportError as away:
        return f"the sandbox does not answer ({reason(away)}): the counterparts' ledgers are not compared"
    return ""
