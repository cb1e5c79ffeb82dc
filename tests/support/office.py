"""One service in this process, on a database of its own: people over its routes, other services as their events.

Nothing runs beside what a test does: no relay, no consumer, no clock. Kafka is not needed.
"""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
import httpx2

from intake.app import equip
from intake.applicant.proof import Pepper
from intake.channel.protocol import Channels
from intake.document.store import Documents
from intake.quota.rules import Limits
from intake.quota.store import UnderWay
from intake.settings import Intake
from motcua.generate.apidocs.openapi import SERVICES
from motcua.simulation.province import Province
from motcua.stack.issuer import Issuer
from motcua.stack.people import Person
from motcua.stack.stack import Stack
from payment.app import connect
from payment.provider.national.jobs import National
from payment.provider.national.settings import NationalSettings
from payment.settings import PaymentSettings
from shared.audit import invariants
from shared.contracts import intake, payment
from shared.contracts.message import Event
from shared.kernel.issuers import OURS
from shared.kernel.node import Node
from shared.kernel.peers import Peers
from shared.kernel.receive import receive
from shared.kernel.sealing import Masters, Sealing
from shared.kernel.settings import Settings
from shared.reference.publication import Shelf
from shared.web.auth import Role
from shared.web.parts import App
from shared.web.served import ServedNode
from shared.web.service import build
from shared.web.signing import Signer
from tests.support.clones import clone
from tests.support.exchanging import signer
from tests.support.neighbour import Neighbour


class Office:
    """A service, the people who come to it, and the neighbours it receives."""

    def __init__(self, name: str, stack: Stack, issuer: Issuer, folder: Path) -> None:
        self.name, self._stack, self._issuer, self._folder = name, stack, issuer, folder
        self._neighbours: dict[str, Neighbour] = {}
        self._people: dict[tuple[str, Role, str | None], Person] = {}

    async def __aenter__(self) -> Office:
        service = SERVICES[self.name]
        self._scratch = await clone(self._stack, service.package)
        self._owner = await asyncpg.connect(self._scratch.owner_dsn)
        self.app: App = build(service, self._settings())
        self.app[Documents], self.app[Limits] = Documents(self._folder / "documents"), Limits()
        self.app[UnderWay], self.app[Masters] = UnderWay(), Masters.of(Sealing())
        if self.name == intake.PRODUCER:
            self.app[Pepper] = Pepper(Intake().pepper)
            equip(self.app, Intake(), self.app[Masters], Shelf(), Channels())
        if self.name in OURS:
            self.app[Signer] = signer(self._issuer, self.name)
        if self.name == payment.PRODUCER:
            connect(self.app, PaymentSettings(), [National.of(NationalSettings())])
        self.node: Node = self.app[ServedNode]
        await self.node.database.open()
        transport = httpx2.ASGITransport(self.app, raise_app_exceptions=False)
        self._http = httpx2.AsyncClient(transport=transport)
        self.province = Province(self._http, {self.name: f"http://{self.name}"}, self._issuer)
        return self

    async def __aexit__(self, *_: object) -> None:
        self.node.stopping.set()
        await self._http.aclose()
        await self.app[Peers].close()
        await self.node.database.close()
        await self._owner.close()
        await asyncio.to_thread(self._stack.drop, self._scratch.name)

    def _settings(self) -> Settings:
        return Settings(
            environment="development",
            database_url=self._scratch.writer_dsn,
            kafka=self._stack.addresses.kafka,
            **self._issuer.known,
            state=self._folder,
        )

    def person(self, entity: str, role: Role, agency: str | None = None) -> Person:
        """The person with this entity, role and agency; the same one for the whole run."""
        key = entity, role, agency
        if key not in self._people:
            self._people[key] = self.province.person(*key)
        return self._people[key]

    async def receives(self, dossier: UUID, *events: Event) -> None:
        """Receives what other services emit about a dossier, each record in a transaction, as the consumer does."""
        for event in events:
            neighbour = self._neighbours.setdefault(event.producer, Neighbour(event.producer))
            async with self.node.database.begin() as tx:
                uow = await receive(tx, self.node.registry, neighbour.emits(dossier, event))
            assert not uow.deferring, f"{self.name} does not take {event}: {uow.deferring}"

    async def asks(self, person: Person, method: str, path: str, **more: Any) -> httpx2.Response:
        """What a person is answered who has seen the entity as it is now."""
        headers = {"If-Match": "*"} | more.pop("headers", {})
        return await person.ask(method, self.name, path, headers=headers, **more)

    async def does(self, person: Person, method: str, path: str, **more: Any) -> Any:
        """The same for what must succeed; the JSON that is answered."""
        answer = await self.asks(person, method, path, **more)
        assert answer.is_success, f"{person.subject} {method} {path}: {answer.status_code} {answer.text}"
        return answer.json()

    @property
    def owner_dsn(self) -> str:
        """The address of its database for the owner of the tables."""
        return self._scratch.owner_dsn

    async def rows(self, sql: str, *values: Any) -> list[Any]:
        """Whatever is stored, seen from outside."""
        return list(await self._owner.fetch(sql, *values))

    async def breaches(self) -> list[invariants.Broken]:
        """What the invariants find that are about one database alone: 1, 2, 4, 5 and 7."""
        async with invariants.opened([invariants.Place(self.node.registry, self._scratch.owner_dsn)]) as places:
            return await invariants.check_stored(places)
