"""Every route of every service, listed from the code: a new one is covered without being added by hand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from motcua.generate.apidocs.openapi import SERVICES, app_of
from shared.web import losses, machines, me, operators, overview
from shared.web.auth import Role
from shared.web.service import Service

__all__ = ["CALLBACKS", "EVERY", "OPERATIONS", "PUBLIC", "SERVICES", "Operation", "app_of"]


@dataclass(frozen=True)
class Operation:
    """One route of one service. `roles` may call it (None: it asks no one who they are)."""

    service: str
    route: APIRoute
    method: str
    roles: frozenset[Role] | None

    def __str__(self) -> str:
        return f"{self.service} {self.method} {self.route.path}"

    @property
    def public(self) -> bool:
        """Is the route declared to need no token?"""
        return (self.route.openapi_extra or {}).get("security") == []

    @property
    def writes(self) -> bool:
        """Does it go through an edge? A search, and what services ask of intake (people), is a question in a POST."""
        return self.method != "GET" and self.roles != {Role.SERVICE} and self.route.path != "/v1/search"

    @property
    def takes_json(self) -> bool:
        return self.route.body_field is not None

    def address(self, **parts: Any) -> str:
        """Its path with these parts filled in; others get what is well-formed and nowhere."""
        known = {
            "version": 1,
            "deferred": 4_000_000,
            "loss": 4_000_000,
            "code": "nowhere",
            "producer": "intake",
        } | parts
        missing = {name: "00000000-0000-7000-8000-000000000000" for name in self.route.param_convertors}
        return self.route.path.format(**missing | known)


def _roles(dependant: Dependant) -> Iterator[frozenset[Role]]:
    for below in dependant.dependencies:
        found = getattr(below.call, "roles", None)
        if found is not None:
            yield found
        yield from _roles(below)


def _operations(name: str, service: Service) -> Iterator[Operation]:
    for router in (*service.routers, operators.router, overview.router, losses.router, me.router, machines.shown):
        for route in router.routes:
            assert isinstance(route, APIRoute), f"{route} is a route of another kind: how is it walked?"
            asked = list(_roles(route.dependant))
            roles = frozenset.intersection(*asked) if asked else None
            yield from (Operation(name, route, method, roles) for method in sorted(route.methods or ()))


EVERY = [each for name, service in SERVICES.items() for each in _operations(name, service)]
PUBLIC = [each for each in EVERY if each.public]
#: What counterparts call, in their own words and with their own proof; each has tests of its own.
CALLBACKS = [each for each in EVERY if each.route.path.startswith("/v1/callbacks/")]
#: Those that ask who is calling.
OPERATIONS = [each for each in EVERY if not each.public and each not in CALLBACKS]
