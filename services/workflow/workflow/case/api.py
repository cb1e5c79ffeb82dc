"""Routes of cases and tasks: an agency's queue, and what its officers do. Officers see their agency's only."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, TypeVar
from uuid import UUID

import sqlalchemy as sa
from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import BaseModel

from shared.kernel.entity import EntityType
from shared.kernel.errors import NotFound
from shared.web.auth import Caller, Role, by
from shared.web.edge import SEEN, TAGGED, Edge, asking, etag
from shared.web.transactional import TransactionalRoute
from workflow.case import commands as ask
from workflow.case.context import Context
from workflow.case.machine import CASE
from workflow.case.models import SEE_CASE, cases, cases_of, tasks_of
from workflow.case.schemas import Cases, CaseView, Tasks, TaskView
from workflow.task.commands import Claim, Complete, Release
from workflow.task.machine import TASK
from workflow.task.models import SEE_TASK, tasks

router = APIRouter(prefix="/v1", route_class=TransactionalRoute)

Reader = Annotated[Caller, Depends(by(Role.OFFICER, Role.SUPERVISOR))]
Limit = Annotated[int, Query(ge=1, le=200)]
State = Annotated[str | None, Query(max_length=20)]
V = TypeVar("V", bound=BaseModel)


@router.get("/tasks", tags=["tasks"])
async def list_tasks(
    request: Request,
    caller: Reader,
    after: UUID | None = None,
    limit: Limit = 50,
    state: State = None,
    dossier: UUID | None = None,
) -> Tasks:
    """The agency's queue, oldest first."""
    where = [tasks.c.id > after] if after else []
    where += [tasks.c.state == state] if state else []
    where += [tasks.c.dossier == dossier] if dossier else []
    rows = await _rows(request, tasks_of(str(caller.agency), where, limit))
    views = [_view(TaskView, TASK, row, caller) for row in rows]
    return Tasks(tasks=views, after=views[-1].id if len(views) == limit else None)


@router.get("/tasks/{task}", responses=TAGGED, tags=["tasks"])
async def read_task(request: Request, caller: Reader, task: UUID, response: Response) -> TaskView:
    """One task; its ETag is what If-Match wants."""
    rows = await _rows(request, tasks_of(str(caller.agency), [tasks.c.id == task], 1))
    return _one(TaskView, TASK, rows, caller, response)


@router.post("/tasks/{task}/claim", responses=SEEN, tags=["tasks"])
async def claim(edge: Annotated[Edge, Depends(asking(Claim))], task: UUID, response: Response) -> TaskView:
    """Takes a task out of the queue."""
    return await _move_task(edge, task, Claim(), response)


@router.post("/tasks/{task}/release", responses=SEEN, tags=["tasks"])
async def release(edge: Annotated[Edge, Depends(asking(Release))], task: UUID, response: Response) -> TaskView:
    """Puts a task back into the queue."""
    return await _move_task(edge, task, Release(), response)


@router.post("/tasks/{task}/completion", responses=SEEN, tags=["tasks"])
async def complete(
    edge: Annotated[Edge, Depends(asking(Complete))], task: UUID, command: Complete, response: Response
) -> TaskView:
    """Ends a task: an appraisal proposes, a signature decides, a return hands the result over."""
    return await _move_task(edge, task, command, response)


@router.get("/cases", tags=["cases"])
async def list_cases(
    request: Request,
    caller: Reader,
    after: UUID | None = None,
    limit: Limit = 50,
    state: State = None,
    code: Annotated[str | None, Query(max_length=60)] = None,
) -> Cases:
    """The cases the agency decides or received, oldest first."""
    where = [cases.c.id > after] if after else []
    where += [cases.c.state == state] if state else []
    where += [cases.c.code == code] if code else []
    rows = await _rows(request, cases_of(str(caller.agency), where, limit))
    views = [_view(CaseView, CASE, row, caller) for row in rows]
    return Cases(cases=views, after=views[-1].id if len(views) == limit else None)


@router.get("/cases/{case}", responses=TAGGED, tags=["cases"])
async def read_case(request: Request, caller: Reader, case: UUID, response: Response) -> CaseView:
    """One case; its ETag is what If-Match wants."""
    rows = await _rows(request, cases_of(str(caller.agency), [cases.c.id == case], 1))
    return _one(CaseView, CASE, rows, caller, response)


@router.post("/cases/{case}/apology", responses=SEEN, tags=["cases"])
async def apologise(
    edge: Annotated[Edge, Depends(asking(ask.Apologise))], case: UUID, command: ask.Apologise, response: Response
) -> CaseView:
    """Says sorry and promises a new date, once (form 04)."""
    return await _move_case(edge, case, command, response)


@router.post("/cases/{case}/supplement-request", responses=SEEN, tags=["cases"])
async def request_supplement(
    edge: Annotated[Edge, Depends(asking(ask.RequestSupplement))],
    case: UUID,
    command: ask.RequestSupplement,
    response: Response,
) -> CaseView:
    """Asks the applicant for what is missing, once; the clock is suspended (form 02). By who works on it."""
    return await _move_case(edge, case, command, response)


@router.post("/cases/{case}/stop", responses=SEEN, tags=["cases"])
async def stop(
    edge: Annotated[Edge, Depends(asking(ask.Stop))], case: UUID, command: ask.Stop, response: Response
) -> CaseView:
    """Stops the processing (form 05)."""
    return await _move_case(edge, case, command, response)


async def _move_case(edge: Edge, key: UUID, command: Any, response: Response) -> CaseView:
    """One command to one case the caller's agency may see, as it was last seen. Whose it is, the command says."""
    if await edge.tx.value(SEE_CASE, key, edge.caller.agency) is None:
        raise missing()
    context: Context = await edge.receive(command, key, key)
    row = context.cases[key]
    response.headers["ETag"] = etag(row.revision)
    return _view(CaseView, CASE, _columns(CASE, row), edge.caller)


async def _move_task(edge: Edge, key: UUID, command: Any, response: Response) -> TaskView:
    """One command to one task of the caller's agency, as it was last seen."""
    dossier = await edge.tx.value(SEE_TASK, key, edge.caller.agency)
    if dossier is None:
        raise missing()
    context: Context = await edge.receive(command, dossier, key)
    row, case = context.task(key), context.cases[dossier]
    assert row is not None, "it has just moved"
    response.headers["ETag"] = etag(row.revision)
    more = {"code": case.code, "procedure": case.procedure, "case_due_at": case.due_at}
    return _view(TaskView, TASK, _columns(TASK, row) | more, edge.caller)


def missing() -> NotFound:
    return NotFound("Your agency has no such case or task.", "Cơ quan của bạn không có hồ sơ hoặc công việc này.")


async def _rows(request: Request, select: sa.Select[Any]) -> list[Mapping[str, Any]]:
    async with request.app.state.node.database.read() as connection:
        return [dict(row) for row in (await connection.execute(select)).mappings()]


def _one(
    view: type[V], entity_type: EntityType[Any], rows: list[Mapping[str, Any]], caller: Caller, response: Response
) -> V:
    if not rows:
        raise missing()
    response.headers["ETag"] = etag(rows[0]["revision"])
    return _view(view, entity_type, rows[0], caller)


def _columns(entity_type: EntityType[Any], row: Any) -> dict[str, Any]:
    return {column.name: getattr(row, column.name) for column in entity_type.columns}


def _view(view: type[V], entity_type: EntityType[Any], row: Mapping[str, Any], caller: Caller) -> V:
    fields = {name: row[name] for name in view.model_fields if name in row}
    return view(**fields, moves=entity_type.machine.moves(row["state"], str(caller.role)))
