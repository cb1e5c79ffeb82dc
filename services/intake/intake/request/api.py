"""Routes of requests: a person makes one online or at a counter, the desk takes it up, a supervisor decides it."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response

from intake.correction.rules import opened, sealed
from intake.purposes.names import LookReason
from intake.request import commands as ask
from intake.request.errors import AlreadyIdentified, NotIdentified, UnknownGround
from intake.request.schemas import AskedRequests, Requests, RequestText, RequestView
from intake.request.tables import KEEP, KEPT, PROVE
from intake.request.views import REQUEST_VIEWS
from intake.version.errors import Erased
from shared.kernel.errors import Forbidden
from shared.kernel.ids import uuid7
from shared.kernel.sealing import Masters
from shared.web.auth import READERS, Caller, Role, by
from shared.web.edge import BEGUN, SEEN, TAGGED, Edge, asking
from shared.web.looks import look
from shared.web.parts import part
from shared.web.problems import responses
from shared.web.served import Here
from shared.web.transactional import TransactionalRoute

router = APIRouter(prefix="/v1/requests", tags=["requests"], route_class=TransactionalRoute)

Reader = Annotated[Caller, Depends(by(Role.APPLICANT, *READERS))]
Keys = Annotated[Masters, Depends(part(Masters))]


@router.post("", status_code=201, responses=BEGUN)
async def make_request(
    edge: Annotated[Edge, Depends(asking(ask.MakeRequest))], command: ask.MakeRequest, response: Response
) -> RequestView:
    """Asks to see, copy, correct, restrict or delete one's personal data, or objects to its use.

    A linked account proves who asks; at a counter the desk does, with `person`, at once or later.
    """
    _may_make(edge.caller, command)
    request = uuid7()
    context = await edge.receive(command, request)
    assert edge.uow is not None, "it has just moved"
    written = command.model_dump(mode="json", include=set(RequestText.model_fields), exclude_none=True)
    kept = sealed(context.keys.keep(request, edge.uow.project), request, written)
    edge.before_end(_keep, request, kept, context.requests.proofs.get(request), context.requests.held[request])
    response.headers["Location"] = f"/v1/requests/{request}"
    return REQUEST_VIEWS.moved(edge, context, request, response)


def _may_make(caller: Caller, command: ask.MakeRequest) -> None:
    online, applicant = command.channel == "online", caller.role is Role.APPLICANT
    if applicant != online or (applicant and command.person is not None):
        raise Forbidden(
            "A person asks online, and proves it by the account; an officer writes what comes otherwise.",
            "Người dân tự lập yêu cầu trực tuyến bằng tài khoản; công chức lập yêu cầu đến bằng hình thức khác.",
        )
    if not applicant and caller.agency != command.desk:
        raise Forbidden(
            "Officers write requests at their own desk.", "Công chức chỉ lập yêu cầu tại Bộ phận Một cửa nơi công tác."
        )


async def _keep(edge: Edge, request: UUID, *kept: Any) -> None:
    await edge.tx.do(KEEP, request, edge.caller.subject, *kept)


@router.get("")
async def list_requests(
    caller: Reader,
    node: Here,
    ask: Annotated[AskedRequests, Query()],
    request: Request,
    response: Response,
) -> Requests:
    """One's own requests; for a desk those it answers."""
    views, paged = await REQUEST_VIEWS.page(node, caller, ask, request, response)
    return Requests(requests=views, **paged)


@router.get("/{request}", responses=TAGGED)
async def read_request(node: Here, caller: Reader, request: UUID, response: Response) -> RequestView:
    """One request; its ETag is what If-Match wants."""
    return await REQUEST_VIEWS.one(node, caller, request, response)


@router.get("/{request}/text", responses=responses(Erased))
async def read_request_text(node: Here, masters: Keys, caller: Reader, request: UUID) -> RequestText:
    """What was written with a request, and how the person is reached. A look."""
    async with node.database.begin() as tx:
        await REQUEST_VIEWS.found(tx, caller, request)
        row = await tx.row(KEPT, request)
        await look(tx, caller, LookReason.OWN if caller.role is Role.APPLICANT else LookReason.REQUEST, [request])
    box = masters.box(row["master"], row["wrapped"]) if row["wrapped"] else None
    if (text := opened(box, request, row["sealed"])) is None:
        raise Erased()
    return RequestText(**{**dict.fromkeys(RequestText.model_fields), **text})


@router.post("/{request}/identity", responses=SEEN | responses(AlreadyIdentified))
async def identify_requester(
    edge: Annotated[Edge, Depends(asking(ask.IdentifyRequester))],
    request: UUID,
    command: ask.IdentifyRequester,
    response: Response,
) -> RequestView:
    """Says who asks: the desk has seen the paper of the person."""
    found = await REQUEST_VIEWS.found(edge.tx, edge.caller, request)
    context = await edge.receive(command, found["dossier"], request, REQUEST_VIEWS.mark)
    edge.before_end(_prove, request, context.requests.proofs[request])
    return REQUEST_VIEWS.moved(edge, context, request, response)


async def _prove(edge: Edge, request: UUID, proof: bytes) -> None:
    await edge.tx.do(PROVE, request, proof)


@router.post("/{request}/taking", responses=SEEN)
async def take_request(
    edge: Annotated[Edge, Depends(asking(ask.TakeRequest))], request: UUID, response: Response
) -> RequestView:
    """Takes a request up; within two working days of when it was made."""
    return await REQUEST_VIEWS.move(edge, ask.TakeRequest(), request, response)


DECIDED: dict[int | str, Any] = SEEN | responses(NotIdentified, UnknownGround)


@router.post("/{request}/grant", responses=SEEN | responses(NotIdentified))
async def grant_request(
    edge: Annotated[Edge, Depends(asking(ask.GrantRequest))], request: UUID, response: Response
) -> RequestView:
    """Grants a request: what is kept can be fetched, is corrected, is marked, or is erased once no law keeps it."""
    return await REQUEST_VIEWS.move(edge, ask.GrantRequest(), request, response)


@router.post("/{request}/partial-grant", responses=DECIDED)
async def grant_request_partly(
    edge: Annotated[Edge, Depends(asking(ask.GrantRequestPartly))],
    request: UUID,
    command: ask.GrantRequestPartly,
    response: Response,
) -> RequestView:
    """Grants a request in part, with the legal ground for the rest."""
    return await REQUEST_VIEWS.move(edge, command, request, response)


@router.post("/{request}/refusal", responses=SEEN | responses(UnknownGround))
async def refuse_request(
    edge: Annotated[Edge, Depends(asking(ask.RefuseRequest))],
    request: UUID,
    command: ask.RefuseRequest,
    response: Response,
) -> RequestView:
    """Refuses a request, with the legal ground."""
    return await REQUEST_VIEWS.move(edge, command, request, response)


@router.post("/{request}/withdrawal", responses=SEEN)
async def withdraw_request(
    edge: Annotated[Edge, Depends(asking(ask.WithdrawRequest))], request: UUID, response: Response
) -> RequestView:
    """Takes the request back."""
    return await REQUEST_VIEWS.move(edge, ask.WithdrawRequest(), request, response)
