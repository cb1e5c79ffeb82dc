"""A steady load: so many clients, each playing one scenario after the other, and a record of what they were promised.

It is a closed loop: a client begins its next scenario when the last has ended, so a fault shows as fewer scenarios.
Every 2xx answer to a request with an Idempotency-Key is a promise, recorded with the move it names.
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
    """A move as named in an answer: the entity and its revision."""

    entity: UUID
    line: int


class Promise(NamedTuple):
    """An accepted request: the caller, its key, and the move in the answer, if any."""

    service: str
    key: str
    move: Move | None


class Lived(NamedTuple):
    """One scenario of one client, by the monotonic clock."""

    client: int
    began: float
    ended: float


class Line(httpx2.AsyncHTTPTransport):
    """The HTTP clients of the services. Counts requests, and repeated ones by reason."""

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
    """Clients that play scenarios until `over`. `bugs` counts answers with status 500."""

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
        """Plays one scenario; False if the client gave up."""

    @abstractmethod
    def service(self, port: int | None) -> str | None:
        """The service at this address, if it is one of ours."""

    async def run(self) -> None:
        """Runs until it is over and every client has ended a scenario."""
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
        """The time at which every client had ended a scenario begun after that time; None until then."""
        ends: dict[int, float] = {}
        for lived in self.lived:
            if lived.began >= since:
                ends.setdefault(lived.client, lived.ended)
        return max(ends.values()) if len(ends) == len(self._clients) else None

    def rate(self, since: float, until: float) -> float:
        """Scenarios ended a second."""
        return sum(since <= lived.ended < until for lived in self.lived) / (until - since) if until > since else 0.0


def move_of(body: Any) -> Move | None:
    """The move that an answer names, or None."""
    named = isinstance(body, dict) and "id" in body and "revision" in body
    return Move(UUID(body["id"]), body["revision"]) if named else None
