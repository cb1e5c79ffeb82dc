"""Routes of the catalogue: procedures and calendars, published by an operator. Procedures are read by anybody."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Response

from intake.catalogue.rules import has_a_usable_form
from intake.catalogue.schemas import Offer
from intake.catalogue.store import Offers
from shared.contracts.intake import CalendarPublished, ProcedurePublished
from shared.web.catalogue import KEPT_FOR_A_WHILE, OPEN, catalogue, open_catalogue
from shared.web.edge import TAGGED
from shared.web.parts import part
from shared.web.served import Here

procedures = open_catalogue("procedures", "procedure", ProcedurePublished, has_a_usable_form)
calendars = catalogue("calendars", "calendar", CalendarPublished)


@procedures.get("", response_model=list[Offer], responses=TAGGED, openapi_extra=OPEN)
async def list_procedures(node: Here, offers: Annotated[Offers, Depends(part(Offers))]) -> Response:
    """The procedures in their versions in force: what each is about, costs and takes, and whether it can be begun."""
    async with node.database.begin() as tx:
        listed = await offers.read(tx)
    return Response(listed, headers=KEPT_FOR_A_WHILE, media_type="application/json")
