"""Spoils calls that come in: late, not at all, refused, or done and never answered.

A counterpart's wire routes use its subclass of `Wayward`, which says who it is and how it refuses. Nobody waits for
anybody here: a slow answer holds up only its own caller.
"""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Callable, Coroutine
from typing import Any, ClassVar

from fastapi import Request, Response
from fastapi.routing import APIRoute
from starlette.types import Receive, Scope, Send

from sandbox.faults.plan import Counterpart, Deed, Faults, Kind, Moment
from sandbox.settings import Settings

Handler = Callable[[Request], Coroutine[Any, Any, Response]]
ERRORS = (500, 502, 503)


class Wayward(APIRoute, ABC):
    """A route whose counterpart may misbehave."""

    counterpart: ClassVar[Counterpart]

    @staticmethod
    @abstractmethod
    def refusal() -> Response:
        """How this counterpart says 'busy, come again' in its own format."""

    def get_route_handler(self) -> Handler:
        """As FastAPI says: the handler of one request."""
        usual = super().get_route_handler()

        async def handle(request: Request) -> Response:
            faults: Faults = request.app.state.faults
            deed = faults.draw(self.counterpart, Moment.REQUEST)
            return await (self._spoilt(deed, usual, request) if deed else usual(request))

        return handle

    async def _spoilt(self, deed: Deed, usual: Handler, request: Request) -> Response:
        settings: Settings = request.app.state.settings
        match deed.kind:
            case Kind.ERROR:
                return _error(deed.share)
            case Kind.REFUSE:
                return self.refusal()
            case Kind.DONE_BUT_TIMEOUT:
                await usual(request)
                return Dropped(settings.hang if deed.seconds is None else deed.seconds)
        await asyncio.sleep(settings.slow * deed.share if deed.seconds is None else deed.seconds)
        return await usual(request)


def _error(share: float) -> Response:
    """A gateway's page; not JSON, whatever was asked for."""
    status = ERRORS[int(share * len(ERRORS))]
    return Response(f"<html><body><h1>{status}</h1></body></html>", status, media_type="text/html")


class Dropped(Response):
    """Hangs, then closes the connection in the middle of the answer (or earlier, if the caller has gone)."""

    def __init__(self, seconds: float) -> None:
        super().__init__()
        self.seconds = seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """As ASGI says, except that the promised body never comes."""
        try:
            async with asyncio.timeout(self.seconds):
                while (await receive())["type"] != "http.disconnect":
                    pass
        except TimeoutError:
            headers = [(b"content-type", b"application/json"), (b"content-length", b"4096")]
            await send({"type": "http.response.start", "status": 200, "headers": headers})
            await send({"type": "http.response.body", "body": b"{", "more_body": True})
