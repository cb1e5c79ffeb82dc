"""Makes incoming calls fail: delayed, not executed, refused, or executed and never answered.

A counterpart's wire routes use its subclass of `FaultyRoute`, which names the counterpart and its refusal. A slow
response delays only its own caller.
"""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Callable, Coroutine
from typing import Any, ClassVar

from fastapi import Request, Response
from fastapi.routing import APIRoute
from starlette.types import Receive, Scope, Send

from sandbox.faults.plan import Counterpart, Fault, Faults, Kind, Moment
from sandbox.settings import Settings

Handler = Callable[[Request], Coroutine[Any, Any, Response]]
ERRORS = (500, 502, 503)


class FaultyRoute(APIRoute, ABC):
    """A route whose calls may fail."""

    counterpart: ClassVar[Counterpart]

    @staticmethod
    @abstractmethod
    def refusal() -> Response:
        """This counterpart's response for 'busy, try again'."""

    def get_route_handler(self) -> Handler:
        """The handler of one request, wrapped (FastAPI)."""
        usual = super().get_route_handler()

        async def handle(request: Request) -> Response:
            faults: Faults = request.app.state.faults
            fault = faults.draw(self.counterpart, Moment.REQUEST)
            return await (self._spoilt(fault, usual, request) if fault else usual(request))

        return handle

    async def _spoilt(self, fault: Fault, usual: Handler, request: Request) -> Response:
        settings: Settings = request.app.state.settings
        match fault.kind:
            case Kind.ERROR:
                return _error(fault.share)
            case Kind.REFUSE:
                return self.refusal()
            case Kind.DONE_BUT_TIMEOUT:
                await usual(request)
                return Dropped(settings.hang if fault.seconds is None else fault.seconds)
        await asyncio.sleep(settings.slow * fault.share if fault.seconds is None else fault.seconds)
        return await usual(request)


def _error(share: float) -> Response:
    """A gateway's HTML error page."""
    status = ERRORS[int(share * len(ERRORS))]
    return Response(f"<html><body><h1>{status}</h1></body></html>", status, media_type="text/html")


class Dropped(Response):
    """Hangs, then closes the connection in the middle of the response (or earlier, if the caller has gone)."""

    def __init__(self, seconds: float) -> None:
        super().__init__()
        self.seconds = seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """An ASGI response whose body never comes."""
        try:
            async with asyncio.timeout(self.seconds):
                while (await receive())["type"] != "http.disconnect":
                    pass
        except TimeoutError:
            headers = [(b"content-type", b"application/json"), (b"content-length", b"4096")]
            await send({"type": "http.response.start", "status": 200, "headers": headers})
            await send({"type": "http.response.body", "body": b"{", "more_body": True})
