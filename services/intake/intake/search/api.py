"""The route of a search: officers find the dossiers of their agency by who applies, and nothing is opened for it.

What is asked is in the body: no name or number is in an address. Each search is a look at what it finds.
"""

from __future__ import annotations

from math import ceil
from typing import Annotated

from fastapi import APIRouter, Depends

from intake.dossier.api import Peppered
from intake.search.errors import TooBroad
from intake.search.models import Search
from intake.search.rules import sought
from intake.search.schemas import FoundDossiers
from intake.search.tables import BY_CODE, FIND, MOST, NONE
from intake.word.rules import kept
from shared.kernel.metrics import REFUSED
from shared.web.auth import READERS, Caller, by
from shared.web.buckets import Bucket
from shared.web.looks import look
from shared.web.parts import part
from shared.web.problems import responses
from shared.web.rates import TooOften
from shared.web.served import Here
from shared.web.transactional import TransactionalRoute

router = APIRouter(prefix="/v1/search", tags=["dossiers"], route_class=TransactionalRoute)

AT_MOST = 200


class Searches(Bucket):
    """How often one caller searches, in one process."""


@router.post("", responses=responses(TooBroad, TooOften))
async def search_dossiers(
    node: Here,
    pepper: Peppered,
    searches: Annotated[Searches, Depends(part(Searches))],
    caller: Annotated[Caller, Depends(by(*READERS))],
    search: Search,
) -> FoundDossiers:
    """Finds dossiers that the caller's agency may read, by code, identity, telephone or words of a name."""
    words = sought(search)
    if wait := searches.take(caller.subject):
        REFUSED.labels("searches").inc()
        raise TooOften(ceil(wait))
    async with node.database.begin() as tx:
        named = kept(words, caller.agency or "", pepper)
        asked = (named, search.code, search.received_from, search.received_to, AT_MOST + 1)
        row = await tx.row(FIND if words else BY_CODE, *asked, *caller.who.texts[:3])
        found = row["ids"]
        await look(tx, caller, search.why, found[:AT_MOST] or [NONE])
    if row["matches"] > MOST:
        raise TooBroad()
    return FoundDossiers(dossiers=found[:AT_MOST], more=len(found) > AT_MOST)
