"""Titles of agencies and of the steps of routes, which change rarely and are asked for once a minute."""

from __future__ import annotations

import asyncio
from typing import Any

from motcua_console.calls import Services
from motcua_console.pages import Visit


async def directory(visit: Visit, services: Services) -> tuple[dict[str, Any], dict[str, Any]]:
    """Titles of agencies by id, and of steps by code. Raises Refused, Away."""
    workflow = services.workflow

    async def agencies() -> dict[str, Any]:
        listed = (await workflow.list_agencies()).body
        read = await asyncio.gather(*(workflow.read_agencies(each["code"]) for each in listed))
        return {one["id"]: one["title"] for each in read for one in each.body["content"]["agencies"]}

    async def steps() -> dict[str, Any]:
        listed = (await workflow.list_routes()).body
        read = await asyncio.gather(*(workflow.read_route(each["code"]) for each in listed))
        return {one["code"]: one["title"] for each in read for one in each.body["content"]["steps"]}

    kept = visit.parts.calls.kept
    return await kept("agencies", agencies), await kept("steps", steps)


async def desks(visit: Visit, services: Services) -> list[dict[str, Any]]:
    """The one-stop desks, each with its title. Raises Refused, Away."""
    workflow = services.workflow

    async def ask() -> list[dict[str, Any]]:
        listed = (await workflow.list_agencies()).body
        read = await asyncio.gather(*(workflow.read_agencies(each["code"]) for each in listed))
        return [one for each in read for one in each.body["content"]["agencies"] if one["desk"]]

    return await visit.parts.calls.kept("desks", ask)
