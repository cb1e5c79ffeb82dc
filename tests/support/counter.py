"""Intake in this process on real PostgreSQL and Kafka: people over HTTP, other services as the events they would emit.

Its topic carries a name of its own, so that the services of the same run do not receive it. Calls, relay and clock run
when a test runs them.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
import httpx2
from pydantic import SecretStr

from intake.app import SERVICE
from intake.applicant.proof import Pepper
from intake.catalogue.store import Offers
from intake.channel.protocol import Channels
from intake.document.store import Documents
from intake.dossier.context import Load
from intake.guess.store import Tallies
from intake.letters.store import Letters
from intake.notice.jobs import Jobs
from intake.places.store import Gazetteer
from intake.quota.rules import Limits
from intake.quota.store import UnderWay
from intake.registry import REGISTRY
from intake.search.api import Searches
from intake.version.rules import Text, sealed
from intake.version.store import text_of
from motcua.simulation.province import PLACES, Province, documents
from motcua.stack import topics
from motcua.stack.issuer import Issuer
from motcua.stack.people import Person
from motcua.stack.services import event_keys
from motcua.stack.stack import Stack
from shared.audit import invariants
from shared.contracts.workflow import AgenciesPublished, CaseReceived, RoutePublished, TaskOpened
from shared.kernel.calls import Calls
from shared.kernel.envelope import topic_of
from shared.kernel.ids import named
from shared.kernel.incoming import EventRecord
from shared.kernel.node import Node
from shared.kernel.peers import Peers
from shared.kernel.receive import receive
from shared.kernel.relay import Relay
from shared.kernel.sealing import Masters, Sealing
from shared.kernel.settings import Settings
from shared.kernel.timers import Timer
from shared.reference.publication import Shelf
from shared.web.served import ServedNode
from shared.web.service import build, configured
from shared.web.signing import Signer
from tests.support import dossiers
from tests.support.clones import clone
from tests.support.colleagues import Colleagues, officer
from tests.support.exchanging import signer
from tests.support.neighbour import Neighbour

PROXY = "10.9.8.0/24"  # the network whose forwarded addresses are believed
LATER = datetime(2027, 3, 1, 2, 30, tzinfo=UTC)
TRIED = timedelta(days=3)  # how long a notice is tried
LINK = "https://portal.example/notices"

HOME = "24"  # the one province that a test publishes; all of them take a second

#: What intake receives of workflow's reference data.
OF_WORKFLOW: dict[str, Any] = {"agencies": AgenciesPublished, "route": RoutePublished}


class Counter:
    """What a test can do to intake, and what it can see."""

    def __init__(self, stack: Stack, issuer: Issuer, folder: Path, channels: Channels | None = None) -> None:
        self.stack, self._issuer, self.folder, self.channels = stack, issuer, folder, channels or Channels()
        self.workflow, self.postal = Neighbour("workflow"), Neighbour("postal")
        self.producer = f"intake-{secrets.token_hex(4)}"

    async def __aenter__(self) -> Counter:
        self.scratch = await clone(self.stack, "intake")
        self._owner = await asyncpg.connect(self.scratch.owner_dsn)
        self.app = build(SERVICE, self._settings())
        self.app[Documents], self.app[Limits], self.app[UnderWay] = Documents(self.folder), Limits(), UnderWay()
        self.masters = self.app[Masters] = Masters.of(Sealing())
        self.node: Node = self.app[ServedNode]
        self.app[Tallies], self.app[Offers], self.app[Searches] = Tallies(self.node), Offers(), Searches(1000)
        self.shelf, self.app[Pepper] = Shelf(), Pepper(SecretStr("of a test"))
        self.app[Gazetteer], self.app[Signer] = Gazetteer(self.shelf), signer(self._issuer, "intake")
        self.colleagues = Colleagues.of(self.app, officer("officer:desk", "Lê Thu Hà"))
        self.telling(self.channels)
        topic = topics.Topic(topic_of(self.producer), 2, 1, {})
        await topics.declare(self.stack.addresses.kafka, [topic], lambda: True, 30)
        await self.node.database.open()
        self.http = self.client()
        self.province = Province(self.http, {"intake": "http://intake"}, self._issuer)
        self.desk = self.province.officer("officer:desk", dossiers.DESK)
        await self._publish()
        return self

    async def __aexit__(self, *_: object) -> None:
        self.node.stopping.set()
        await self.http.aclose()
        await self.channels.close()
        await self.app[Peers].close()
        await self.node.database.close()
        await self._owner.close()
        await asyncio.to_thread(self.stack.drop, self.scratch.name)

    def client(self, address: str = "127.0.0.1") -> httpx2.AsyncClient:
        """What a process at this address asks through; in production that is the peer, or what a proxy says of it."""
        config = configured(self.app, self.node.settings)
        config.load()
        transport = httpx2.ASGITransport(config.loaded_app, client=(address, 50000))
        return httpx2.AsyncClient(transport=transport, base_url="http://intake")

    def telling(self, channels: Channels, tries: int = 12) -> None:
        """From now on notices go out by these."""
        self.app[Channels], self.app[Letters] = channels, Letters(self.masters, self.shelf, self.colleagues.officers)
        load = Load(self.masters, TRIED if channels else None, self.shelf, self.app[Pepper])
        calls = Jobs(channels, self.masters, LINK, tries).calls()
        self.node.registry = replace(REGISTRY, producer=self.producer, load=load, calls=calls)

    async def sealed(self, dossier: UUID, number: int, text: Text) -> bytes:
        """A text as a version of the dossier keeps it."""
        (key,) = await self.rows("select * from subject_keys where subject = $1", dossier)
        return sealed(self.masters.box(key["master"], key["wrapped"]), dossier, dossier, number, text)

    async def phone_changes(self, dossier: UUID, before: str, after: str) -> None:
        """In the first version, as no route can."""
        query = "select v.*, k.master, k.wrapped from versions v join subject_keys k using (subject) where dossier = $1"
        text = text_of(self.masters, (await self.rows(query, dossier))[0])
        assert text is not None
        kept = await self.sealed(dossier, 1, Text(text.salt, text.text.replace(before, after)))
        await self.rows("update versions set sealed = $2 where dossier = $1", dossier, kept)

    def _settings(self) -> Settings:
        return Settings(
            environment="development",
            database_url=self.scratch.writer_dsn,
            kafka=self.stack.addresses.kafka,
            **self._issuer.known,
            state=self.folder,
            event_keys=event_keys([self.producer, "workflow", "postal"]),
            proxies=[PROXY],
        )

    async def _publish(self) -> None:
        for kind, content in documents():
            if kind == "places" and content["code"] != HOME:
                continue
            if kind in OF_WORKFLOW:
                published = OF_WORKFLOW[kind](code=content["code"], version=1, content=content)
                await self.receive(self.workflow.emits(named(kind, content["code"]), published))
            elif PLACES[kind][0] == "intake":
                await self.province.operator.post("intake", PLACES[kind][1], content)

    # ---- what people do

    async def submitted(self, **applicant: Any) -> tuple[Person, str]:
        """A submitted dossier: its owner, and its path."""
        owner = self.province.applicant(f"applicant:{secrets.token_hex(4)}")
        application = dossiers.application(applicant=dossiers.applicant(**applicant))
        path = await dossiers.drafted(owner, application=application)
        for component in ("TP01", "TP02", "TP03"):
            assert (await dossiers.uploaded(owner, path, component)).is_success
        await owner.act("intake", path, "submission")
        return owner, path

    async def accepted(self, **applicant: Any) -> dict[str, Any]:
        """A dossier at the agency; as its owner sees it."""
        owner, path = await self.submitted(**applicant)
        return await self.at_agency(owner, path)

    async def at_agency(self, owner: Person, path: str) -> dict[str, Any]:
        """Accepts what was handed in, and its agency has received it; as its owner sees it."""
        await self.desk.act("intake", path, "acceptance")
        await self.at_the_agency(path)
        seen: dict[str, Any] = await owner.get("intake", path)
        return seen

    async def at_the_agency(self, path: str) -> None:
        """The agency has received what was accepted."""
        seen: dict[str, Any] = await self.desk.get("intake", path)
        at = {"due_at": datetime.fromisoformat(seen["due_at"]), "warn_at": LATER}
        where = {"desk": dossiers.DESK, "agency": dossiers.AGENCY, "route": "r", "route_version": 1}
        received = CaseReceived(code=seen["code"], procedure=seen["procedure"], version=1, **where, **at)
        await self.receive(self.workflow.emits(UUID(seen["id"]), received))

    async def involve(self, path: str, agency: str) -> None:
        """An agency has work to do on it."""
        opened = TaskOpened(step="appraise", agency=agency, role="officer", due_at=LATER)
        await self.receive(self.workflow.emits(UUID(path.rpartition("/")[2]), opened))

    # ---- what runs

    async def receive(self, lines: Sequence[EventRecord]) -> None:
        """One batch in one transaction, as the consumer does."""
        async with self.node.database.begin() as tx:
            uow = await receive(tx, self.node.registry, lines)
        self.node.committed(uow)

    async def call(self) -> None:
        """Makes the calls that are due, whatever pause they are in."""
        await self.rows("update scheduled set leased_until = null where kind = 'call'")
        await Calls(self.node)._call_some()

    async def fire(self) -> None:
        await Timer(self.node)._fire_some()

    @asynccontextmanager
    async def relaying(self) -> AsyncIterator[None]:
        """The relay sends while the block runs."""
        self.node.stopping.clear()
        running = asyncio.create_task(Relay(self.node).run())
        try:
            yield
        finally:
            self.node.stopping.set()
            await asyncio.wait_for(running, 60)

    # ---- what there is to see

    async def rows(self, sql: str, *values: Any) -> list[Any]:
        """Whatever is stored, seen from outside."""
        return list(await self._owner.fetch(sql, *values))

    async def notices(self, dossier: str) -> list[tuple[str, str]]:
        """Template and state of a dossier's notices, in their order."""
        order = "(select min(sequence) from journal j where j.entity = n.id)"
        sql = f"select template, state from notices n where dossier = $1 order by {order}"
        return [(row["template"], row["state"]) for row in await self.rows(sql, UUID(dossier))]

    async def breaches(self) -> list[invariants.Broken]:
        """What the invariants find that are about one database alone: 1, 2, 4, 5 and 7."""
        async with self.place() as place:
            return await invariants.check_stored([place])

    @asynccontextmanager
    async def place(self) -> AsyncIterator[invariants.Open]:
        """Its database, for the invariants."""
        async with invariants.opened([invariants.Place(REGISTRY, self.scratch.owner_dsn)]) as places:
            yield places[0]
