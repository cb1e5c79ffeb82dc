"""Routes of an account: whose it is, and the link to its holder. What is typed links no account."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends

from intake.applicant.errors import NotProved
from intake.applicant.proof import Pepper
from intake.applicant.schemas import Account
from intake.applicant.tables import LINK, OF
from shared.kernel.ids import uuid7
from shared.web.auth import Caller, Role, by
from shared.web.edge import Edge, acting
from shared.web.parts import part
from shared.web.problems import responses
from shared.web.served import Here
from shared.web.transactional import TransactionalRoute

router = APIRouter(prefix="/v1/account", tags=["account"], route_class=TransactionalRoute)

CITIZEN = {12: "citizen-id", 9: "old-id"}  # by how many digits a proved number has


@router.get("")
async def read_account(node: Here, caller: Annotated[Caller, Depends(by(Role.APPLICANT))]) -> Account:
    """Whose account this is, as far as a sign-in has proved it."""
    async with node.database.begin() as tx:
        return Account(applicant=await tx.value(OF, caller.subject))


@router.put("", responses=responses(NotProved))
async def link_account(
    edge: Annotated[Edge, Depends(acting(Role.APPLICANT))], pepper: Annotated[Pepper, Depends(part(Pepper))]
) -> Account:
    """Links the account to the person whom this sign-in proves by number, name and birth date.

    What was written for exactly this person at a counter, and handed in, is read by the account from now on.
    """
    if (proved := edge.caller.proved) is None:
        raise NotProved()
    number = pepper.number(CITIZEN[len(proved.number)], proved.number)
    proof = pepper.person(proved.number, proved.name, proved.birth_date)
    return Account(applicant=await edge.tx.value(LINK, edge.caller.subject, uuid7(), number, proof))
