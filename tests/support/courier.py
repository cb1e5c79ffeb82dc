"""A second carrier, as small as one can be: orders, histories and webhooks of plain JSON over real HTTP.

It proves that a carrier is its own folder and one registration: nothing of the product names it. Its status numbers
are not those of MyVNPost. Its webhook names one parcel, and a shared secret.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from postal.carrier.protocol import Meaning, Order, Scan, Status, undocumented
from tests.support.small_server import Json, SmallServer, ask, serving

STATUSES = {
    1: Status(Meaning.COLLECTED, "Đã nhận", "Taken"),
    2: Status(Meaning.DELIVERED, "Đã giao", "Handed over"),
}


class Van(SmallServer):
    """The courier's side: orders by reference, and the history of each parcel."""

    def __init__(self) -> None:
        super().__init__(Answers)
        self.orders: dict[str, dict[str, Any]] = {}
        self.histories: dict[str, list[dict[str, Any]]] = {}

    def scans(self, waybill: str, *statuses: int) -> None:
        """The parcel takes these statuses now."""
        at = datetime.now(UTC).replace(microsecond=0).isoformat()
        self.histories[waybill] += [{"status": status, "at": at} for status in statuses]


class Answers(Json):
    """POST /orders, GET /orders/<reference>, GET /parcels/<waybill>."""

    server: Van

    def post(self, body: Any) -> Any:
        waybill = f"V{len(self.server.orders) + 1}"
        self.server.orders[body["reference"]] = {**body, "waybill": waybill}
        self.server.histories[waybill] = []
        return {"waybill": waybill}

    def get(self, path: str) -> Any:
        what, _, key = path[1:].partition("/")
        return self.server.orders.get(key, {}) if what == "orders" else self.server.histories[key]


def van() -> AbstractContextManager[Van]:
    """A courier that answers for the length of the block."""
    return serving(Van())


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
        parcel = {"reference": order.reference, "to": order.receiver.name, "from": order.sender.name}
        return str((await self._ask("POST", "/orders", parcel))["waybill"])

    async def find(self, reference: str) -> str | None:
        found = await self._ask("GET", f"/orders/{reference}")
        return found["waybill"] if found else None

    async def history(self, waybill: str) -> tuple[Scan, ...]:
        return tuple(
            Scan(
                status=scan["status"],
                meaning=self.status(scan["status"]).meaning,
                at=datetime.fromisoformat(scan["at"]),
            )
            for scan in await self._ask("GET", f"/parcels/{waybill}")
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
        return await ask(self.name, method, self.url + path, body)
