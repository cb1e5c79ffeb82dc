"""Who works or worked at the visitor's agency, by subject: asked once a minute, for their names."""

from __future__ import annotations

from typing import Any

from motcua_console.calls import Services
from motcua_console.pages import Visit

PAGE, PAGES = 200, 5


async def colleagues(visit: Visit, services: Services) -> dict[str, Any]:
    """Officers by subject. Raises Refused, Away."""
    if (held := visit.signed_in.held["agency"]) is None:
        return {}
    agency = held["id"]

    async def ask() -> dict[str, Any]:
        found: dict[str, Any] = {}
        after = None
        for _ in range(PAGES):
            listed = (await services.workflow.list_officers(limit=PAGE, after=after, agency=agency)).body
            found |= {each["subject"]: each for each in listed["officers"]}
            if (after := listed["after"]) is None:
                break
        return found

    return await visit.parts.calls.kept(f"officers {agency}", ask)
