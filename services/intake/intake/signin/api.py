"""The exchange for applicants: the token of a sign-in for one of ours.

A sign-in that proves number, name and birth date links the account to its holder on the way.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends

from intake.applicant.proof import Pepper
from intake.applicant.store import acts_for, applicant_of
from intake.mandate.store import acted_for
from shared.web.auth import Caller, Role
from shared.web.errors import NotExchanged, SignInRefused
from shared.web.exchange import OPEN, Exchange, Granted, exchanging
from shared.web.parts import part
from shared.web.problems import responses
from shared.web.served import Here
from shared.web.transactional import TransactionalRoute

router = APIRouter(prefix="/v1/token", tags=["token"], route_class=TransactionalRoute)


@router.post("", responses=responses(NotExchanged, SignInRefused), openapi_extra=OPEN)
async def exchange_token(
    node: Here, asked: Annotated[Exchange, Depends(exchanging)], pepper: Annotated[Pepper, Depends(part(Pepper))]
) -> Granted:
    """Exchanges the access token of a sign-in for one of ours (RFC 8693), of ten minutes.

    A sign-in that proves number, name and birth date links the account to this person: what was written for exactly
    this person at a counter, and handed in, is read by the account from then on.
    """
    asked.permit(Role.APPLICANT)
    if asked.scope not in (None, Role.APPLICANT):
        en, vi = "Here a caller is an applicant only.", "Ở đây chỉ nhận vai trò người dân."
        raise NotExchanged(en, vi, "scope", error="invalid_scope")
    who, may_link = asked.who, not (node.unchecked or node.standing_still)
    async with node.database.begin() as tx:
        applicant = await applicant_of(tx, pepper, who.subject, who.proved if may_link else None)
        others, former = await acts_for(tx, who.subject, applicant), await acted_for(tx, who.subject)
    return asked.granted(Caller(who.subject, Role.APPLICANT, None, who.level, applicant, others, former))
