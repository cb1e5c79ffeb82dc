"""The toys as a stage: ask, bell and echo as processes over the real kernel, and clients that ask, poke and ring."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from http import HTTPStatus
from itertools import cycle
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import httpx2

from motcua.stack.stack import Stack
from shared.audit.invariants import Place, check, settle
from shared.kernel.failure import Failure, failure
from shared.web.auth import Role
from tests.chaos.fault import Fault, Player
from tests.chaos.load import Load
from tests.support.harness import Harness
from tests.support.outside import Outside

CLIENTS = 12
PARTITIONS = 12
STARTS = 150.0  # seconds six processes may take to be ready on a busy machine
FADES = 0.3  # seconds until a question no one rings about fades
CLOSING = 0.3  # share of the answered questions that are closed too
AGAIN = frozenset({HTTPStatus.FORBIDDEN, HTTPStatus.CONFLICT, HTTPStatus.INTERNAL_SERVER_ERROR, 503})
STATES = {"ask": "select id, state from questions", "echo": "select id, state from echoes"}
#: Heads are compared often; one applicant asks for all, so writing has no rate.
TOLD = {"MOTCUA_HEADS_EVERY": "2", "MOTCUA_HEADS_SETTLE": "1", "MOTCUA_WRITES_A_MINUTE": "1000000"}


class Toy(Outside):
    """A process of a toy that talks with the others over HTTP."""

    def __init__(self, harness: Harness, name: str, log: Path) -> None:
        super().__init__(harness, name, log)
        self.name = name
        self.peers: dict[str, str] = {}

    async def start(self, roles: Any = ("api", "worker"), **extra: str) -> None:
        await super().start(roles, **TOLD, MOTCUA_PEERS=json.dumps(self.peers), **extra)

    @property
    def pid(self) -> int:
        assert self.process is not None
        return self.process.pid

    async def metrics(self) -> str:
        try:
            async with httpx2.AsyncClient(timeout=5) as http:
                return (await http.get(f"{self.url}/metrics")).text
        except httpx2.TransportError:
            return ""


class Questions(Load):
    """Scenarios of questions: asked, rung about, poked and answered, some closed; others are left to their deadline."""

    def __init__(self, harness: Harness, toys: list[Toy], fading: float, rng: Random) -> None:
        super().__init__(CLIENTS, rng)
        self._ports = {toy.port: harness.producer(toy.name) for toy in toys}
        self._urls = {name: [toy.url for toy in toys if toy.name == name] for name in harness.toys.registries}
        self._fading = fading
        agencies = {Role.APPLICANT: None, Role.OFFICER: "H99"}
        self._tokens = {role: harness.issuer.token(f"{role}:chaos", role, at) for role, at in agencies.items()}
        self.ends = Ends()

    def service(self, port: int | None) -> str | None:
        return self._ports.get(port or 0)

    async def live(self, rng: Random) -> bool:
        fades = rng.random() < self._fading
        question = await self.begin(fades=fades)
        if fades:
            await self.ends.reach("echo", question, "faded")
            return True
        await self._send("bell", f"/{question}", {}, Role.OFFICER)
        await self._send("ask", f"/{question}/poke", {})
        await self.ends.reach("ask", question, "answered")
        if rng.random() < CLOSING:
            await self._send("ask", f"/{question}/close", {})
            await self.ends.reach("echo", question, "done")
        return True

    async def begin(self, *, fades: bool) -> UUID:
        return UUID((await self._send("ask", "", {"fades": FADES if fades else None}))["id"])

    async def _send(self, name: str, path: str, body: dict[str, Any], role: Role = Role.APPLICANT) -> Any:
        """Sends one request under one key, to one instance after the other until it is accepted."""
        entity_type = {"ask": "questions", "bell": "rings"}[name]
        headers = {
            "Authorization": f"Bearer {self._tokens[role]}",
            "Idempotency-Key": str(uuid4()),
            **({"If-Match": "*"} if name == "ask" and path else {}),
        }
        for url in cycle(self._urls[name]):
            try:
                answer = await self.http.post(f"{url}/v1/{entity_type}{path}", json=body, headers=headers)
            except httpx2.TransportError as error:
                self.latest = f"{entity_type}{path}: {type(error).__name__}"
            else:
                if answer.is_success:
                    return answer.json()
                assert answer.status_code in AGAIN, f"{answer.status_code} {answer.text}"
            await asyncio.sleep(0.2)  # a client's timeout before it asks again
        raise AssertionError("there is always another try")


class Ends:
    """Lets clients wait for a state of their question; polls the databases."""

    def __init__(self) -> None:
        self._waiting: dict[str, dict[UUID, tuple[str, asyncio.Event]]] = {name: {} for name in STATES}

    async def reach(self, name: str, question: UUID, state: str) -> None:
        come = asyncio.Event()
        self._waiting[name][question] = (state, come)
        await come.wait()

    async def watch(self, name: str, dsn: str) -> None:
        """Polls until cancelled, also while a database is away."""
        while True:
            try:
                connection = await asyncpg.connect(dsn, timeout=5)
                try:
                    await self._look(connection, name)
                finally:
                    connection.terminate()
            except Exception as error:
                if failure(error) is not Failure.UNAVAILABLE:
                    raise
                await asyncio.sleep(0.2)

    async def _look(self, connection: Any, name: str) -> None:
        waiting = self._waiting[name]
        while True:
            for row in await connection.fetch(f"{STATES[name]} where id = any($1::uuid[])", list(waiting), timeout=5):
                if waiting[row["id"]][0] == row["state"]:
                    waiting.pop(row["id"])[1].set()
            await asyncio.sleep(0.1)


class ToyStage:
    """Three toys, or two instances of each."""

    def __init__(self, harness: Harness, fault: Fault, rng: Random, logs: Path) -> None:
        self.stack: Stack = harness.stack
        self._harness = harness
        labels = [(name, f"{name}{tail}") for tail in ("", "-2")[: 1 + fault.pairs] for name in harness.toys.registries]
        logs.mkdir(parents=True, exist_ok=True)
        toys = {label: Toy(harness, name, logs / f"{harness.producer(name)}-{label}.log") for name, label in labels}
        for toy in toys.values():
            toy.peers = {harness.producer(name): toys[name].url for name in harness.toys.registries}
        self.players: dict[str, Player] = dict(toys)
        self._toys = toys
        self.load = Questions(harness, list(toys.values()), fault.fading, rng)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Declares the topics and starts every process, for the length of the block."""
        await self.widen(PARTITIONS)
        watching = []
        try:
            await asyncio.gather(*(toy.start() for toy in self._toys.values()))
            await asyncio.gather(*(toy.ready(STARTS) for toy in self._toys.values()))
            for place, name in zip(await self.places(*STATES), STATES, strict=True):
                watching.append(asyncio.create_task(self.load.ends.watch(name, place.dsn)))
            yield
        finally:
            for task in watching:
                task.cancel()
            watched = await asyncio.gather(*watching, return_exceptions=True)
            for toy in self._toys.values():
                await toy.kill()
            await self.load.http.aclose()
            for failed in [one for one in watched if isinstance(one, Exception)]:
                raise failed

    async def widen(self, partitions: int) -> None:
        await self._harness.topics(partitions)

    async def jump(self, seconds: float) -> None:
        for name in self._harness.toys.registries:
            await self._harness.rows(name, "update clock set ahead = ahead + make_interval(secs => $1)", seconds)

    async def places(self, *names: str) -> list[Place]:
        return await self._harness.places(*(names or self._harness.toys.registries))

    async def broken(self, timeout: float) -> list[tuple[int | None, str]]:
        places = await self.places()
        found: list[tuple[int | None, str]] = []
        if not await settle(places, timeout):
            found = [(None, f"not at rest after {timeout:.0f} s: something is unsent, held or unheard")]
        told = await check(places, self.stack.addresses.kafka)
        return [*found, *((one.invariant, f"invariant {one.invariant}, {one.service}: {one.what}") for one in told)]

    async def counter_open(self) -> None:
        await self.load.begin(fades=True)


Opens = Callable[[Fault, Random], Any]


def toys(harness: Callable[[], Harness], logs: Path) -> Opens:
    """Sets up a stage of toys for each trial, and takes it down."""

    @asynccontextmanager
    async def opened(fault: Fault, rng: Random) -> AsyncIterator[ToyStage]:
        async with harness() as one:
            stage = ToyStage(one, fault, rng, logs)
            async with stage.running():
                yield stage

    return opened
