"""The services as the console asks them: the typed client, with the token of the one who has signed in."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar, cast

import httpx2

from motcua_client.base import Answer, Line, Question, Refused, answer_of
from motcua_client.intake import Intake
from motcua_client.payment import Payment
from motcua_client.postal import Postal
from motcua_client.sync_gateway import SyncGateway
from motcua_client.workflow import Workflow
from shared.kernel.tls import trusted

T = TypeVar("T")
KEPT = 60.0  # seconds for which what everybody may read is not asked again
TIMEOUT = 10.0
HIDDEN = (403, 404)  # what a caller may not see, or what is not there


class Away(Exception):
    """A service does not answer."""

    def __init__(self, service: str) -> None:
        super().__init__(service)
        self.service = service


@dataclass(frozen=True)
class Asking:
    """An `Ask` of one service. Raises Refused, Away."""

    service: str
    line: Line

    async def __call__(self, question: Question) -> Answer[Any]:
        try:
            return await self.line(question)
        except httpx2.TransportError:
            raise Away(self.service) from None


@dataclass(frozen=True)
class Services:
    """All services for one caller."""

    intake: Intake
    workflow: Workflow
    payment: Payment
    postal: Postal
    sync_gateway: SyncGateway
    lines: Mapping[str, Asking]


def client(bundle: Path | None) -> httpx2.AsyncClient:
    """An HTTP client of those whom these certificates prove."""
    return httpx2.AsyncClient(timeout=TIMEOUT, verify=trusted(bundle))


class Calls:
    """The HTTP client of a process, and what it remembers of what is the same for everybody."""

    def __init__(self, addresses: Mapping[str, str], http: httpx2.AsyncClient) -> None:
        self.addresses = dict(addresses)
        self.http = http
        self._kept: dict[str, tuple[float, Any]] = {}

    def services(self, token: str) -> Services:
        """For the caller of this token."""

        lines = {name: self.line(name, token) for name in self.addresses}
        return Services(
            Intake(lines["intake"]),
            Workflow(lines["workflow"]),
            Payment(lines["payment"]),
            Postal(lines["postal"]),
            SyncGateway(lines["sync-gateway"]),
            lines,
        )

    def line(self, service: str, token: str) -> Asking:
        """One service for the caller of this token."""
        return Asking(service, Line(self.http, self.addresses[service], token))

    async def machines(self) -> dict[str, Any]:
        """The machine of every noun of every service that answers."""
        asked = (self.open(service, "/v1/machines") for service in self.addresses)
        found = await asyncio.gather(*asked, return_exceptions=True)
        return {each["noun"]["code"]: each for one in found if isinstance(one, list) for each in one}

    async def procedures(self) -> dict[str, Any]:
        """The catalogue, by code."""
        return {each["code"]: each for each in await self.open("intake", "/v1/procedures")}

    async def tracked(self, code: str, client: str, **proof: str) -> Any:
        """Where a dossier stands. `client`: the visitor's address, which guesses count for. Raises Refused, Away."""
        told = {"X-Forwarded-For": client}
        return (await self.anyone("intake", "GET", f"/v1/tracking/{code}", params=proof, headers=told)).body

    async def open(self, service: str, path: str) -> Any:
        """What a service tells anybody. Raises Refused, Away."""

        async def ask() -> Any:
            return (await self.anyone(service, "GET", path)).body

        return await self.kept(f"{service} {path}", ask)

    async def anyone(self, service: str, method: str, path: str, **more: Any) -> Answer[Any]:
        """A request without a token. Raises Refused, Away."""
        try:
            return answer_of(await self.http.request(method, self.addresses[service] + path, **more))
        except httpx2.TransportError:
            raise Away(service) from None

    async def kept(self, name: str, ask: Callable[[], Awaitable[T]]) -> T:
        """What `ask` returned during the last minute."""
        until, found = self._kept.get(name, (0.0, None))
        if time.monotonic() > until:
            found = await ask()
            self._kept[name] = (time.monotonic() + KEPT, found)
        return cast("T", found)

    def forget(self, name: str) -> None:
        """What was kept under this name is asked for anew."""
        self._kept.pop(name, None)

    async def close(self) -> None:
        """Ends its connections."""
        await self.http.aclose()


async def seen(asked: Coroutine[Any, Any, Answer[T]]) -> Answer[T] | None:
    """An answer; None for what this caller may not see."""
    try:
        return await asked
    except Refused as refused:
        if refused.status in HIDDEN:
            return None
        raise
