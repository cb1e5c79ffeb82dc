"""Routes of the code list of places: an operator publishes a province at a time, anybody reads and searches."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import Depends, Query, Response

from intake.places.rules import commune
from intake.places.schemas import PlaceView, shown
from intake.places.store import Gazetteer
from shared.contracts.intake import PlacesPublished
from shared.contracts.reference.places import CommuneCode, ProvinceCode
from shared.web.catalogue import KEPT_FOR_A_WHILE, OPEN, anything, open_catalogue
from shared.web.edge import TAGGED
from shared.web.parts import part
from shared.web.served import Here

places = open_catalogue("places", "places", PlacesPublished, anything)
MOST = 100  # found by name


@places.get("", responses=TAGGED, openapi_extra=OPEN)
async def list_places(
    node: Here,
    gazetteer: Annotated[Gazetteer, Depends(part(Gazetteer))],
    response: Response,
    province: Annotated[ProvinceCode | None, Query(description="The communes of this province.")] = None,
    name: Annotated[
        str | None,
        Query(min_length=2, max_length=60, description="Words of the name, or their beginnings; marks do not count."),
    ] = None,
    code: Annotated[CommuneCode | None, Query(description="The commune that has this code.")] = None,
    on: Annotated[date | None, Query(description="As it was on this day; otherwise as it is today.")] = None,
) -> list[PlaceView]:
    """The provinces; with `province` its communes, with `name` at most 100 places, the best first, with `code` one."""
    response.headers.update(KEPT_FOR_A_WHILE)
    async with node.database.begin() as tx:
        index, today = await gazetteer.read(tx)
    day = on or today
    if code is not None:
        found = [one] if (one := commune(index.every, code, day)) else []
    else:
        found = index.listed(day, province) if name is None else index.search(day, province, name)[:MOST]
    return [shown(index, each, today) for each in found]
