"""A steady load: so many clients, each living one scenario after the other, and an account of what they were promised.

A closed loop: a client begins its next scenario when the last has ended, so what a fault holds up is seen as
scenarios that
are missing. Every answer 2xx to a request with an Idempotency-Key is a promise, noted with what it names.
"""

from __future__ import annotations

import asyncio
import time
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Callable
from http import HTTPStatus
from random import Random
from typing import Any, NamedTuple
from uuid import UUID

import httpx2


class Move(NamedTuple):
    """A move as an answer names it: the entity and its revision."""

    entity: UUID
    line: int


class Promise(NamedTuple):
    """A request that was accepted: whose it was, its key, and the move it was answered with, if any."""

    service: str
    key: str
    move: Move | None


class Lived(NamedTuple):
    """One scenario of one client, by the monotonic clock."""

    client: int
    began: float
    ended: float


class Line(httpx2.AsyncHTTPTransport):
    """How clients reach our services. Counts what was asked of them, and by its reason what had to be asked again."""

    def __init__(self, ours: Callable[[int | None], str | None], connections: int) -> None:
        super().__init__(limits=httpx2.Limits(max_connections=connections))
        self._ours = ours
        self.asked = 0
        self.again: Counter[str] = Counter()

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        ours = self._ours(request.url.port) is not None
        self.asked += ours
        try:
            answer = await super().handle_async_request(request)
        except httpx2.TransportError as error:
            self.again[type(error).__name__] += ours
            raise
        if answer.status_code == HTTPStatus.SERVICE_UNAVAILABLE and ours:
            self.again["503" if "Retry-After" in answer.headers else "503 without Retry-After"] += 1
        return answer


class Load(ABC):
    """Clients that live until `over`. `bugs` counts answers with status 500."""

    def __init__(self, clients: int, rng: Random) -> None:
        self.over = asyncio.Event()
        self.lived: list[Lived] = []
        self.promises: list[Promise] = []
        self.bugs: Counter[str] = Counter()
        self.gave_up: Counter[str] = Counter()
        self.latest = ""  # what was answered last that was no promise
        self._clients = [Random(rng.random()) for _ in range(clients)]
        self.line = Line(self.service, 4 * clients)
        self.http = httpx2.AsyncClient(timeout=10, transport=self.line, event_hooks={"response": [self._note]})

    @abstractmethod
    async def live(self, rng: Random) -> bool:
        """One scenario to its end; False if the client gave up on it."""

    @abstractmethod
    def service(self, port: int | None) -> str | None:
        """Who listens there, if it is one of ours."""

    async def run(self) -> None:
        """Until it is over, and every client has come to the end of a scenario."""
        async with asyncio.TaskGroup() as group:
            for number, rng in enumerate(self._clients):
                group.create_task(self._client(number, rng))

    async def _client(self, number: int, rng: Random) -> None:
        while not self.over.is_set():
            began = time.monotonic()
            if await self.live(rng):
                self.lived.append(Lived(number, began, time.monotonic()))

    async def _note(self, answer: httpx2.Response) -> None:
        service, key = self.service(answer.request.url.port), answer.request.headers.get("Idempotency-Key")
        if service is None:
            return
        if answer.status_code >= HTTPStatus.BAD_REQUEST:
            self.latest = f"{answer.request.method} {answer.request.url.path}: {answer.status_code}"
        if answer.status_code == HTTPStatus.INTERNAL_SERVER_ERROR:
            self.bugs[f"{answer.request.method} of {service}"] += 1
        if key and answer.is_success:
            await answer.aread()
            body = answer.json() if answer.headers.get("content-type", "").startswith("application/json") else None
            self.promises.append(Promise(service, key, move_of(body)))

    # ---- what it shows

    def whole(self, since: float) -> float | None:
        """When the last client ended a scenario it had begun after that moment; None while one has not."""
        ends: dict[int, float] = {}
        for lived in self.lived:
            if lived.began >= since:
                ends.setdefault(lived.client, lived.ended)
        return max(ends.values()) if len(ends) == len(self._clients) else None

    def rate(self, since: float, until: float) -> float:
        """Scenarios ended a second."""
        return sum(since <= lived.ended < until for lived in self.lived) / (until - since) if until > since else 0.0


def move_of(body: Any) -> Move | None:
    """The move an answer names, if it does."""
    named = isinstance(body, dict) and "id" in body and "revision" in body
    return Move(UUID(body["id"]), body["revision"]) if named else None
