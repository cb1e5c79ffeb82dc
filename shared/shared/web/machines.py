"""The machines of a service as data: what states and moves are called, and which move leads where. Open to anybody.

For clients that draw them, or put names to the states and moves of other answers.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel

from shared.contracts.names import Name
from shared.kernel.entity import EntityType
from shared.kernel.machine import Machine
from shared.web.catalogue import KEPT_FOR_A_WHILE, OPEN
from shared.web.edge import TAGGED
from shared.web.parts import part
from shared.web.transactional import TransactionalRoute

shown = APIRouter(prefix="/v1/machines", tags=["machines"], route_class=TransactionalRoute)


class Called(BaseModel):
    """A code and what it is called, in both languages."""

    code: str
    vi: str
    en: str


class Arrow(BaseModel):
    """One transition; `before` is null where the entity begins. `on`: the command, event or deadline that makes it."""

    before: str | None
    on: str
    after: str


class MachineView(BaseModel):
    """The machine of one noun. `final`: states that are never left. `moves`: commands."""

    noun: Called
    states: list[Called]
    final: list[str]
    moves: list[Called]
    arrows: list[Arrow]


class Machines(list[MachineView]):
    """Those of one service."""

    @classmethod
    def of(cls, entity_types: Iterable[EntityType[Any]]) -> Machines:
        """All that have names."""
        return cls(_view(each.name, each.machine) for each in entity_types if each.machine.noun)


def _view(noun: str, machine: Machine[Any, Any]) -> MachineView:
    assert machine.noun, "only machines with names are shown"
    arrows = (Arrow(before=each.state, on=each.on.__name__, after=each.to) for each in machine.transitions)
    return MachineView(
        noun=_called(noun, machine.noun.name.title),
        states=[_called(state, name.title) for state, name in machine.noun.states.items()],
        final=sorted(machine.final),
        moves=[_called(move.__name__, name.title) for move, name in machine.noun.moves.items()],
        arrows=[*{(each.before, each.on, each.after): each for each in arrows}.values()],
    )


def _called(code: str, name: Name) -> Called:
    return Called(code=code, vi=name.vi, en=name.en)


@shown.get("", responses=TAGGED, openapi_extra=OPEN)
async def list_machines(response: Response, told: Annotated[Machines, Depends(part(Machines))]) -> list[MachineView]:
    """Every noun of this service with its states, moves and transitions."""
    response.headers.update(KEPT_FOR_A_WHILE)
    return told
