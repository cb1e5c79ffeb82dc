"""What a test of payment does and sees: workflow asks for a fee, people pay, the bank is told what to do."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from typing import Any, ClassVar
from uuid import UUID

import asyncpg
import httpx2

from motcua.stack.issuer import Issuer
from motcua.stack.people import Person
from motcua.stack.waiting import until
from motcua.verify.settled import unproved
from payment.ledger.tables import RECEIVED
from shared.contracts import workflow
from shared.contracts.message import Event
from shared.kernel.ids import uuid7
from shared.web.auth import Role
from tests.support.dossiers import AGENCY, DESK
from tests.support.payment_facts import FEES
from tests.support.publisher import Publisher

DAY = timedelta(days=1)


class Intake(ThreadingHTTPServer):
    """POST /v1/people, with a service token; `away` answers 503. Everything else is not here."""

    NAME: ClassVar[str] = "Nguyễn Thị Lan"

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answers)
        self.away = False

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Answers(BaseHTTPRequestHandler):
    """One request."""

    server: Intake

    def do_POST(self) -> None:
        wanted = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        known = not self.server.away and self.path == "/v1/people" and "Bearer " in self.headers["Authorization"]
        home = {"line": "12 Trần Phú", "province": "99", "commune": "99001"}
        reached = {"name": Intake.NAME, "phone": "0", "address": home}
        plain = {"kind": "person", "number": "0" * 12, "email": None, **reached, "receiver": reached}
        people = [{"dossier": dossier, **plain} for dossier in wanted["dossiers"]]
        self._say(200 if known else 503, people)

    def do_GET(self) -> None:
        self._say(404, {})

    def _say(self, status: int, body: Any) -> None:
        told = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(told)))
        self.end_headers()
        self.wfile.write(told)

    def log_message(self, *_: Any) -> None:
        """Quiet."""


@dataclass
class Charge:
    """One charge of one dossier and the people around it."""

    dossier: UUID
    path: str
    applicant: Person
    officer: Person

    async def see(self) -> dict[str, Any]:
        found: dict[str, Any] = await self.applicant.get("payment", self.path)
        return found

    async def comes_to(self, *states: str, seconds: float = 30) -> dict[str, Any]:
        """The charge, once it is in one of these states."""

        async def there() -> dict[str, Any] | None:
            seen = await self.see()
            return seen if seen["state"] in states else None

        seen: dict[str, Any] = await until(there, timeout=seconds)
        return seen

    async def pay(self) -> str:
        """The applicant asks to pay online; the reference that the bank now knows."""
        await self.applicant.act("payment", self.path, "payment")
        return str((await self.comes_to("paying"))["url"]).rpartition("/")[2]


async def rows_of(dsn: str, sql: str, *values: Any) -> list[Any]:
    connection = await asyncpg.connect(dsn)
    try:
        return list(await connection.fetch(sql, *values))
    finally:
        await connection.close()


class Bench:
    """See the module."""

    def __init__(
        self,
        http: httpx2.AsyncClient,
        peers: Mapping[str, str],
        issuer: Issuer,
        says: Publisher,
        intake: Intake,
        dsn: str,
    ) -> None:
        self.http, self.peers, self.issuer, self.says, self.intake, self.dsn = http, peers, issuer, says, intake, dsn
        self._numbers = count(1)

    def person(self, entity: str, role: Role, agency: str | None = None, **more: Any) -> Person:
        token = self.issuer.token(entity, role, agency, **more)
        return Person(self.http, self.peers, token, entity, role, agency)

    async def charge(self, time_left: timedelta = DAY, mandate: str = "") -> Charge:
        """A case that was received and now asks for its fee; begun under a mandate, if there is one."""
        dossier, others = uuid7(), {"acts_for": [mandate]} if mandate else {}
        applicant = self.person(f"applicant:{dossier.hex[-8:]}x", Role.APPLICANT, **others)
        now = datetime.now(UTC)
        received = workflow.CaseReceived(
            code=f"{DESK}-261110-{next(self._numbers):04}",
            procedure="2.000004",
            version=1,
            route="promotion-registration",
            route_version=1,
            desk=DESK,
            agency=AGENCY,
            due_at=now + DAY,
            warn_at=now + DAY,
            owner=applicant.subject,
            applicant=str(uuid7()) if mandate else "",
            held_by=mandate,
        )
        asked = workflow.FeeRequested(step="collect", fees=FEES, until=now + time_left, left=60)
        await self.says.emit(dossier, received, asked)

        async def there() -> list[Any]:
            found = await applicant.get("payment", "/v1/charges", dossier=str(dossier))
            return list(found["charges"])

        [seen] = await until(there)
        return Charge(dossier, f"/v1/charges/{seen['id']}", applicant, self.person("officer:desk", Role.OFFICER, DESK))

    async def case(self, charge: Charge, *events: Event) -> None:
        """Workflow says more about the case."""
        await self.says.emit(charge.dossier, *events)

    # ---- the bank

    async def counted(self, metric: str) -> float:
        """A metric of payment, with its labels as they are written; 0 if it was never counted."""
        lines = (await self.http.get(f"{self.peers['payment']}/metrics")).text.splitlines()
        return sum(float(line.removeprefix(metric)) for line in lines if line.startswith(f"{metric} "))

    async def sandbox(self, method: str, path: str, body: Any = None) -> Any:
        answer = await self.http.request(method, self.peers["sandbox"] + path, json=body)
        assert answer.is_success, answer.text
        return answer.json()

    async def bank_pays(self, reference: str, outcome: str = "paid", amount: int | None = None) -> dict[str, Any]:
        more = {"amount": amount} if amount else {}
        paid: dict[str, Any] = await self.sandbox("POST", f"/bank/pay/{reference}", {"outcome": outcome, **more})
        return paid

    async def order(self, kind: str, times: int = 1, on: str | None = None) -> None:
        """The next fitting moments at the bank go wrong like this."""
        await self.sandbox("POST", "/faults/bank", {"kind": kind, "times": times, **({"on": on} if on else {})})

    async def bank_knows(self, reference: str) -> dict[str, Any]:
        found: dict[str, Any] = await self.sandbox("GET", f"/bank/ledger/{reference}")
        return found

    async def confirmed(self, reference: str) -> str:
        """The fate of the last CONFIRM about a reference, once it has one."""

        async def fate() -> str | None:
            return str((await self.bank_knows(reference))["payments"][-1]["fate"] or "")

        return str(await until(fate))

    async def banked(self) -> dict[str, int]:
        """What the bank has received for us, by its own name of each payment."""
        ledger = await self.sandbox("GET", "/bank/ledger")
        payments = [payment for one in ledger["references"] for payment in one["payments"]]
        return {one["transaction"]: one["amount"] for one in payments if one["outcome"] == "paid"}

    # ---- what is stored

    async def rows(self, sql: str, *values: Any) -> list[Any]:
        return await rows_of(self.dsn, sql, *values)

    async def receives_all(self, charge: Charge) -> None:
        """Back when payment has received whatever workflow has said about this case."""
        [stream] = await rows_of(self.says.place.dsn, "select sequence from streams where dossier = $1", charge.dossier)
        incoming = "select 1 from streams where dossier = $1 and (checkpoints->'workflow'->>0)::bigint = $2"
        await until(lambda: self.rows(incoming, charge.dossier, stream["sequence"]))

    async def received(self) -> dict[str, int]:
        return {row["reference"]: row["amount"] for row in await self.rows(RECEIVED, "national-platform")}

    async def moves(self, charge: Charge) -> list[str]:
        """What was said of it but for reports: they may come before or after the answer to our own question."""
        return [said for said in await self.said(charge) if said != "PaymentReported"]

    async def said(self, charge: Charge) -> list[str]:
        rows = await self.rows("select event from journal where dossier = $1 order by sequence", charge.dossier)
        return [row["event"] for row in rows]

    async def entered(self, charge: Charge) -> dict[str, int]:
        """The balance of every account, as far as this dossier has moved it."""
        rows = await self.rows(
            "select account, sum(amount)::bigint as amount from ledger where dossier = $1 group by account",
            charge.dossier,
        )
        return {row["account"]: row["amount"] for row in rows}

    @property
    def operator(self) -> Person:
        return self.person("operator:one", Role.OPERATOR)

    async def unproved(self) -> list[str]:
        """The half of invariant 6 that needs no bank."""
        connection = await asyncpg.connect(self.dsn)
        try:
            return await unproved(connection)
        finally:
            await connection.close()

    async def balance(self) -> dict[str, Any]:
        found: dict[str, Any] = await self.operator.get("payment", "/v1/ledger/balance")
        return found
