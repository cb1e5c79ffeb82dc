"""A second payment provider, as small as one can be: its bank speaks three routes of plain JSON over real HTTP.

It proves that a provider is its own folder and one registration: nothing of the product names it. Its callback is
proved by an HMAC over the other fields; amounts are whole VND, times are ISO 8601.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any, ClassVar
from uuid import UUID

from pydantic_settings import SettingsConfigDict

from payment.provider.protocol import Failed, Order, Paid, Read, Registration, Reported, Started
from shared.contracts.names import Name
from shared.kernel.declared import Declared
from shared.kernel.kinds import Text, Url
from tests.support.small_server import Json, SmallServer, ask, serving

SIGNED = ("about", "id", "amount", "at")


def seal(message: Mapping[str, Any], secret: str) -> str:
    text = json.dumps([message.get(name) for name in SIGNED])
    return hmac.new(secret.encode(), text.encode(), hashlib.sha256).hexdigest()


# ---- the bank's side


class Bank(SmallServer):
    """Payments by reference, and what was taken for each. `page` is where the payer pays."""

    def __init__(self, secret: str) -> None:
        super().__init__(Answers)
        self.secret = secret
        self.opened: dict[str, int] = {}
        self.taken: dict[str, dict[str, Any]] = {}

    def pays(self, reference: str) -> dict[str, Any]:
        """The payer pays what is asked; the signed callback about it."""
        at = datetime.now(UTC).replace(microsecond=0).isoformat()
        paid = {"about": reference, "id": f"S{len(self.taken) + 1}", "amount": self.opened[reference], "at": at}
        self.taken[reference] = paid
        return {**paid, "seal": seal(paid, self.secret)}


class Answers(Json):
    """POST /payments, GET /payments/<reference>, GET /ledger."""

    server: Bank

    def post(self, body: Any) -> Any:
        self.server.opened[body["reference"]] = body["amount"]
        return {"page": f"{self.server.url}/pay/{body['reference']}"}

    def get(self, path: str) -> Any:
        taken = self.server.taken
        return list(taken.values()) if path == "/ledger" else taken.get(path.rpartition("/")[2], {})


def bank(secret: str) -> AbstractContextManager[Bank]:
    """A bank that answers for the length of the block."""
    return serving(Bank(secret))


# ---- our side: what would be the folder `payment/provider/simple`


class SimpleSettings(Declared):
    """As a folder of the product declares them."""

    model_config = SettingsConfigDict(env_prefix="MOTCUA_PAYMENT_SIMPLE_")

    name: Annotated[str, Text("its name", needed=True)] = "simple-bank"
    url: Annotated[str, Url("the bank", needed=True)] = ""
    secret: Annotated[str, Text("what seals its callbacks", needed=True)] = ""


@dataclass(frozen=True)
class SimpleBank:
    """The Provider."""

    name: str
    url: str
    secret: str

    has_query: ClassVar[bool] = True

    @classmethod
    def of(cls, settings: SimpleSettings) -> SimpleBank:
        return cls(settings.name, settings.url, settings.secret)

    def reference(self, code: str, at: datetime, charge: UUID, attempt: int) -> str:
        return f"{self.name}-{charge.hex[-12:]}-{attempt}"

    async def start(self, order: Order, payer: Mapping[str, Any]) -> Started | Failed:
        opened = await self._ask("POST", "/payments", {"reference": order.reference, "amount": order.amount})
        return Started(reference=order.reference, url=opened["page"])

    async def outcome(self, reference: str, asked_at: datetime) -> Paid | Failed | None:
        taken = await self._ask("GET", f"/payments/{reference}")
        if not taken:
            return None
        paid = {"transaction": taken["id"], "amount": taken["amount"], "at": datetime.fromisoformat(taken["at"])}
        return Paid(provider=self.name, reference=reference, proof="query", **paid)

    async def proves(self, message: Mapping[str, Any]) -> bool:
        given = message.get("seal")
        return isinstance(given, str) and hmac.compare_digest(given.encode(), seal(message, self.secret).encode())

    def report(self, message: Mapping[str, Any]) -> Reported:
        paid = {"transaction": message["id"], "amount": message["amount"], "at": datetime.fromisoformat(message["at"])}
        plain = {"provider": self.name, "reference": message["about"], "code": "ok", "paid": True, "currency": "VND"}
        return Reported(**plain, **paid, final=False)

    def reply(self, report: Reported | None, asked_at: datetime | None) -> Mapping[str, Any]:
        return {"taken": asked_at is not None}

    async def _ask(self, method: str, path: str, body: Any = None) -> Any:
        return await ask(self.name, method, self.url + path, body)


async def account(read: Read) -> dict[str, int]:
    """What the bank has taken for us."""
    return {paid["id"]: paid["amount"] for paid in await read("/ledger")}


REGISTRATION = Registration(
    "simple-bank", SimpleSettings, SimpleBank.of, account, Name("qua ngân hàng", "through the bank")
)
