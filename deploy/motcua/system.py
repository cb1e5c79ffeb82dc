"""Where a running system is, and with what token its operator speaks: a local stack, or what the environment says.

For a deployment elsewhere set MOTCUA_PEERS (JSON: service to address), MOTCUA_TOKEN (an operator's access
token), MOTCUA_KAFKA, and for `verify` MOTCUA_VERIFY_<SERVICE> (a database URL that may read everything) and
MOTCUA_VERIFY_ANCHORS (the folder of copies of all anchors, `<service>/anchors` in it).
"""

from __future__ import annotations

import json
import os
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx2

from motcua.hearings import HEARINGS
from motcua.issuer import Issuer
from motcua.people import Person
from motcua.proof import anchors_of, dsns_of
from motcua.stack.counterparts import Counterparts
from motcua.stack.services import Services
from motcua.stack.stack import Stack
from motcua.wire import NotUp
from shared.auth import Role


@dataclass(frozen=True)
class System:
    """Addresses of one running system. `sandbox`: its outside world, if ours to read."""

    services: Mapping[str, str]
    kafka: str
    databases: Mapping[str, str]
    token: str
    sandbox: str | None = None
    anchors: Path | None = None

    @asynccontextmanager
    async def operator(self) -> AsyncIterator[Person]:
        """Its operator, with an open line."""
        async with httpx2.AsyncClient(timeout=60) as http:
            yield Person(http, self.services, self.token, "operator:terminal", Role.OPERATOR)


def system(name: str) -> System:
    """The system the environment names, else the local stack `name`. Raises NotUp if that is not up."""
    if "MOTCUA_PEERS" in os.environ:
        return _named(os.environ)
    stack = Stack(name)
    if not stack.running():
        raise NotUp(f"Start the stack {name} with: motcua up --name {name}")
    issuer = Issuer(stack.folder / "issuer")
    token = issuer.token("operator:terminal", Role.OPERATOR)
    counterparts = Counterparts(stack)
    sandbox = counterparts.url if counterparts.alive() else None
    peers = Services(stack, issuer).peers
    return System(peers, stack.addresses.kafka, dsns_of(stack), token, sandbox, anchors_of(stack))


def _named(environment: Mapping[str, str]) -> System:
    known = {hearing.speaker: f"MOTCUA_VERIFY_{_word(hearing.speaker)}" for hearing in HEARINGS}
    return System(
        services=json.loads(environment["MOTCUA_PEERS"]),
        kafka=environment.get("MOTCUA_KAFKA", ""),
        databases={service: environment[name] for service, name in known.items() if name in environment},
        token=environment.get("MOTCUA_TOKEN", ""),
        anchors=Path(environment["MOTCUA_VERIFY_ANCHORS"]) if "MOTCUA_VERIFY_ANCHORS" in environment else None,
    )


def _word(service: str) -> str:
    return service.replace("-", "_").upper()
