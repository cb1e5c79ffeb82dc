"""A second carrier, as small as one can be: orders, histories and webhooks of plain JSON over real HTTP.

It proves that a carrier is its own folder and one registration: nothing of the product names it. Its status numbers
are not those of MyVNPost. Its webhook names one parcel, and a shared secret.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from uuid import UUID

import httpx2

from postal.carrier.protocol import Meaning, Order, Scan, Status, undocumented
from shared.kernel.errors import Unavailable

STATUSES = {
    1: Status(Meaning.COLLECTED, "Đã nhận", "Taken"),
    2: Status(Meaning.DELIVERED, "Đã giao", "Handed over"),
}


class Van(ThreadingHTTPServer):
    """The courier's side: orders by reference, and the history of each parcel."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answers)
        self.orders: dict[str, dict[str, Any]] = {}
        self.histories: dict[str, list[dict[str, Any]]] = {}

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def scans(self, waybill: str, *statuses: int) -> None:
        """The parcel takes these statuses now."""
        at = datetime.now(UTC).replace(microsecond=0).isoformat()
        self.histories[waybill] += [{"status": status, "at": at} for status in statuses]


class Answers(BaseHTTPRequestHandler):
    """POST /orders, GET /orders/<reference>, GET /parcels/<waybill>."""

    server: Van

    def do_POST(self) -> None:
        order = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        waybill = f"V{len(self.server.orders) + 1}"
        self.server.orders[order["reference"]] = {**order, "waybill": waybill}
        self.server.histories[waybill] = []
        self._say({"waybill": waybill})

    def do_GET(self) -> None:
        what, _, key = self.path[1:].partition("/")
        self._say(self.server.orders.get(key, {}) if what == "orders" else self.server.histories[key])

    def _say(self, body: Any) -> None:
        told = json.dumps(body).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(told)))
        self.end_headers()
        self.wfile.write(told)

    def log_message(self, *_: Any) -> None:
        """Quiet."""


@contextmanager
def van() -> Iterator[Van]:
    """A courier that answers while the block runs."""
    server = Van()
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


# ---- our side: what would be the folder `postal/carrier/courier`


@dataclass(frozen=True)
class Courier:
    """The Carrier."""

    name: str
    url: str
    secret: str

    def reference(self, code: str, consignment: UUID) -> str:
        return f"{self.name}-{consignment.hex[-12:]}"

    async def order(self, order: Order) -> str:
        told = {"reference": order.reference, "to": order.receiver.name, "from": order.sender.name}
        return str((await self._ask("POST", "/orders", told))["waybill"])

    async def find(self, reference: str) -> str | None:
        found = await self._ask("GET", f"/orders/{reference}")
        return found["waybill"] if found else None

    async def history(self, waybill: str) -> tuple[Scan, ...]:
        lines = await self._ask("GET", f"/parcels/{waybill}")
        return tuple(
            Scan(
                status=line["status"],
                meaning=self.status(line["status"]).meaning,
                at=datetime.fromisoformat(line["at"]),
            )
            for line in lines
        )

    def status(self, number: int) -> Status:
        return STATUSES.get(number) or undocumented(number)

    async def proves(self, body: bytes) -> bool:
        return hmac.compare_digest(str(json.loads(body).get("secret")).encode(), self.secret.encode())

    def waybills(self, body: bytes) -> frozenset[str]:
        return frozenset({json.loads(body)["parcel"]})

    def reply(self, body: bytes, updated: int | None) -> tuple[int, Mapping[str, Any]]:
        return (200, {"parcels": updated}) if updated is not None else (403, {})

    async def _ask(self, method: str, path: str, body: Any = None) -> Any:
        try:
            async with httpx2.AsyncClient(timeout=5) as http:
                answer = await http.request(method, self.url + path, json=body)
                return answer.raise_for_status().json()
        except httpx2.HTTPError as error:
            raise Unavailable(f"{self.name}: {type(error).__name__}") from error
