"""How the client speaks: one request at a time, over any httpx2 client; problems become exceptions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar
from uuid import uuid4

import httpx2

T_co = TypeVar("T_co", covariant=True)


class Refused(Exception):
    """A service has answered with a problem (RFC 9457); `problem` is the document, in Vietnamese and English."""

    def __init__(self, status: int, problem: Mapping[str, Any]) -> None:
        super().__init__(f"{status} {problem.get('title', '')}: {problem.get('detail', '')}")
        self.status = status
        self.problem = problem


@dataclass(frozen=True)
class Answer(Generic[T_co]):
    """A body, and the ETag of what it shows: `seen` of the next move. `replayed`: it was given before for this key."""

    body: T_co
    tag: str | None = None
    replayed: bool = False


@dataclass(frozen=True, kw_only=True)
class Question:
    """One request. `seen` travels as If-Match, `key` as Idempotency-Key; `content` is bytes of type `media`."""

    method: str
    path: str
    query: Mapping[str, Any] | None = None
    body: Any = None
    content: bytes | None = None
    media: str | None = None
    seen: str | None = None
    key: str | None = None

    @property
    def headers(self) -> dict[str, str]:
        told = {"If-Match": self.seen, "Content-Type": self.media, "Idempotency-Key": self.key}
        return {name: value for name, value in told.items() if value is not None}

    @property
    def params(self) -> dict[str, Any]:
        return {name: value for name, value in (self.query or {}).items() if value is not None}


class Ask(Protocol):
    """Sends requests to one service; raises Refused."""

    async def __call__(self, question: Question) -> Answer[Any]: ...


def fresh_key() -> str:
    """An Idempotency-Key for a request that was never made before; keep it to ask again."""
    return str(uuid4())


def answer_of(answer: httpx2.Response) -> Answer[Any]:
    """The body of a success, None for one without (204). Raises Refused."""
    json = "json" in answer.headers.get("content-type", "") and bool(answer.content)
    if not answer.is_success:
        raise Refused(answer.status_code, answer.json() if json else {"title": answer.text[:200]})
    body: Any = answer.json() if json else answer.content or None
    return Answer(body, answer.headers.get("etag"), answer.headers.get("idempotency-replayed") == "true")


@dataclass(frozen=True)
class Line:
    """An `Ask` over HTTP to the service at `address`, with a bearer token."""

    http: httpx2.AsyncClient
    address: str
    token: str

    async def __call__(self, question: Question) -> Answer[Any]:
        return answer_of(
            await self.http.request(
                question.method,
                self.address + question.path,
                params=question.params,
                json=question.body,
                content=question.content,
                headers=question.headers | {"Authorization": f"Bearer {self.token}"},
            )
        )
