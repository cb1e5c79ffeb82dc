"""A client of all services with one person's token: an applicant, officer, supervisor or operator.

Used by the command line, the demo and the tests. It reads before a command (If-Match), sends an Idempotency-Key with
every command, and retries when a service is unavailable or the entity has moved meanwhile.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, TypeVar
from uuid import uuid4

import httpx2

from motcua.stack.troubles import NotUp
from motcua_client.base import Answer, Ask, Question, answer_of, fresh_key
from motcua_client.intake import Intake
from motcua_client.payment import Payment
from motcua_client.workflow import Workflow
from shared.kernel.errors import StandsStill
from shared.web.callers import Role

T = TypeVar("T")


class Unexpected(Exception):
    """A service has answered with an error."""

    def __init__(self, answer: httpx2.Response) -> None:
        super().__init__(f"{answer.request.method} {answer.request.url.path}: {answer.status_code} {answer.text[:600]}")
        self.answer = answer

    @property
    def problem(self) -> dict[str, Any]:
        """The problem document."""
        found: dict[str, Any] = self.answer.json()
        return found


@dataclass(frozen=True)
class Person:
    """One caller and their token; with `renewal` it is asked for again before it ends. `addresses`: services' URLs.

    `pauses`: seconds between the tries of a request while its service is unavailable.
    """

    http: httpx2.AsyncClient
    addresses: Mapping[str, str]
    token: str
    subject: str
    role: Role
    agency: str | None = None
    renewal: Callable[[], Awaitable[str]] | None = None
    pauses: Sequence[float] = (0.1, 0.3, 1, 2, 4, 4, 4, 4, 4, 4)

    async def ask(self, method: str, service: str, path: str, **more: Any) -> httpx2.Response:
        """One request, retried while the service is unavailable; not if it stands still. Does not raise for a 4xx."""
        own = more.pop("headers", {})
        for pause in (*self.pauses, None):
            try:
                token = await self.renewal() if self.renewal else self.token
                headers = {"Authorization": f"Bearer {token}", **own}
                answer = await self.http.request(method, self.addresses[service] + path, headers=headers, **more)
            except (httpx2.TransportError, NotUp):
                if pause is None:
                    raise
            else:
                if answer.status_code != HTTPStatus.SERVICE_UNAVAILABLE or pause is None or stands_still(answer):
                    return answer
            await asyncio.sleep(pause)
        raise AssertionError("the last try returns or raises")

    async def get(self, service: str, path: str, **query: Any) -> Any:
        """The JSON of a GET that must succeed."""
        return good(await self.ask("GET", service, path, params=query)).json()

    async def post(self, service: str, path: str, body: Any = None, *, seen: str | None = None) -> Any:
        """A command under a fresh key; `seen` is the ETag for If-Match."""
        headers = {"Idempotency-Key": str(uuid4()), **({"If-Match": seen} if seen else {})}
        return good(await self.ask("POST", service, path, json=body, headers=headers)).json()

    async def put(self, service: str, path: str, body: Any) -> Any:
        """The JSON of a PUT that must succeed."""
        return good(await self.ask("PUT", service, path, json=body)).json()

    async def act(self, service: str, subject: str, move: str, body: Any = None) -> Any:
        """Reads the entity at the path `subject`, then posts the command `move` with its ETag."""
        ask = self._asks(service)

        def command(seen: str) -> Awaitable[Answer[Any]]:
            path = f"{subject}/{move}"
            return ask(Question(method="POST", path=path, body=body, seen=seen, key=fresh_key()))

        return await self.decides(lambda: ask(Question(method="GET", path=subject)), command)

    async def decides(
        self, read: Callable[[], Awaitable[Answer[Any]]], command: Callable[[str], Awaitable[Answer[T]]]
    ) -> T:
        """Reads an entity, then sends a command with its ETag; both again after a 412."""
        while True:
            seen = (await read()).tag
            try:
                return (await command(seen or "*")).body
            except Unexpected as unexpected:
                if unexpected.answer.status_code != HTTPStatus.PRECONDITION_FAILED:
                    raise

    @property
    def intake(self) -> Intake:
        return Intake(self._asks("intake"))

    @property
    def workflow(self) -> Workflow:
        return Workflow(self._asks("workflow"))

    @property
    def payment(self) -> Payment:
        return Payment(self._asks("payment"))

    def _asks(self, service: str) -> Ask:
        """The typed client's transport to a service: it retries as `ask` does, and raises Unexpected for an error."""

        async def ask(question: Question) -> Answer[Any]:
            method, path, headers, query = question.method, question.path, question.headers, question.params
            more = {"json": question.body, "content": question.content}
            return answer_of(good(await self.ask(method, service, path, headers=headers, params=query, **more)))

        return ask


def stands_still(answer: httpx2.Response) -> bool:
    """Whether the service changes nothing until its operator has decided: waiting does not help."""
    return f'"type":"/problems/{StandsStill.kind}"' in answer.text


def good(answer: httpx2.Response) -> httpx2.Response:
    """The answer, if it is a success. Raises Unexpected."""
    if answer.status_code >= HTTPStatus.BAD_REQUEST:
        raise Unexpected(answer)
    return answer
