"""The addresses of a running system and its operator's token: a local stack, or one named in the environment.

For a deployment elsewhere set MOTCUA_PEERS (JSON: service to address), MOTCUA_TOKEN (an operator's access token),
MOTCUA_KAFKA and what else `KafkaClient` declares, and for `verify` MOTCUA_VERIFY_<SERVICE> (a database URL that may
read everything), MOTCUA_VERIFY_ANCHORS (the folder of copies of all anchors, `<service>/anchors` in it) and
MOTCUA_EVENT_KEYS (the keys of all producers, to check the records on their topics). For the containers of
deploy/compose.yaml, deploy/compose.env sets these; MOTCUA_COMPOSE is the file, MOTCUA_SANDBOX the sandbox's URL.
"""

from __future__ import annotations

import json
import os
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import httpx2

from motcua.registries import REGISTRIES
from motcua.stack import compose
from motcua.stack.addresses import TOOLS
from motcua.stack.counterparts import Counterparts
from motcua.stack.databases import SERVICES
from motcua.stack.issuer import Issuer
from motcua.stack.people import Person
from motcua.stack.services import Services, event_keys
from motcua.stack.stack import Stack
from motcua.stack.troubles import NotUp
from shared.kernel.brokers import Kafka, KafkaClient
from shared.kernel.declared import read
from shared.kernel.keys import EventKeys
from shared.web.auth import Role


@dataclass(frozen=True)
class System:
    """Addresses of one running system. `sandbox`: the sandbox's URL, if it has one.

    `anchors` returns the folder with copies of the anchors; `issuer` is the development issuer, if there is one;
    `logs` returns the logs by name. `keys` verify the records on the topics; without them they are not verified.
    """

    services: Mapping[str, str]
    kafka: Kafka
    databases: Mapping[str, str]
    token: str
    sandbox: str | None = None
    anchors: Callable[[], Path | None] = lambda: None
    issuer: Issuer | None = None
    logs: Callable[[], Mapping[str, bytes]] = dict
    keys: EventKeys | None = None

    @asynccontextmanager
    async def operator(self) -> AsyncIterator[Person]:
        """A client with the operator's token."""
        async with httpx2.AsyncClient(timeout=60) as http:
            yield Person(http, self.services, self.token, "operator:terminal", Role.OPERATOR)


def system(name: str) -> System:
    """The system named in the environment, else the local stack `name`. Raises NotUp."""
    if named():
        return _named(os.environ)
    stack = Stack(name)
    if not stack.running():
        raise NotUp(f"Start the stack {name} with: motcua up --name {name}")
    issuer = Issuer(stack.folder / "issuer")
    token = issuer.token("operator:terminal", Role.OPERATOR)
    counterparts = Counterparts(stack)
    sandbox = counterparts.url if counterparts.alive() else None
    return System(
        Services(stack, issuer).peers,
        stack.addresses.brokers(TOOLS),
        dsns_of(stack),
        token,
        sandbox,
        partial(anchors_of, stack),
        issuer,
        lambda: logged(stack.folder / "logs"),
        EventKeys(event_keys(SERVICES)),
    )


def named() -> bool:
    """Whether the environment names a system."""
    return "MOTCUA_PEERS" in os.environ


def issuer_of(name: str) -> Issuer:
    """The development issuer of the system named in the environment, else of the local stack `name`. Raises NotUp."""
    if named():
        if issuer := _named(os.environ).issuer:
            return issuer
        raise NotUp("The system named in the environment has no development issuer; use a token of yours.")
    folder = Stack(name).folder
    if not folder.exists():
        raise NotUp(f"There is no stack {name}. Make it with: motcua up --name {name}")
    return Issuer(folder / "issuer")


def _named(environment: Mapping[str, str]) -> System:
    known = {registry.producer: f"MOTCUA_VERIFY_{_word(registry.producer)}" for registry in REGISTRIES}
    file = environment.get("MOTCUA_COMPOSE")
    copies = Path(environment["MOTCUA_VERIFY_ANCHORS"]) if "MOTCUA_VERIFY_ANCHORS" in environment else None
    issuer = compose.issuer(file) if file else None
    token = issuer.token("operator:terminal", Role.OPERATOR) if issuer else environment.get("MOTCUA_TOKEN", "")
    return System(
        services=json.loads(environment["MOTCUA_PEERS"]),
        kafka=read(KafkaClient).brokers if "MOTCUA_KAFKA" in environment else "",
        databases={service: environment[name] for service, name in known.items() if name in environment},
        token=token,
        sandbox=environment.get("MOTCUA_SANDBOX"),
        anchors=partial(compose.anchors, file) if file else lambda: copies,
        issuer=issuer,
        logs=partial(compose.logs, file) if file else dict,
        keys=EventKeys(environment["MOTCUA_EVENT_KEYS"]) if "MOTCUA_EVENT_KEYS" in environment else None,
    )


def _word(service: str) -> str:
    return service.replace("-", "_").upper()


def dsns_of(stack: Stack) -> dict[str, str]:
    """The databases of a local stack, by service."""
    return {registry.producer: stack.addresses.owner_dsn(registry.producer) for registry in REGISTRIES}


def anchors_of(stack: Stack) -> Path:
    """The folder of a local stack's anchors."""
    return stack.folder / "services"


def logged(folder: Path) -> dict[str, bytes]:
    """The logs in a folder, by name."""
    return {log.name: log.read_bytes() for log in sorted(folder.rglob("*")) if log.is_file()}
