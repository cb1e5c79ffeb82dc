"""The addresses of a running system and its operator's token: a local stack, or one named in the environment.

For a deployment elsewhere set MOTCUA_PEERS (JSON: service to address), MOTCUA_TOKEN (an operator's access token),
MOTCUA_PEERS_CA (certificates that prove them),
MOTCUA_KAFKA and what else `KafkaClient` declares, and for `verify` MOTCUA_VERIFY_<SERVICE> (a database URL that may
read everything), MOTCUA_VERIFY_ANCHORS (the folder of copies of all anchors, `<service>/anchors` in it) and
MOTCUA_EVENT_KEYS (the keys of all producers, to check the records on their topics). Each secret
may be a file, and in production a database must be proved by TLS. For the containers of
deploy/compose.yaml, deploy/compose.env sets these; MOTCUA_COMPOSE is the file,
MOTCUA_SANDBOX and MOTCUA_SIGNIN are the addresses of the sandbox and of the sign-in page.
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import httpx2

from motcua.stack import compose
from motcua.stack.addresses import TOOLS
from motcua.stack.counterparts import Counterparts
from motcua.stack.databases import SERVICES
from motcua.stack.issuer import Issuer
from motcua.stack.named import addresses, named, provider_of
from motcua.stack.passes import Passes
from motcua.stack.people import Person
from motcua.stack.services import Services, event_keys
from motcua.stack.signed_in import sign_in
from motcua.stack.stack import Stack
from motcua.stack.told import command
from motcua.stack.troubles import NotUp
from shared.kernel.brokers import Kafka, KafkaClient
from shared.kernel.declared import Environment, Unfit, read
from shared.kernel.keys import EventKeys
from shared.kernel.secret_files import given
from shared.kernel.tls import trusted
from shared.kernel.trust import Bundle, Dsn
from shared.web.callers import Role

LITTLE = (0.2,)  # seconds between two tries of a service that may be away
PATIENCE = 15.0  # seconds a service may take to show what it has


@dataclass(frozen=True)
class System:
    """Addresses of one running system. `sandbox`: the sandbox's URL, if it has one.

    `anchors` returns the folder with copies of the anchors; `issuer` is the development issuer, if there is one, and
    `passes` are the tokens of those who sign in there;
    `logs` returns the logs by name. `keys` verify the records on the topics; without them they are not verified.
    `bundle` holds the certificates that prove the services.
    """

    services: Mapping[str, str]
    kafka: Kafka
    databases: Mapping[str, str]
    token: str
    sandbox: str | None = None
    anchors: Callable[[], Path | None] = lambda: None
    issuer: Issuer | None = None
    passes: Passes | None = None
    logs: Callable[[], Mapping[str, bytes]] = dict
    keys: EventKeys | None = None
    bundle: Path | None = None

    @asynccontextmanager
    async def operator(self) -> AsyncIterator[Person]:
        """A client with the operator's token."""
        async with httpx2.AsyncClient(timeout=60, verify=trusted(self.bundle)) as http:
            yield self._person(http)

    @asynccontextmanager
    async def looker(self) -> AsyncIterator[Person]:
        """The same, for commands that show what is: it does not wait for a service that is away."""
        async with httpx2.AsyncClient(timeout=PATIENCE, verify=trusted(self.bundle)) as http:
            yield replace(self._person(http), pauses=LITTLE)

    def _person(self, http: httpx2.AsyncClient) -> Person:
        return Person(http, self.services, self.token, "operator:terminal", Role.OPERATOR)


def system(name: str) -> System:
    """The system named in the environment, else the local stack `name`. Raises NotUp."""
    if named():
        return _named(os.environ)
    stack = Stack(name)
    if not stack.state.ready:
        raise NotUp(f"Start the stack {name} with: {command('up', name)}")
    issuer = Issuer(stack.folder / "issuer")
    token = issuer.token("operator:terminal", Role.OPERATOR)
    services = Services(stack, issuer).peers
    counterparts = Counterparts(stack)
    sandbox = counterparts.url if counterparts.started() else None
    return System(
        services,
        stack.addresses.brokers(TOOLS),
        dsns_of(stack),
        token,
        sandbox,
        partial(anchors_of, stack),
        issuer,
        Passes(lambda subject: sign_in(provider_of(name), subject), services),
        lambda: logged(stack.folder / "logs"),
        EventKeys(os.environ.get("MOTCUA_EVENT_KEYS") or event_keys(SERVICES)),
    )


def _named(environment: Mapping[str, str]) -> System:
    known = {service: f"MOTCUA_VERIFY_{_word(service)}" for service in SERVICES}
    file = environment.get("MOTCUA_COMPOSE")
    copies = Path(environment["MOTCUA_VERIFY_ANCHORS"]) if "MOTCUA_VERIFY_ANCHORS" in environment else None
    issuer = compose.issuer(file) if file else None
    token = issuer.token("operator:terminal", Role.OPERATOR) if issuer else _secret(environment, "MOTCUA_TOKEN") or ""
    services = addresses(environment)
    return System(
        services=services,
        kafka=read(KafkaClient).brokers if "MOTCUA_KAFKA" in environment else "",
        databases={service: url for service, name in known.items() if (url := _secret(environment, name))},
        token=token,
        sandbox=environment.get("MOTCUA_SANDBOX"),
        anchors=partial(compose.anchors, file) if file else lambda: copies,
        issuer=issuer,
        passes=Passes(partial(sign_in, signin), services) if (signin := environment.get("MOTCUA_SIGNIN")) else None,
        logs=partial(compose.logs, file) if file else dict,
        keys=EventKeys(keys) if (keys := _secret(environment, "MOTCUA_EVENT_KEYS")) else None,
        bundle=_bundle(environment.get("MOTCUA_PEERS_CA", "")),
    )


def _bundle(file: str) -> Path | None:
    """Raises Unfit."""
    if why := Bundle("").wrong(Path(file)):
        raise Unfit(f"MOTCUA_PEERS_CA: {why}")
    return Path(file) if file else None


def _secret(environment: Mapping[str, str], name: str) -> str | None:
    """A secret, which may be a file. Production refuses a database that is not proved. Raises Unfit."""
    try:
        value = given(environment, name)
    except ValueError as wrong:
        raise Unfit(f"{name}: {wrong}") from None
    strict = "_VERIFY_" in name and environment.get("MOTCUA_ENVIRONMENT") != Environment.DEVELOPMENT
    if value and strict and (why := Dsn(name).refusal(value)):
        raise Unfit(f"{name}: {why}")
    return value


def _word(service: str) -> str:
    return service.replace("-", "_").upper()


def dsns_of(stack: Stack) -> dict[str, str]:
    """The databases of a local stack, by service."""
    return {service: stack.addresses.owner_dsn(service) for service in SERVICES}


def anchors_of(stack: Stack) -> Path:
    """The folder of a local stack's anchors."""
    return stack.folder / "services"


def logged(folder: Path) -> dict[str, bytes]:
    """The logs in a folder, by name."""
    return {log.name: log.read_bytes() for log in sorted(folder.rglob("*")) if log.is_file()}
