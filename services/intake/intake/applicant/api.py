"""Whose account it is. A sign-in that proves it links it, where its token is exchanged; what is typed links none."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends

from intake.applicant.schemas import Account
from intake.applicant.tables import OF
from shared.web.auth import Caller, Role, by
from shared.web.served import Here
from shared.web.transactional import TransactionalRoute

router = APIRouter(prefix="/v1/account", tags=["account"], route_class=TransactionalRoute)


@router.get("")
async def read_account(node: Here, caller: Annotated[Caller, Depends(by(Role.APPLICANT))]) -> Account:
    """Whose account this is, as far as a sign-in has proved it."""
    async with node.database.begin() as tx:
        return Account(applicant=await tx.value(OF, caller.subject))
