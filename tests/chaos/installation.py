"""The five services as a stage: real processes, the sandbox as counterparts, and applicants who play scenarios."""

from __future__ import annotations

import asyncio
import time
from collections import UserDict
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from itertools import cycle
from pathlib import Path
from random import Random
from typing import Any

import httpx2

from motcua.registries import REGISTRIES
from motcua.simulation.applicants import Applicant, applicants
from motcua.simulation.province import DATA, Province
from motcua.simulation.scenarios import SCENARIOS, Clock, Scene
from motcua.stack.databases import SERVICES
from motcua.stack.instance import Instance
from motcua.stack.issuer import Issuer
from motcua.stack.people import Unexpected
from motcua.stack.services import ROLES, Services, event_keys
from motcua.stack.stack import Stack
from motcua.stack.system import dsns_of
from motcua.stack.topics import declare, read_topics
from motcua.stack.whole import Whole, outside
from motcua.verify.proof import verify
from shared.audit.invariants import Place
from shared.kernel.keys import EventKeys
from tests.chaos.fault import Fault, Player
from tests.chaos.load import Load

CLIENTS = 6
PEOPLE = 160
#: Scenarios that never wait for the clock: it is the fault's to move.
TIMELESS = frozenset(
    {"straight through", "at the counter", "refused by agency", "copy by post", "paid in cash", "building permit"}
)


class Part:
    """One process of a service."""

    def __init__(self, services: Services, instance: Instance, extra: Mapping[str, str]) -> None:
        self.services = services
        self._extra = extra
        self.instance = instance

    @property
    def pid(self) -> int:
        known = self.services._state.process(f"service:{self.instance.label}")
        assert known is not None
        return known.pid

    @property
    def dead(self) -> bool:
        return not self.services.alive(self.instance)

    async def start(self, **extra: str) -> None:
        told = {**self._extra, **extra}
        await asyncio.to_thread(self.services.start, self.instance.service, ROLES, self.instance.label, told)

    async def kill(self) -> None:
        await asyncio.to_thread(self.services.kill, self.instance)

    async def stop(self) -> float:
        began, killed = time.monotonic(), list[str]()
        await asyncio.to_thread(self.services.stop, self.instance, loud=killed.append)
        assert not killed, killed[0]
        return time.monotonic() - began

    async def metrics(self) -> str:
        async with httpx2.AsyncClient(timeout=5) as http:
            return (await http.get(f"{self.instance.url}/metrics")).text


class Either(UserDict[str, str]):
    """The addresses of the services; each reading gives another instance."""

    def __init__(self, instances: Mapping[str, list[str]], rng: Random) -> None:
        super().__init__({name: urls[0] for name, urls in instances.items()})
        self._instances = instances
        self._rng = rng

    def __getitem__(self, name: str) -> str:
        return self._rng.choice(self._instances[name])


class Applicants(Load):
    """Plays scenarios; an applicant who cannot go on is replaced by another. `abandoned`: the dossiers left behind."""

    def __init__(self, province: Province, instances: list[Instance], rng: Random) -> None:
        super().__init__(CLIENTS, rng)
        self._ports = {instance.port: instance.service for instance in instances}
        self.people: Iterator[Applicant] = cycle(applicants(PEOPLE))
        self.abandoned: set[str] = set()
        self._province = province
        province.http = self.http
        urls = {name: [one.url for one in instances if one.service == name] for name in province.addresses}
        province.addresses = Either(urls, rng)  # type: ignore[assignment]  # people only look addresses up

    def service(self, port: int | None) -> str | None:
        return self._ports.get(port or 0)

    async def live(self, rng: Random) -> bool:
        scenario = rng.choice([scenario for scenario in SCENARIOS if scenario.en in TIMELESS])
        scene = Scene(self._province, next(self.people), Clock(self._province.operator))
        try:
            await scenario.play(scene)
        except (Unexpected, TimeoutError, httpx2.TransportError) as error:
            self.latest = f"{scenario.en}: {error}"
            self.gave_up[f"{scenario.en}: {type(error).__name__}"] += 1
            self.abandoned.add(scene.dossier)
            return False
        return True


class Installation:
    """The running services under one load."""

    def __init__(self, stack: Stack, whole: Whole, province: Province, parts: Mapping[str, Part], rng: Random) -> None:
        self.stack = stack
        self.whole = whole
        self.province = province
        self._ahead = 0.0
        self.players: dict[str, Player] = dict(parts)
        self.load = Applicants(province, [part.instance for part in parts.values()], rng)

    async def widen(self, partitions: int) -> None:
        topics = [topic.__class__(topic.name, partitions, topic.replication, topic.config) for topic in read_topics()]
        await declare(self.stack.addresses.kafka, topics, lambda: True, 30)

    async def jump(self, seconds: float) -> None:
        self._ahead += seconds
        for name in self.whole.services.names:
            await self.province.operator.put(name, "/v1/clock", {"seconds": self._ahead})

    async def places(self) -> list[Place]:
        dsns = dsns_of(self.stack)
        return [Place(registry, dsns[registry.producer]) for registry in REGISTRIES]

    async def broken(self, timeout: float) -> list[tuple[int | None, str]]:
        sandbox = self.whole.sandbox.url
        verdict = await verify(self.stack.addresses.kafka, dsns_of(self.stack), timeout, sandbox, keys=keys())
        found: list[tuple[int | None, str]] = [
            (one.invariant, f"invariant {one.invariant}, {one.service}: {one.what}") for one in verdict.broken
        ]
        found += [(account.invariant, what) for account in verdict.accounts for what in account.broken]
        return found if verdict.quiet else [(None, "the services did not come to rest"), *found]

    async def counter_open(self) -> None:
        await Scene(self.province, applicants(1)[0], Clock(self.province.operator)).hand_in()

    def sandbox(self, *, up: bool) -> None:
        if up:
            self.whole.start()
        else:
            self.whole.sandbox.kill()


def installations(stack: Stack, issuer: Issuer, one: Whole, data: Path = DATA) -> Any:
    """Makes the stage of a trial, with this sample data. The services are started for the first one and then kept."""

    @asynccontextmanager
    async def opened(fault: Fault, rng: Random) -> AsyncIterator[Installation]:
        instances = await asyncio.to_thread(one.start)
        extra = outside(one.sandbox.url, one.sandbox.smtp_port)
        seconds = [await asyncio.to_thread(_second, one.services, i, extra) for i in instances if fault.pairs]
        parts = {instance.label: Part(one.services, instance, extra) for instance in (*instances, *seconds)}
        async with httpx2.AsyncClient(timeout=60) as http:
            province = Province(http, one.services.peers, issuer, one.sandbox.url, data)
            await province.load()
        installation = Installation(stack, one, province, parts, rng)
        try:
            yield installation
        finally:
            await installation.load.http.aclose()
            for instance in seconds:
                await asyncio.to_thread(one.services.stop, instance)

    return opened


def keys() -> EventKeys:
    """The keys of all services."""
    return EventKeys(event_keys(SERVICES), rolling_out=True)


def _second(services: Services, first: Instance, extra: Mapping[str, str]) -> Instance:
    """Another instance of the same service."""
    return services.start(first.service, ROLES, f"{first.label}-2", extra)
