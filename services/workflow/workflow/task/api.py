"""Routes of tasks: an agency's queue, and what its officers do with it."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response

from shared.web.auth import READERS, Caller, by
from shared.web.edge import SEEN, TAGGED, Edge, asking
from shared.web.served import Here
from shared.web.transactional import TransactionalRoute
from shared.web.views import rows_of
from workflow.task.commands import Claim, Complete, Release
from workflow.task.schemas import AskedCounts, AskedTasks, TaskCounts, Tasks, TaskView
from workflow.task.tables import counts
from workflow.task.views import TASK_VIEWS, counted

router = APIRouter(prefix="/v1/tasks", tags=["tasks"], route_class=TransactionalRoute)

Reader = Annotated[Caller, Depends(by(*READERS))]


@router.get("")
async def list_tasks(
    node: Here, caller: Reader, ask: Annotated[AskedTasks, Query()], request: Request, response: Response
) -> Tasks:
    """The agency's queue."""
    views, paged = await TASK_VIEWS.page(node, caller, ask, request, response)
    return Tasks(tasks=views, **paged)


@router.get("/counts")
async def count_tasks(node: Here, caller: Reader, ask: Annotated[AskedCounts, Query()]) -> TaskCounts:
    """How many tasks are under way in the agency's queue, by step and by officer, and how many are late or near."""
    filters = ask.model_dump(exclude_none=True, exclude={"near_before"})
    return counted(await rows_of(node.database, counts(caller.who, filters, ask.near_before)))


@router.get("/{task}", responses=TAGGED)
async def read_task(node: Here, caller: Reader, task: UUID, response: Response) -> TaskView:
    """One task; its ETag is what If-Match wants."""
    return await TASK_VIEWS.one(node, caller, task, response)


@router.post("/{task}/claim", responses=SEEN)
async def claim_task(edge: Annotated[Edge, Depends(asking(Claim))], task: UUID, response: Response) -> TaskView:
    """Takes a task out of the queue."""
    return await TASK_VIEWS.move(edge, Claim(), task, response)


@router.post("/{task}/release", responses=SEEN)
async def release_task(edge: Annotated[Edge, Depends(asking(Release))], task: UUID, response: Response) -> TaskView:
    """Puts a task back into the queue."""
    return await TASK_VIEWS.move(edge, Release(), task, response)


@router.post("/{task}/completion", responses=SEEN)
async def complete_task(
    edge: Annotated[Edge, Depends(asking(Complete))], task: UUID, command: Complete, response: Response
) -> TaskView:
    """Ends a task: an appraisal proposes, a signature decides, a return hands the result over."""
    return await TASK_VIEWS.move(edge, command, task, response)
