"""Routes of cases: what the agencies in a case see of it, and what the one that decides asks of it."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response

from shared.web.auth import READERS, Caller, by
from shared.web.edge import SEEN, TAGGED, Edge, asking
from shared.web.served import Here
from shared.web.transactional import TransactionalRoute
from workflow.case.commands import Apologise, RequestSupplement, Stop
from workflow.case.schemas import AskedCases, Cases, CaseView
from workflow.case.views import CASE_VIEWS

router = APIRouter(prefix="/v1/cases", tags=["cases"], route_class=TransactionalRoute)

Reader = Annotated[Caller, Depends(by(*READERS))]


@router.get("")
async def list_cases(
    node: Here, caller: Reader, ask: Annotated[AskedCases, Query()], request: Request, response: Response
) -> Cases:
    """The cases the agency decides, received, or has or had a task of."""
    views, paged = await CASE_VIEWS.page(node, caller, ask, request, response)
    return Cases(cases=views, **paged)


@router.get("/{case}", responses=TAGGED)
async def read_case(node: Here, caller: Reader, case: UUID, response: Response) -> CaseView:
    """One case; its ETag is what If-Match wants."""
    return await CASE_VIEWS.one(node, caller, case, response)


@router.post("/{case}/apology", responses=SEEN)
async def apologise(
    edge: Annotated[Edge, Depends(asking(Apologise))], case: UUID, command: Apologise, response: Response
) -> CaseView:
    """Apologises and promises a new date, once (form 04)."""
    return await CASE_VIEWS.move(edge, command, case, response)


@router.post("/{case}/supplement-request", responses=SEEN)
async def request_supplement(
    edge: Annotated[Edge, Depends(asking(RequestSupplement))],
    case: UUID,
    command: RequestSupplement,
    response: Response,
) -> CaseView:
    """Asks the applicant for what is missing, once (form 02); no time is counted meanwhile. By who works on it."""
    return await CASE_VIEWS.move(edge, command, case, response)


@router.post("/{case}/stop", responses=SEEN)
async def stop_case(
    edge: Annotated[Edge, Depends(asking(Stop))], case: UUID, command: Stop, response: Response
) -> CaseView:
    """Stops the processing (form 05)."""
    return await CASE_VIEWS.move(edge, command, case, response)
