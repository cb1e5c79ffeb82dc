"""HTTP for the toys: asking, poking and closing a question, ringing a bell, and reading a question."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel

from shared.kernel.ids import uuid7
from shared.web.edge import Edge, asking, etag
from shared.web.transactional import TransactionalRoute
from tests.support.toy import Toys
from tests.support.toy_words import Ask, Close, Poke, Ring


class Shown(BaseModel):
    """An entity, and the moves possible now."""

    id: UUID
    state: str
    revision: int
    moves: list[str]


def routers(toys: Toys, name: str) -> list[APIRouter]:
    """The routes of one toy; echo has none of its own."""
    return {"ask": [_questions(toys)], "bell": [_rings(toys)]}.get(name, [])


def _questions(toys: Toys) -> APIRouter:
    router = APIRouter(prefix="/v1/questions", route_class=TransactionalRoute)

    async def receive(edge: Edge, message: Any, key: UUID, entity: UUID | None, response: Response) -> Shown:
        context = await edge.receive(message, key, entity)
        row = context.find(key)
        response.headers["ETag"] = etag(row.revision)
        moves = [kind.__name__ for kind in toys.question.machine.commands(row.state)]
        return Shown(id=row.id, state=row.state, revision=row.revision, moves=moves)

    @router.post("", status_code=201)
    async def ask(edge: Annotated[Edge, Depends(asking(Ask))], asked: Ask, response: Response) -> Shown:
        return await receive(edge, asked, uuid7(), None, response)

    @router.post("/{question}/poke")
    async def poke(
        edge: Annotated[Edge, Depends(asking(Poke))], question: UUID, poked: Poke, response: Response
    ) -> Shown:
        return await receive(edge, poked, question, question, response)

    @router.post("/{question}/close")
    async def close(
        edge: Annotated[Edge, Depends(asking(Close))], question: UUID, closed: Close, response: Response
    ) -> Shown:
        return await receive(edge, closed, question, question, response)

    return router


def _rings(toys: Toys) -> APIRouter:
    router = APIRouter(prefix="/v1/rings", route_class=TransactionalRoute)

    @router.post("/{dossier}", status_code=201)
    async def ring(edge: Annotated[Edge, Depends(asking(Ring))], dossier: UUID, rung: Ring) -> Shown:
        row = (await edge.receive(rung, dossier)).find(dossier)
        moves = [kind.__name__ for kind in toys.ring.machine.commands(row.state)]
        return Shown(id=row.id, state=row.state, revision=row.revision, moves=moves)

    return router
