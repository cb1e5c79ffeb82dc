"""Who is calling, and what the caller's role may call in this service, read from the signatures of its routes.

A role opens a route; whose a thing is decides about each request (`relations`). Tokens carry no scopes beside the role.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from pydantic import BaseModel, WithJsonSchema

from shared.contracts.reference import Text
from shared.contracts.relation import Relation
from shared.web.auth import Caller, Role, by
from shared.web.moves import commands_of
from shared.web.parts import part
from shared.web.served import Here
from shared.web.transactional import TransactionalRoute

#: Written out in the document: routes of workflow have a Role too, and a schema that nothing refers to is none.
Inlined = Annotated[str, WithJsonSchema({"type": "string", "enum": [str(role) for role in Role]})]

router = APIRouter(prefix="/v1/me", tags=["me"], route_class=TransactionalRoute)


class Operation(BaseModel):
    """One operation that a role may call. `relations`: one of these to the entity is needed; empty: none is."""

    operation: str
    method: str
    path: str
    relations: list[Relation]


class OwnAgency(BaseModel):
    """The agency a caller acts for. `title` is null if the directory in force does not list it or is not here."""

    id: str
    title: Text | None


class Me(BaseModel):
    """A caller: an opaque subject, one role, an agency or none; and what that role may call here."""

    actor: str
    role: Inlined
    agency: OwnAgency | None
    operations: list[Operation]


class Operations:
    """What each role may call, by the routes of these routers."""

    def __init__(self, routers: Iterable[APIRouter]) -> None:
        routes = [route for each in routers for route in each.routes if isinstance(route, APIRoute)]
        self.of = {role: [found for route in routes for found in _open(route, role)] for role in Role}


def _open(route: APIRoute, role: Role) -> Iterator[Operation]:
    """The route's operations, if they are open to this role; what asks no one who they are is left out."""
    asked = list(_roles(route.dependant))
    if not asked or role not in frozenset.intersection(*asked):
        return
    relations = [relation for command in commands_of(route.dependant) for relation in command.by[role]]
    for method in sorted(route.methods or ()):
        yield Operation(operation=route.name, method=method, path=route.path, relations=relations)


def _roles(dependant: Dependant) -> Iterator[frozenset[Role]]:
    """The roles that each dependency of an endpoint admits, at any depth."""
    for below in dependant.dependencies:
        if (found := getattr(below.call, "roles", None)) is not None:
            yield found
        yield from _roles(below)


@router.get("")
async def read_me(
    node: Here,
    caller: Annotated[Caller, Depends(by(*Role))],
    operations: Annotated[Operations, Depends(part(Operations))],
) -> Me:
    """Who the caller is, and which operations of this service the role may call; each service answers for itself."""
    agency = None
    if caller.agency is not None:
        async with node.database.begin() as tx:
            agency = OwnAgency(id=caller.agency, title=await node.directory.title(tx, caller.agency))
    found = operations.of[caller.role]
    return Me(actor=caller.subject, role=caller.role, agency=agency, operations=found)
