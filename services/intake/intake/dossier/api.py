"""Routes of the dossier: begin, edit, submit, supply, withdraw; and the desk's accept, ask and refuse."""

from __future__ import annotations

import json
import secrets
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from pydantic import BaseModel

from intake.dossier import commands as ask
from intake.dossier.context import Context
from intake.dossier.errors import NotOffered
from intake.dossier.machine import DOSSIER
from intake.dossier.models import FIND, SEE, dossiers, listing, seen_by
from intake.dossier.schemas import DossierView, Told, told
from shared.kernel.errors import Forbidden, NotFound
from shared.kernel.ids import uuid7
from shared.web.auth import Caller, Role, by
from shared.web.bodies import FORM
from shared.web.edge import BEGUN, SEEN, TAGGED, Edge, acting, asking, etag
from shared.web.group_commit import Member, asking_grouped
from shared.web.transactional import TransactionalRoute

router = APIRouter(prefix="/v1/dossiers", tags=["dossiers"], route_class=TransactionalRoute)

Reader = Annotated[Caller, Depends(by(Role.APPLICANT, Role.OFFICER, Role.SUPERVISOR))]
Writer = Annotated[Edge, Depends(acting(Role.APPLICANT, Role.OFFICER))]

APPLY = "insert into applications(dossier, owner, tracking, applicant, answers) values ($1, $2, $3, $4, $5)"


class Dossiers(BaseModel):
    """A unit of work of dossiers; `after` asks for the next one, None at the end."""

    dossiers: list[DossierView]
    after: UUID | None


class Found(BaseModel):
    """A dossier by its code."""

    id: UUID
    code: str


def scope(caller: Caller) -> tuple[str, str | None]:
    """Whose dossiers a caller may see: one's own, and an officer those handed in at the agency's desk."""
    desk = caller.agency if caller.role in (Role.OFFICER, Role.SUPERVISOR) else None
    return caller.subject, desk


def alone(dossier: UUID, caller: Caller) -> list[list[Any]]:
    """What FIND and SEE want for one dossier."""
    return [[one] for one in (dossier, *scope(caller))]


@router.post("", status_code=201, responses=BEGUN, max_body_size=FORM)
async def draft(
    edge: Annotated[Edge, Depends(asking(ask.Draft))], command: ask.Draft, response: Response
) -> DossierView:
    """Begins a dossier. Applicants apply online for themselves; officers at their own desk for who stands there."""
    _may_draft(edge.caller, command)
    dossier = uuid7()
    context: Context = await edge.receive(command, dossier)
    token = context.tokens[dossier] = secrets.token_hex(16)
    edge.before_end(_keep_application, dossier, token, command.application)
    response.headers["Location"] = f"/v1/dossiers/{dossier}"
    return _answer(edge, context, dossier, response)


def _may_draft(caller: Caller, command: ask.Draft) -> None:
    if caller.role is Role.OFFICER and caller.agency != command.desk:
        raise Forbidden("Officers receive at their own desk only.", "Cán bộ chỉ tiếp nhận tại bộ phận của mình.")
    if (caller.role is Role.APPLICANT) != (command.channel == "online"):
        raise NotOffered(
            f"As {caller.role} not through {command.channel}.", f"Không nộp qua kênh {command.channel} được."
        )


async def _keep_application(edge: Edge, dossier: UUID, token: str, application: ask.Application) -> None:
    await edge.tx.do(APPLY, dossier, edge.caller.subject, token, *written(application))


def written(application: ask.Application) -> tuple[str, str]:
    """Applicant and answers as they are stored."""
    return application.applicant.model_dump_json(), json.dumps(application.answers, ensure_ascii=False)


@router.get("")
async def list_dossiers(
    request: Request,
    caller: Reader,
    after: UUID | None = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    code: Annotated[str | None, Query(max_length=60)] = None,
    state: Annotated[str | None, Query(max_length=20)] = None,
) -> Dossiers:
    """One's own dossiers; for officers also those handed in at their desk. Oldest first."""
    where = [seen_by(*scope(caller))]
    where += [dossiers.c.id > after] if after else []
    where += [dossiers.c.code == code] if code else []
    where += [dossiers.c.state == state] if state else []
    async with request.app.state.node.database.read() as connection:
        rows = (await connection.execute(listing(where, limit))).mappings().all()
    views = [_view(dict(row), told(dict(row)), caller) for row in rows]
    return Dossiers(dossiers=views, after=views[-1].id if len(views) == limit else None)


@router.get("/by-code/{code}")
async def find_code(
    request: Request,
    _caller: Annotated[Caller, Depends(by(Role.OPERATOR))],
    code: Annotated[str, Path(max_length=60)],
) -> Found:
    """Which dossier has this code. Operators see no dossiers, but they follow their journals."""
    async with request.app.state.node.database.begin() as tx:
        dossier = await tx.value("select id from dossiers where code = $1", code)
    if dossier is None:
        raise NotFound("No dossier has this code.", "Không có hồ sơ nào mang mã này.")
    return Found(id=dossier, code=code)


@router.get("/{dossier}", responses=TAGGED)
async def read(request: Request, caller: Reader, dossier: UUID, response: Response) -> DossierView:
    """One dossier; its ETag is what If-Match wants."""
    where = [seen_by(*scope(caller)), dossiers.c.id == dossier]
    async with request.app.state.node.database.read() as connection:
        row = (await connection.execute(listing(where, 1))).mappings().first()
    if row is None:
        raise missing()
    response.headers["ETag"] = etag(row["revision"])
    return _view(dict(row), told(dict(row)), caller)


@router.post("/{dossier}/submission", responses=SEEN)
async def submit(
    member: Annotated[Member, Depends(asking_grouped(ask.Submit))], dossier: UUID, response: Response
) -> DossierView:
    """Hands the dossier in. 422 lists what is missing."""
    context: Context | None = await member.receive_grouped(ask.Submit(), dossier, (SEE, *scope(member.caller)))
    if context is None:
        raise missing()
    return _answer(member, context, dossier, response)


@router.post("/{dossier}/supplement", responses=SEEN)
async def hand_in(edge: Annotated[Edge, Depends(asking(ask.HandIn))], dossier: UUID, response: Response) -> DossierView:
    """Hands in what the desk has asked for."""
    return await move(edge, dossier, ask.HandIn(), response)


@router.post("/{dossier}/withdrawal", responses=SEEN)
async def withdraw(
    edge: Annotated[Edge, Depends(asking(ask.Withdraw))], dossier: UUID, response: Response
) -> DossierView:
    """Takes the dossier back; after acceptance it asks workflow to let it go."""
    return await move(edge, dossier, ask.Withdraw(), response)


@router.post("/{dossier}/acceptance", responses=SEEN)
async def accept(edge: Annotated[Edge, Depends(asking(ask.Accept))], dossier: UUID, response: Response) -> DossierView:
    """Accepts the dossier: it gets its code and its due date (form 01)."""
    return await move(edge, dossier, ask.Accept(), response)


@router.post("/{dossier}/supplement-request", responses=SEEN)
async def ask_supplement(
    edge: Annotated[Edge, Depends(asking(ask.AskSupplement))],
    dossier: UUID,
    command: ask.AskSupplement,
    response: Response,
) -> DossierView:
    """Asks for everything that is missing, once (form 02)."""
    return await move(edge, dossier, command, response)


@router.post("/{dossier}/refusal", responses=SEEN)
async def refuse(
    edge: Annotated[Edge, Depends(asking(ask.Refuse))], dossier: UUID, command: ask.Refuse, response: Response
) -> DossierView:
    """Refuses the dossier, with a reason of its procedure (form 03)."""
    return await move(edge, dossier, command, response)


async def find(edge: Edge, dossier: UUID, scoped: str = FIND) -> None:
    """Raises NotFound for what the caller may not see, as for what is not there."""
    if not await edge.tx.value(scoped, *alone(dossier, edge.caller)):
        raise missing()


def missing() -> NotFound:
    return NotFound("There is no such dossier among yours.", "Không có hồ sơ này trong phạm vi của bạn.")


async def move(edge: Edge, dossier: UUID, command: Any, response: Response) -> DossierView:
    """One command to one dossier the caller may see, as it was last seen. Whose it is, the command says."""
    await find(edge, dossier, SEE)
    context: Context = await edge.receive(command, dossier, dossier)
    return _answer(edge, context, dossier, response)


def _answer(edge: Edge, context: Context, dossier: UUID, response: Response) -> DossierView:
    row = context.dossiers[dossier]
    response.headers["ETag"] = etag(row.revision)
    case = (known := context.progress.get(dossier)) and Told(
        **{name: getattr(known, name) for name in Told.model_fields}
    )
    columns = {c.name: getattr(row, c.name) for c in DOSSIER.columns}
    return _view(columns | {"tracking": context.tokens[dossier]}, case or None, edge.caller)


def _view(row: dict[str, Any], case: Told | None, caller: Caller) -> DossierView:
    fields = {name: row[name] for name in DossierView.model_fields if name in row}
    moves = DOSSIER.machine.moves(row["state"], str(caller.role))
    return DossierView(**fields, case=case, moves=moves)
