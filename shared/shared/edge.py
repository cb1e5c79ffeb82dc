"""The edge of HTTP: one request, one transaction, and nothing answered before it is committed.

`Door` is the route class of everything that writes: it commits before the first byte of the answer, keeps
the answer of an Idempotency-Key with the page, and tries a request again that lost a race in the database.
Endpoints ask for an `Edge` with `acting(*roles)`, so who may call is in the signature. They never commit.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Iterator
from collections.abc import Set as AbstractSet
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import Annotated, Any, Protocol
from uuid import UUID

from fastapi import Depends, Header, Request, Response
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from shared import bodies, chaos, idempotency
from shared.auth import By, Caller, Role, by
from shared.contracts.message import Command
from shared.contracts.relation import Relation
from shared.db import Tx
from shared.entitled import NotEntitled, entitle
from shared.errors import Failure, Forbidden, PreconditionRequired, Stale, UnlistedMove, failure
from shared.heard import Heard
from shared.journal import begin, write
from shared.node import Node
from shared.page import Page
from shared.problems import correlation, responses
from shared.subject import Subject

TRIES = 3
#: What a route documents: an answer with the ETag of what it shows; one that begins something; one that wants
#: If-Match, and what it answers then.
TAGGED: dict[int | str, Any] = {200: {"headers": {"ETag": {"$ref": "#/components/headers/ETag"}}}}
BEGUN: dict[int | str, Any] = {
    201: {"headers": {name: {"$ref": f"#/components/headers/{name}"} for name in ("ETag", "Location")}}
}
SEEN: dict[int | str, Any] = TAGGED | responses(NotEntitled, UnlistedMove, PreconditionRequired, Stale)

TRACEPARENT = re.compile(r"00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}")


Opened = Callable[[Request, Caller, idempotency.Asked], Awaitable["Edge"]]


class World(Protocol):
    """What a service loads to decide: it can at least find a subject by id (None: there is none).

    `relations` says how who asks stands to the subject of the message, by the locked rows.
    """

    def find(self, subject: UUID) -> Subject | None: ...

    def relations(self, heard: Heard[Any]) -> AbstractSet[Relation]: ...


@dataclass(slots=True)
class Edge:
    """One writing request: who calls, the open transaction, and the page once a dossier is locked."""

    node: Node
    caller: Caller
    tx: Tx
    asked: idempotency.Asked
    correlation: UUID
    traceparent: str | None
    page: Page | None = None
    _last: list[Callable[[], Awaitable[None]]] = field(default_factory=list)

    async def hear(self, message: Any, dossier: UUID, subject: UUID | None = None) -> Any:
        """Locks the dossier, loads its world, and lets the message move it. Answers the world as it is then.

        With `subject` the command must be the caller's, and the request must say by If-Match which line of it was
        seen. Raises Refused.
        """
        hearing = self.node.hearing
        heard = self.heard(message, dossier, subject)
        self.page = await begin(self.tx, hearing.speaker, {dossier})
        world = await hearing.load(self.tx, self.page, [heard])
        if subject is not None:
            self.admit(world, heard)
        with self.page.together(dossier):
            hearing.handlers[type(message)](world, self.page, heard)
        return world

    def heard(self, message: Any, dossier: UUID, subject: UUID | None = None) -> Heard[Any]:
        """A command as it is heard: the caller is who acts."""
        return Heard(
            message=message,
            dossier=dossier,
            subject=subject,
            actor=self.caller.subject,
            role=str(self.caller.role),
            agency=self.caller.agency,
            correlation=self.correlation,
            traceparent=self.traceparent,
        )

    def admit(self, world: World, heard: Heard[Any]) -> None:
        """Is the command the caller's, and the subject as it was seen? Raises NotEntitled, or as `match`."""
        entitle(heard, world.relations(heard))
        self.match(world.find(heard.subject) if heard.subject else None)

    def match(self, subject: Subject | None) -> None:
        """Compares If-Match with the subject's line. Raises PreconditionRequired, Stale."""
        self.match_tag(etag(subject.line if subject else 0))

    def match_tag(self, tag: str) -> None:
        wanted = self.asked.if_match
        if wanted is None:
            raise PreconditionRequired(
                "Send If-Match with the ETag you last saw.", "Gửi kèm If-Match là ETag bạn thấy gần nhất."
            )
        if tag not in [part.strip() for part in wanted.split(",")] and wanted.strip() != "*":
            raise Stale("Read it again, then decide.", "Hãy đọc lại rồi quyết định.", etag=tag)

    def before_end(self, work: Callable[..., Awaitable[None]], *values: Any) -> None:
        """Does `work(edge, *values)` after the page is written, in the same transaction."""
        self._last.append(lambda: work(self, *values))

    async def finish(self, response: Response) -> None:
        """Writes the page and the answer under its key, then what comes after them."""
        kept = idempotency.kept([idempotency.row_of(self.asked, response)])
        await (write(self.tx, self.page, *kept) if self.page is not None else self.tx.do_all(kept))
        for work in self._last:
            await work()


def etag(line: int) -> str:
    """The ETag of a subject: the line of its last move."""
    return f'"{line}"'


class Door(APIRoute):
    """The route class of every router: it knows who calls before it reads a body, and reads no more than it may take.

    `max_body_size` is in bytes; without it the route is one of small bodies. (FastAPI's own limit would answer 413
    before the route is asked, and so before the caller is known: it is not given on.)
    """

    def __init__(self, path: str, endpoint: Callable[..., Any], *, max_body_size: int | None = None, **more: Any):
        self.largest = bodies.SMALL if max_body_size is None else max_body_size
        super().__init__(path, endpoint, **more)

    @property
    def takes(self) -> bodies.Takes:
        """What it does with a body. One that reads it itself documents it itself."""
        if self.body_field is not None:
            return bodies.Takes.JSON
        own = "requestBody" in (self.openapi_extra or {})
        return bodies.Takes.ITS_OWN if own else bodies.Takes.NOTHING

    def get_route_handler(self) -> Callable[[Request], Awaitable[Response]]:  # type: ignore[override]
        inner = super().get_route_handler()
        asked, takes = tuple(_asks(self.dependant)), self.takes

        async def handle(request: Request) -> Response:
            bodies.head(request)
            for by_whom in asked:
                await by_whom(request)
            request = bodies.measured(request, self.largest)
            await bodies.check(request, takes)
            request.state.again = False
            for _ in range(TRIES - 1):
                try:
                    return await one_transaction(request, inner)
                except Exception as error:
                    if failure(error) is not Failure.AGAIN:
                        raise
                request.state.again = True
            return await one_transaction(request, inner)

        return handle


def _asks(dependant: Dependant) -> Iterator[By]:
    """What of an endpoint's dependencies asks who is calling, however deep it is."""
    for below in dependant.dependencies:
        if isinstance(below.call, By):
            yield below.call
        yield from _asks(below)


async def one_transaction(request: Request, inner: Callable[[Request], Awaitable[Response]]) -> Response:
    """Runs the endpoint; what it put on its page is committed when this returns, and gone if it raises."""
    request.state.edge = None
    try:
        async with AsyncExitStack() as stack:
            request.state.stack = stack
            response = await inner(request)
            edge: Edge | None = request.state.edge
            if edge is not None:
                await edge.finish(response)
    except idempotency.Answered as answered:
        return answered.response
    chaos.reach("api.after_commit")
    if edge is not None and edge.page is not None:
        edge.node.committed(edge.page)
    return response


async def opened_alone(request: Request, caller: Caller, asked: idempotency.Asked) -> Edge:
    """An edge with a transaction of its own. Raises Answered, KeyReused, KeyBusy."""
    node: Node = request.app.state.node
    tx = await request.state.stack.enter_async_context(node.database.begin())
    await idempotency.recall(tx, asked)
    return Edge(node, caller, tx, asked, correlation(request), traceparent_of(request))


def acting(*roles: Role, opened: Opened = opened_alone) -> Callable[..., Awaitable[Edge]]:
    """The dependency of a writing endpoint: an open edge for a caller with one of these roles."""

    allowed = Depends(by(*roles))

    async def open_edge(
        request: Request,
        caller: Caller = allowed,
        idempotency_key: Annotated[str | None, Header(min_length=1, max_length=200)] = None,
        if_match: Annotated[str | None, Header(max_length=200)] = None,
    ) -> Edge:
        node: Node = request.app.state.node
        if node.standing_still and caller.role is not Role.OPERATOR:
            raise Forbidden(node.standing_still, "Dịch vụ đang tạm dừng sau khi khôi phục dữ liệu.")
        asked = await idempotency.asked(request, caller, idempotency_key, if_match)
        edge = request.state.edge = await opened(request, caller, asked)
        return edge

    open_edge.roles = frozenset(roles)  # type: ignore[attr-defined]
    return open_edge


def asking(command: type[Command]) -> Callable[..., Awaitable[Edge]]:
    """The dependency of the endpoint that takes this command: an open edge for those who may ask it."""
    return acting(*map(Role, command.by))


def traceparent_of(request: Request) -> str | None:
    """The W3C trace context if it is one; anything else does not travel."""
    given = request.headers.get("traceparent", "")
    return given if TRACEPARENT.fullmatch(given) else None
