"""One running postal with all it needs around it: two neighbours who only speak, an intake that knows people, a post.

The webhook comes over a real port, the neighbours' words over Kafka.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import httpx2
import uvicorn
from aiokafka import AIOKafkaProducer
from fastapi import FastAPI

from motcua.stack.databases import SERVICES
from motcua.stack.issuer import Issuer
from motcua.stack.services import event_keys
from motcua.stack.stack import Stack
from motcua.stack.waiting import until
from postal.app import SERVICE, connect
from postal.carrier.myvnpost.jobs import MyVNPost
from postal.carrier.myvnpost.rules import reference
from postal.carrier.myvnpost.settings import MyVNPostSettings
from postal.carrier.protocol import Carriers
from postal.registry import REGISTRY
from postal.settings import PostalSettings
from shared.audit.invariants import Broken, Place, check
from shared.contracts.workflow import CaseDecided
from shared.kernel.ids import named, uuid7
from shared.kernel.peers import Peers
from shared.kernel.settings import Settings
from shared.web.auth import Role
from shared.web.service import build
from tests.support.clones import clone
from tests.support.exchanges import accepted
from tests.support.kafka import send
from tests.support.neighbour import Neighbour
from tests.support.sandbox import Scripts, free_port

DESK, AGENCY = "H99.15", "H99.03"


class Office:
    """What a test can do to postal and its post office, and what it can see."""

    def __init__(self, stack: Stack, issuer: Issuer, post_url: str) -> None:
        self._stack, self._issuer = stack, issuer
        self.post = Scripts(post_url)
        self.people: dict[UUID, dict[str, Any]] = {}

    async def __aenter__(self) -> Office:
        await self.post.ready()
        self._producer = AIOKafkaProducer(bootstrap_servers=self._stack.addresses.kafka, enable_idempotence=True)
        await self._producer.start()
        self.intake, self.workflow = (Neighbour(name) for name in ("intake", "workflow"))
        self._scratch = await clone(self._stack, "postal")
        self._database = await asyncpg.connect(self._scratch.owner_dsn)
        await self._serve()
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.should_exit = True
        await self._serving
        await self.carrier.customer.close()
        await self.http.aclose()
        await self.post.close()
        await self._database.close()
        await self._producer.stop()
        await asyncio.to_thread(self._stack.drop, self._scratch.name)

    async def _serve(self) -> None:
        port = free_port()
        settings = Settings(
            environment="development",
            port=port,
            database_url=self._scratch.writer_dsn,
            state=self._stack.folder / "homes" / self._scratch.name,
            kafka=self._stack.addresses.kafka,
            **self._issuer.known,
            service_token_file=self._issuer.service_token_file("postal"),
            event_keys=event_keys(SERVICES),
            peers={"intake": "http://intake", "workflow": "http://workflow"},
        )
        self.app = build(SERVICE, settings)
        people = httpx2.ASGITransport(self._intake())
        self.app[Peers]._http = httpx2.AsyncClient(mounts={f"http://{name}": people for name in settings.peers})
        self.carrier = MyVNPost.of(self._account())
        connect(self.app, PostalSettings(), Carriers(self.carrier))
        self._server = Quiet(uvicorn.Config(self.app, port=port, log_config=None, timeout_graceful_shutdown=5))
        self._serving = asyncio.create_task(self._server.serve())
        self.http = httpx2.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=60)
        self.hook = f"http://127.0.0.1:{port}/v1/callbacks/myvnpost"
        await until(self._ready)

    def _account(self) -> MyVNPostSettings:
        return MyVNPostSettings(
            url=f"{self.post.url}/post",
            username="motcua",
            password="throw-away-post-password",
            customer="T290000001",
            webhook_key=f"{self.post.url}/post/public-key",
            timeout=1,
        )

    def _intake(self) -> FastAPI:
        app = FastAPI()

        @app.post("/v1/people")
        async def people(wanted: dict[str, Any]) -> list[dict[str, Any]]:
            asked = map(UUID, wanted["dossiers"])
            return [self.people[one] for one in asked if one in self.people]

        return app

    async def _ready(self) -> bool:
        try:
            return (await self.http.get("/readyz")).status_code == 200
        except httpx2.TransportError:
            return False

    # ---- what a test does

    async def peace(self) -> None:
        """Everybody behaves, webhooks come here, and parcels move only when they are told to."""
        await self.post.ask("DELETE", "/faults")
        await self.post.ask("PUT", "/post/webhook", {"url": self.hook})
        await self.post.ask("POST", "/post/plan", {"plan": ["held"]})

    async def faults(self, kind: str, **more: Any) -> None:
        """The next call or webhook goes wrong like this."""
        await self.post.ask("POST", "/faults/post", {"kind": kind, **more})

    async def accept(self, dossier: UUID, owner: str = "applicant") -> str:
        """Intake accepts a dossier; its code."""
        code = f"{DESK}-251121-{dossier.hex[-4:]}{uuid4().hex[:4]}".upper()
        home = {"line": "Số 4 ngõ 7 đường Hoa Ban", "province": "98", "commune": "98007"}
        who = {"name": "Nguyễn Thị Mận", "phone": "0900000001", "address": home}
        self.people[dossier] = {"dossier": str(dossier), "receiver": who}
        event = accepted(code=code, desk=DESK, agency=AGENCY, owner=owner, returns="post")
        await send(self._producer, self.intake.emits(dossier, event))
        return code

    async def decide(self, dossier: UUID, returns: str = "post") -> None:
        """Workflow decides its case."""
        decided = CaseDecided(result="licence", on_time=True, returns=returns)
        await send(self._producer, self.workflow.emits(dossier, decided))

    async def begun(self, owner: str = "applicant") -> Parcel:
        """A consignment the carrier has taken the order of."""
        parcel = Parcel(self, uuid7())
        parcel.code = await self.accept(parcel.dossier, owner)
        await self.decide(parcel.dossier)
        await parcel.comes_to("created")
        await parcel.is_told()
        return parcel

    async def later(self, hours: int) -> None:
        """The domain clock goes on."""
        await self._database.execute("update clock set ahead = ahead + make_interval(hours => $1)", hours)

    async def read(self, path: str, entity: str, role: Role, agency: str | None = None) -> httpx2.Response:
        token = self._issuer.token(entity, role, agency)
        return await self.http.get(path, headers={"Authorization": f"Bearer {token}"})

    # ---- what there is to see

    async def rows(self, sql: str, *values: Any) -> list[Any]:
        return list(await self._database.fetch(sql, *values))

    async def quiet(self) -> None:
        """Nothing is to be called now, and everything said is sent."""
        due = "select from scheduled where at <= now() + (select ahead from clock)"
        await until(lambda: self._none(f"{due} union all select from outbox"))

    async def _none(self, sql: str) -> bool:
        return not await self._database.fetch(sql)

    async def breaches(self) -> list[Broken]:
        return await check([Place(REGISTRY, self._scratch.owner_dsn)], self._stack.addresses.kafka)


class Parcel:
    """One consignment as a test sees it."""

    def __init__(self, office: Office, dossier: UUID) -> None:
        self._office = office
        self.dossier = dossier
        self.id = named("consignment", str(dossier))
        self.code = ""

    @property
    def reference(self) -> str:
        return reference(self.code, self.id)

    async def goes(self, *statuses: int) -> None:
        """The parcel takes these statuses at the post office."""
        for status in statuses:
            await self._office.post.ask("POST", f"/post/parcels/{await self.waybill()}/advance", {"status": status})

    async def waybill(self) -> str:
        [row] = await self._office.rows("select waybill from consignments where id = $1", self.id)
        return str(row["waybill"])

    async def is_told(self) -> None:
        """The post office has had every webhook of it taken, and we have looked."""
        await until(self._all_taken)
        await self._office.quiet()

    async def _all_taken(self) -> bool:
        told = await self._office.post.ask("GET", f"/post/parcels/{await self.waybill()}")
        return all(change["webhook"] == "taken" for change in told["history"])

    async def comes_to(self, state: str) -> None:
        async def is_there() -> bool:
            return await self.state() == state

        await until(is_there)

    async def state(self) -> str | None:
        found = await self._office.rows("select state from consignments where id = $1", self.id)
        return found[0]["state"] if found else None

    async def said(self) -> list[str]:
        """What postal has said of it, in order."""
        rows = await self._office.rows("select event from journal where entity = $1 order by sequence", self.id)
        return [row["event"] for row in rows]

    async def webhooks(self) -> int:
        found = await self._office.rows("select times from webhooks where consignment = $1", self.id)
        return found[0]["times"] if found else 0

    async def known(self) -> list[int]:
        """The statuses read from the carrier's history."""
        rows = await self._office.rows(
            "select status from lines where consignment = $1 order by at, status, nth", self.id
        )
        return [row["status"] for row in rows]


class Quiet(uvicorn.Server):
    """Leaves the signals to pytest."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield
