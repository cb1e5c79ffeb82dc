"""A toy harness on the real stack: databases cloned from a template, topics of its own, nodes run in process.

A test moves entities with `emit` (as the edge of HTTP does), lets parts run with `running`, and looks with `rows`,
`deferred` and `dump`. Everything is gone after the test.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, Protocol
from uuid import UUID

import asyncpg
import httpx2

from motcua.stack import topics
from motcua.stack.addresses import Scratch
from motcua.stack.issuer import Issuer
from motcua.stack.services import event_keys
from motcua.stack.stack import Stack
from motcua.stack.waiting import until
from shared.audit.invariants import Broken, Place, check, settle
from shared.kernel.db import Database
from shared.kernel.envelope import topic_of
from shared.kernel.incoming import EventRecord, Rejected
from shared.kernel.journal import begin, write
from shared.kernel.node import Node
from shared.kernel.peers import Peers
from shared.kernel.receive import receive
from shared.kernel.settings import Settings
from shared.kernel.unit_of_work import UnitOfWork
from shared.web.auth import audience_of
from shared.web.parts import App
from shared.web.served import ServedNode
from shared.web.service import Service, build
from tests.support.emitter import incoming
from tests.support.pool import Pool
from tests.support.toy import Toys
from tests.support.toy_routes import routers

DUMPED = ("journal", "outbox", "streams", "deferred", "closed", "scheduled", "questions", "rings", "echoes", "gossip")


class Part(Protocol):
    """A part of a node that runs until the node stops."""

    async def run(self) -> None: ...


class Harness:
    """The toys of one test, with what they need of the stack."""

    def __init__(self, stack: Stack, issuer: Issuer, pool: Pool) -> None:
        self.stack = stack
        self._pool = pool
        self.issuer = issuer
        self.toys = Toys(secrets.token_hex(4))
        self.apps: dict[str, App] = {}
        self._databases: dict[str, Scratch] = {}
        self._making = asyncio.Lock()
        self._looking = asyncio.Lock()
        self._seen: dict[str, asyncpg.Connection] = {}  # a connection to each database that is looked at
        self._nodes: list[Node] = []

    async def __aenter__(self) -> Harness:
        return self

    async def __aexit__(self, *_: object) -> None:
        for node in self._nodes:
            node.stopping.set()
            await node.database.close()
        for connection in self._seen.values():
            connection.terminate()
        for scratch in self._databases.values():
            await self._pool.give_back(scratch)

    # ---- what a toy needs

    def producer(self, name: str) -> str:
        return self.toys.registries[name].producer

    def home(self, name: str) -> Path:
        """What a toy keeps beside its database."""
        return self.stack.folder / "toys" / self.producer(name)

    async def database(self, name: str) -> Scratch:
        """The database of a toy, made when first asked for; one, however many of its instances ask at once."""
        async with self._making:
            if name not in self._databases:
                self._databases[name] = await self._pool.take()
            return self._databases[name]

    async def topics(self, partitions: int = 2, config: Mapping[str, str] | None = None) -> None:
        """Makes the topics of all three producers, as topics must be but for `config`."""
        known = topics.read_topics()[0].config
        names = [topic_of(self.producer(name)) for name in self.toys.registries]
        wanted = [topics.Topic(name, partitions, 1, {**known, **(config or {})}) for name in names]
        await topics.declare(self.stack.addresses.kafka, wanted, lambda: True, 30)

    async def settings(self, name: str, **more: Any) -> Settings:
        scratch = await self.database(name)
        known: dict[str, Any] = {
            "environment": "development",
            "database_url": scratch.writer_dsn,
            "kafka": self.stack.addresses.kafka,
            **self.issuer.known,
            "audience": audience_of("intake"),  # the tokens of the development issuer are for no toy
            "peers": {self.producer(peer): f"http://{peer}" for peer in self.toys.registries},
            "service_token_file": self.issuer.service_token_file(name),
            "event_keys": event_keys(registry.producer for registry in self.toys.registries.values()),
            "state": self.home(name),
            "heads_settle": 0,
            "heads_every": 0.3,
            **more,
        }
        return Settings(**known)

    async def node(self, name: str, **more: Any) -> Node:
        """A process of a toy, as far as its parts can see."""
        settings = await self.settings(name, **more)
        database = Database(settings.database_url, writers=settings.writers, timeout=settings.timeout)
        node = Node(settings, self.toys.registries[name], database)
        await node.database.open()
        self._nodes.append(node)
        return node

    async def app(self, name: str, **more: Any) -> App:
        """The HTTP side of a toy, without its parts."""
        if name not in self.apps:
            service = Service(name, "tests.support", self.toys.registries[name], routers(self.toys, name))
            app = build(service, await self.settings(name, **more))
            await app[ServedNode].database.open()
            self._nodes.append(app[ServedNode])
            self.apps[name] = app
        return self.apps[name]

    async def peers(self, name: str) -> Peers:
        """The other toys over HTTP, without a network in between."""
        settings = await self.settings(name)
        peers = Peers(settings.peers, settings.service_token_file)
        mounts = {f"http://{other}": httpx2.ASGITransport(await self.app(other)) for other in self.toys.registries}
        peers._http = httpx2.AsyncClient(mounts=mounts)
        return peers

    # ---- what a toy does

    async def emit(self, node: Node, dossier: UUID, *messages: Any) -> UnitOfWork:
        """Commands, each in a transaction of its own, the way the edge receives them."""
        for message in messages:
            async with node.database.begin() as tx:
                uow = await begin(tx, node.registry.producer, {dossier})
                one = incoming(message, dossier)
                context = await node.registry.load(tx, uow, [one])
                with uow.atomic(dossier):
                    node.registry.handlers[type(message)](context, uow, one)
                await write(tx, uow)
            node.committed(uow)
        return uow

    async def receive(self, node: Node, *batch: EventRecord | Rejected, retrying: bool = False) -> UnitOfWork:
        """One batch in one transaction, as the consumer does."""
        async with node.database.begin() as tx:
            uow = await receive(tx, node.registry, batch, retrying=retrying)
        node.committed(uow)
        return uow

    @asynccontextmanager
    async def running(self, node: Node, *parts: Part) -> AsyncIterator[None]:
        """The parts run while the block does; then they are stopped."""
        node.stopping.clear()
        tasks = [asyncio.create_task(part.run()) for part in parts]
        try:
            yield
        finally:
            node.stopping.set()
            done, late = await asyncio.wait(tasks, timeout=60)
            for task in late:
                task.cancel()
            assert not late, f"{len(late)} parts did not stop"
            for task in done:
                task.result()

    # ---- what there is to see

    async def rows(self, name: str, sql: str, *values: Any) -> Sequence[Any]:
        """Whatever is stored, seen from outside."""
        scratch = await self.database(name)
        async with self._looking:
            if name not in self._seen or self._seen[name].is_closed():
                self._seen[name] = await asyncpg.connect(scratch.owner_dsn)
            return list(await self._seen[name].fetch(sql, *values))

    async def value(self, name: str, sql: str, *values: Any) -> Any:
        return (await self.rows(name, sql, *values))[0][0]

    async def deferred(self, name: str) -> list[tuple[str, int, str]]:
        """Deferred records: producer, sequence, why it is deferred."""
        rows = await self.rows(name, "select producer, sequence, kind from deferred order by producer, sequence")
        return [(row["producer"].split("-")[0], row["sequence"], row["kind"]) for row in rows]

    async def holds_nothing(self, name: str) -> None:
        """Waits until no record is deferred."""

        async def nothing_deferred() -> bool:
            return await self.deferred(name) == []

        await until(nothing_deferred)

    async def states(self, name: str, entity_type: str) -> dict[UUID, str]:
        return {row["id"]: row["state"] for row in await self.rows(name, f"select id, state from {entity_type}")}

    async def dump(self, name: str) -> dict[str, list[str]]:
        """Every row with its xmin: a row that was only written again shows too."""
        return {
            table: sorted(str(row[0]) for row in await self.rows(name, f"select (t.xmin, t.*)::text from {table} t"))
            for table in DUMPED
        }

    async def places(self, *names: str) -> list[Place]:
        return [Place(self.toys.registries[name], (await self.database(name)).owner_dsn) for name in names]

    async def settled(self, *names: str, timeout: float = 60) -> bool:
        return await settle(await self.places(*names), timeout)

    async def breaches(self, *names: str) -> list[Broken]:
        """What the invariants find; a toy that is left out is not looked at as a producer."""
        return await check(await self.places(*names), self.stack.addresses.kafka)


def without(registry: Any, *kinds: type[Any]) -> Any:
    """A receiving that does not know these messages yet: an older version of the service."""
    return replace(registry, handlers={kind: how for kind, how in registry.handlers.items() if kind not in kinds})
