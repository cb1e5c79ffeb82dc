"""Routes of mandates: made by who acts for another, confirmed at a desk, revoked by either of them or there."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response

from intake.applicant.proof import Pepper
from intake.applicant.store import account_of
from intake.applicant.tables import OF
from intake.mandate import commands as ask
from intake.mandate.schemas import Account, AskedMandates, Mandates, MandateText, MandateView, MandateWritten
from intake.mandate.store import begun, text_of, whom
from intake.mandate.views import MANDATES
from shared.kernel.ids import uuid7
from shared.kernel.sealing import Masters
from shared.web.auth import Caller, Role, by
from shared.web.edge import BEGUN, SEEN, TAGGED, Edge, acting, asking
from shared.web.parts import part
from shared.web.served import Here
from shared.web.transactional import TransactionalRoute

accounts = APIRouter(prefix="/v1/account", tags=["account"], route_class=TransactionalRoute)
router = APIRouter(prefix="/v1/mandates", tags=["mandates"], route_class=TransactionalRoute)

Reader = Annotated[Caller, Depends(by(Role.APPLICANT, Role.OFFICER, Role.SUPERVISOR))]
Keys = Annotated[Masters, Depends(part(Masters))]


@accounts.get("")
async def read_account(node: Here, masters: Keys, caller: Annotated[Caller, Depends(by(Role.APPLICANT))]) -> Account:
    """Whose account this is, as far as a sign-in has proved it, and whom it acts for."""
    async with node.database.begin() as tx:
        applicant, others = await tx.value(OF, caller.subject), await whom(tx, masters, caller.subject)
    return Account(applicant=applicant, acts_for=others)


@router.post("", status_code=201, responses=BEGUN)
async def make_mandate(
    edge: Annotated[Edge, Depends(acting(Role.APPLICANT))],
    asked: ask.Mandating,
    masters: Keys,
    pepper: Annotated[Pepper, Depends(part(Pepper))],
    response: Response,
) -> MandateView:
    """Says that this account acts for a person or an organisation. Dossiers may be begun under it at once.

    A desk that has seen the document confirms it: a legal representative then acts in all that is the organisation's.
    """
    mandate, account = uuid7(), await account_of(edge.tx, edge.caller.subject)
    make = await begun(edge.tx, (masters, pepper), mandate, asked, account, edge.caller.who)
    context = await edge.receive(make, mandate)
    response.headers["Location"] = f"/v1/mandates/{mandate}"
    return MANDATES.moved(edge, context, mandate, response)


@router.get("")
async def list_mandates(
    node: Here, caller: Reader, ask: Annotated[AskedMandates, Query()], request: Request, response: Response
) -> Mandates:
    """Those that one has, and those by which others act for oneself; for a desk those that it confirms."""
    views, paged = await MANDATES.page(node, caller, ask, request, response)
    return Mandates(mandates=views, **paged)


@router.get("/{mandate}", responses=TAGGED)
async def read_mandate(node: Here, masters: Keys, caller: Reader, mandate: UUID, response: Response) -> MandateWritten:
    """One mandate, and what was written of it; its ETag is what If-Match wants."""
    view = await MANDATES.one(node, caller, mandate, response)
    async with node.database.begin() as tx:
        text = await text_of(tx, masters, mandate)
    return MandateWritten(**dict(view), text=MandateText.model_validate_json(text) if text else None)


@router.post("/{mandate}/confirmation", responses=SEEN)
async def confirm_mandate(
    edge: Annotated[Edge, Depends(asking(ask.ConfirmMandate))], mandate: UUID, response: Response
) -> MandateView:
    """The desk has seen the document and its holder."""
    return await MANDATES.move(edge, ask.ConfirmMandate(), mandate, response)


@router.post("/{mandate}/revocation", responses=SEEN)
async def revoke_mandate(
    edge: Annotated[Edge, Depends(asking(ask.RevokeMandate))], mandate: UUID, response: Response
) -> MandateView:
    """Ends it at once: who acted under it may do nothing more."""
    return await MANDATES.move(edge, ask.RevokeMandate(), mandate, response)
