"""The route class of every router: callers are authenticated before bodies are read, commits come before answers.

A request has a place among those answered at once, and is counted against its caller's rate, before its body is read.
The route reads no more of a body than it takes, commits before the first byte of the answer, stores the answer of an
Idempotency-Key in the same transaction, and repeats a request that lost a race in the database.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from http import HTTPStatus
from typing import Any, Protocol

from fastapi import Request, Response
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from shared.kernel import failpoints
from shared.kernel.failure import Failure, failure
from shared.web import asked as query
from shared.web import bodies, idempotency, preconditions, rates
from shared.web.auth import By, recognised
from shared.web.limits import Places
from shared.web.methods import reads
from shared.web.parts import part_of

TRIES = 3


class Writing(Protocol):
    """What an endpoint writes before the commit, and does after it."""

    async def finish(self, response: Response) -> None: ...

    def done(self) -> None: ...


class TransactionalRoute(APIRoute):
    """`max_body_size` is in bytes; the default is a small body.

    (It is not passed to FastAPI, whose own limit would answer 413 before the caller is known.)
    """

    def __init__(self, path: str, endpoint: Callable[..., Any], *, max_body_size: int | None = None, **more: Any):
        self.largest = bodies.SMALL if max_body_size is None else max_body_size
        super().__init__(path, endpoint, **more)

    @property
    def takes(self) -> bodies.Takes:
        """What it does with a body. A route that reads it itself documents it itself."""
        if self.body_field is not None:
            return bodies.Takes.JSON
        own = "requestBody" in (self.openapi_extra or {})
        return bodies.Takes.ITS_OWN if own else bodies.Takes.NOTHING

    def get_route_handler(self) -> Callable[[Request], Awaitable[Response]]:  # type: ignore[override]
        inner = super().get_route_handler()
        asked, takes = tuple(_asks(self.dependant)), self.takes
        known = query.parameters(self.dependant)
        only_reads = self.methods == {"GET"} and reads(self.path)

        async def handle(request: Request) -> Response:
            somebody = bool(asked) or (only_reads and await recognised(request))
            with part_of(request, Places).one(None if somebody else rates.client_of(request)):
                for by_whom in asked:
                    await by_whom(request)
                rates.admit(request, uploads=takes is bodies.Takes.ITS_OWN)
                if asked:
                    query.check(request, known)
                request = bodies.measured(request, self.largest)
                await bodies.check(request, takes)
                response = await won(request, inner)
                return preconditions.read(request, response) if only_reads else response

        return handle


def _asks(dependant: Dependant) -> Iterator[By]:
    """The dependencies of an endpoint, at any depth, that authenticate the caller."""
    for below in dependant.dependencies:
        if isinstance(below.call, By):
            yield below.call
        yield from _asks(below)


async def won(request: Request, inner: Callable[[Request], Awaitable[Response]]) -> Response:
    """The answer of a transaction that has lost no race; it is tried three times."""
    request.state.again = False
    for _ in range(TRIES - 1):
        try:
            return await one_transaction(request, inner)
        except Exception as error:
            if failure(error) is not Failure.AGAIN:
                raise
        request.state.again = True
    return await one_transaction(request, inner)


async def one_transaction(request: Request, inner: Callable[[Request], Awaitable[Response]]) -> Response:
    """Runs the endpoint. Its unit of work is committed when this returns, and rolled back if it raises."""
    request.state.edge = None
    try:
        async with AsyncExitStack() as stack:
            request.state.stack = stack
            response = await inner(request)
            if response.status_code == HTTPStatus.NO_CONTENT:
                del response.headers["content-type"]  # of the body that FastAPI has made and taken away
            edge: Writing | None = request.state.edge
            if edge is not None:
                await edge.finish(response)
    except idempotency.Answered as answered:
        return answered.response
    failpoints.reach("api.after_commit")
    if edge is not None:
        edge.done()
    return response
