"""Provinces, and the communes of those that were chosen in a form."""

from __future__ import annotations

import asyncio
from typing import Any

from motcua_console.pages import Visit
from motcua_console.public.fields import Drawn, leaves


async def chosen_of(visit: Visit, drawn: Drawn) -> dict[str, Any]:
    """What the lists of places in this form offer."""
    found = {str(each["value"]) for each in leaves(drawn) if each["widget"] == "province" and each["value"]}
    chosen = sorted(each for each in found if each.isdecimal() and len(each) == 2)  # noqa: PLR2004  # as codes are
    ask = visit.parts.calls.open
    provinces, *lists = await asyncio.gather(
        ask("intake", "/v1/places"), *(ask("intake", f"/v1/places?province={each}") for each in chosen)
    )
    return {"provinces": provinces, "communes": dict(zip(chosen, lists, strict=True))}
