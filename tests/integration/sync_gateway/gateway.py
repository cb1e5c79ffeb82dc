"""A gateway with all it needs around it: neighbours who only speak, peers who know people and officers, a portal.

Its parts run while a test says so (`working`). What neighbours say is handed to `receive` as the consumer would hand
it,
not sent: the topics of this run belong to the real services.
"""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import httpx2

from motcua.simulation.province import documents
from motcua.stack import topics
from motcua.stack.databases import SERVICES
from motcua.stack.issuer import Issuer
from motcua.stack.services import event_keys
from motcua.stack.stack import Stack
from motcua.stack.waiting import until
from shared.audit.invariants import Broken, Place, check
from shared.contracts import intake, workflow
from shared.contracts.message import Event
from shared.kernel.calls import Calls
from shared.kernel.deferred import Retrier
from shared.kernel.envelope import topic_of
from shared.kernel.ids import named, uuid7
from shared.kernel.incoming import EventRecord
from shared.kernel.node import Node
from shared.kernel.peers import Peers
from shared.kernel.receive import receive
from shared.kernel.relay import Relay
from shared.kernel.sealing import Masters, Sealing
from shared.kernel.settings import Settings
from shared.kernel.timers import Timer
from shared.web.auth import Role
from shared.web.parts import App
from shared.web.served import ServedNode
from shared.web.service import build
from sync_gateway.app import SERVICE, connect
from sync_gateway.exchange.models import exchange_of
from sync_gateway.portal.clients import Portal
from sync_gateway.registry import REGISTRY
from sync_gateway.settings import SyncSettings
from tests.integration.sync_gateway.peers import intake_of, workflow_of
from tests.support.clones import clone
from tests.support.colleagues import Colleagues, officer
from tests.support.exchanges import accepted
from tests.support.neighbour import Neighbour
from tests.support.sandbox import Scripts

PUBLISHED = {"procedure": intake.ProcedurePublished, "agencies": workflow.AgenciesPublished}


class Gateway:
    """What a test can do to the gateway and to its portal, and what it can see."""

    def __init__(self, stack: Stack, issuer: Issuer, portal_url: str) -> None:
        self._stack, self._issuer = stack, issuer
        self.portal = Scripts(portal_url)
        self.people: dict[str, dict[str, Any]] = {}
        self.looks: list[Any] = []
        self.colleagues = Colleagues(officer("officer:trade", "Nguyễn Hải Yến"))
        self.neighbours = {name: Neighbour(name) for name in REGISTRY.producers}
        self._apps: list[App] = []

    async def __aenter__(self) -> Gateway:
        await self.portal.ready()
        topic = topics.Topic(topic_of(REGISTRY.producer), 2, 1, {})
        await topics.declare(self._stack.addresses.kafka, [topic], lambda: True, 30)
        self.scratch = await clone(self._stack, "sync_gateway")
        self._database = await asyncpg.connect(self.scratch.owner_dsn)
        self.app = await self._built()
        await self._publish()
        return self

    async def __aexit__(self, *_: object) -> None:
        for app in self._apps:
            await app[Portal].close()
            await app[Peers].close()
            await app[ServedNode].database.close()
        await self.portal.close()
        await self._database.close()
        await asyncio.to_thread(self._stack.drop, self.scratch.name)

    async def _built(self) -> App:
        """One process, as far as its parts and routes can see."""
        settings = Settings(
            environment="development",
            database_url=self.scratch.writer_dsn,
            state=self._stack.folder / "homes" / self.scratch.name,
            kafka=self._stack.addresses.kafka,
            **self._issuer.known,
            service_token_file=self._issuer.service_token_file("sync-gateway"),
            event_keys=event_keys(SERVICES),
            peers={"intake": "http://intake", "workflow": "http://workflow"},
        )
        app = build(SERVICE, settings)
        there = {"http://intake": intake_of(self.people, self.looks), "http://workflow": workflow_of(self.colleagues)}
        app[Peers]._http = httpx2.AsyncClient(mounts={url: httpx2.ASGITransport(peer) for url, peer in there.items()})
        connect(app, self.account(), Masters.of(Sealing()))
        await app[ServedNode].database.open()
        self._apps.append(app)
        return app

    def account(self) -> SyncSettings:
        return SyncSettings(
            portal_url=f"{self.portal.url}/portal/XrdAdapter/RestService/forward",
            username="motcua",
            password="throw-away-portal-password",
            madonvi="000.00.00.H99",
            dstcode="VN:GOV:000.00.00.G22:vpcpdvcprovider",
        )

    async def _publish(self) -> None:
        for kind, content in documents():
            if kind in PUBLISHED:
                said = PUBLISHED[kind](code=content["code"], version=1, content=content)
                await self.emits(named(kind, content["code"]), said)

    # ---- what a test does

    @asynccontextmanager
    async def working(self, workers: int = 1) -> AsyncIterator[None]:
        """That many workers do their work while the block runs, and until all is sent; then they stop."""
        apps = [await self._built() for _ in range(workers)]
        nodes: list[Node] = [app[ServedNode] for app in apps]
        parts = [part(node) for node in nodes for part in (Relay, Retrier, Timer, Calls)]
        tasks = [asyncio.create_task(part.run()) for part in parts]
        try:
            yield
            await until(self._all_sent)
        finally:
            for node in nodes:
                node.stopping.set()
            _, late = await asyncio.wait(tasks, timeout=60)
            assert not late, f"{len(late)} parts did not stop"

    async def _all_sent(self) -> bool:
        return not await self.rows("select from outbox")

    async def emits(self, dossier: UUID, *events: Event) -> None:
        """A neighbour says something, and it is received."""
        for event in events:
            await self.receive(*self.neighbours[event.producer].emits(dossier, event))

    async def receive(self, *lines: EventRecord) -> None:
        node: Node = self.app[ServedNode]
        async with node.database.begin() as tx:
            uow = await receive(tx, node.registry, lines)
        node.committed(uow)

    def newcomer(self, **changes: Any) -> Dossier:
        """A dossier that intake knows, about to be accepted."""
        dossier = uuid7()
        code = f"H99.15-261110-{uuid4().int % 10**9:09}"
        number = {"kind": "citizen-id", "number": "001190000001"}
        person = {**number, "kind": "person", "name": "Lò Thị Mẫu", "phone": "0900000001", "identities": [number]}
        self.people[str(dossier)] = {"dossier": str(dossier), **person}
        return Dossier(self, dossier, accepted(**{"code": code, **changes}))

    async def accepted(self, **changes: Any) -> Dossier:
        """A dossier that was submitted and accepted."""
        dossier = self.newcomer(**changes)
        await dossier.is_accepted()
        return dossier

    async def faults(self, kind: str, **more: Any) -> None:
        """One of the portal's next calls goes wrong like this."""
        await self.portal.ask("POST", "/faults/portal", {"kind": kind, **more})

    async def portal_is_down(self) -> None:
        await self.portal.ask("PUT", "/faults/portal", {"rate": 1, "kinds": ["error"]})

    async def portal_is_back(self) -> None:
        await self.portal.ask("DELETE", "/faults")

    async def api(self, method: str, path: str, role: Role = Role.OPERATOR, **headers: str) -> httpx2.Response:
        token = self._issuer.token("operator:test", role, "H99.15" if role is Role.OFFICER else None)
        given = {"Authorization": f"Bearer {token}", **{name.replace("_", "-"): text for name, text in headers.items()}}
        async with httpx2.AsyncClient(transport=httpx2.ASGITransport(self.app), base_url="http://gateway") as http:
            return await http.request(method, path, headers=given)

    # ---- what there is to see

    async def rows(self, sql: str, *values: Any) -> list[Any]:
        return list(await self._database.fetch(sql, *values))

    async def breaches(self) -> list[Broken]:
        return await check([Place(REGISTRY, self.scratch.owner_dsn)], self._stack.addresses.kafka)

    async def complaints(self) -> list[Any]:
        """What the portal was told wrongly, ever."""
        found: list[Any] = (await self.portal.ask("GET", "/portal/ledger"))["complaints"]
        return found


@dataclasses.dataclass(frozen=True)
class Dossier:
    """One dossier and its exchange as a test sees them."""

    gateway: Gateway
    id: UUID
    acceptance: intake.DossierAccepted

    @property
    def exchange(self) -> UUID:
        return exchange_of(self.id)

    async def is_accepted(self) -> None:
        drafted = intake.DossierDrafted(procedure="2.000004", version=1, desk="H99.15", channel="online")
        await self.gateway.emits(self.id, drafted, intake.DossierSubmitted(papers=[]), self.acceptance)

    async def receives(self, *events: Event) -> None:
        await self.gateway.emits(self.id, *events)

    async def row(self) -> dict[str, Any]:
        found = await self.gateway.rows("select * from exchanges where dossier = $1", self.id)
        return dict(found[0]) if found else {}

    async def comes_to(self, state: str, seconds: float = 30) -> None:
        async def is_there() -> bool:
            return (await self.row()).get("state") == state

        await until(is_there, timeout=seconds)

    async def said(self) -> list[str]:
        """What the gateway has said of it, in order."""
        rows = await self.gateway.rows("select event from journal where dossier = $1 order by sequence", self.id)
        return [row["event"] for row in rows]

    async def told(self) -> dict[str, Any]:
        """What the portal believes of it."""
        found: dict[str, Any] = await self.gateway.portal.ask("GET", f"/portal/ledger/{self.acceptance.code}")
        return found

    async def progress(self) -> list[int]:
        """The statuses of the lines of progress the portal has, in the order they came."""
        return [int(line["TrangThai"]) for line in (await self.told())["progress"]]
