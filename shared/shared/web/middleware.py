"""What nobody expected, caught at the innermost edge of an ASGI app. Refuses to know what is answered.

Starlette's own place for it (a handler of Exception) raises again after answering: uvicorn would log every
outage with a traceback. And messages of the database quote personal data, so `trace` tells what was raised
and where, never its message.
"""

from collections.abc import Callable

from starlette.types import ASGIApp, Message, Receive, Scope, Send


class Cut(Exception):
    """The answer had begun and cannot be finished; the connection is cut, or half would pass for whole."""


class Catch:
    """Answer what falls through `app` with `answer(scope, exception)`.

    Raises `Cut` if the answer had begun, and whatever `send` itself raised: that is for the server to catch.
    """

    def __init__(self, app: ASGIApp, answer: Callable[[Scope, Exception], ASGIApp]) -> None:
        self.app, self.answer = app, answer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """As ASGI says."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun = False
        theirs: Exception | None = None

        async def watched(message: Message) -> None:
            nonlocal begun, theirs
            begun = True
            try:
                await send(message)
            except Exception as exc:
                theirs = exc
                raise

        try:
            await self.app(scope, receive, watched)
        except Exception as exc:
            if exc is theirs:
                raise
            answer = self.answer(scope, exc)
            if begun:
                raise Cut from None
            await answer(scope, receive, send)


class NoStore:
    """What is answered holds persons and moving states: nobody on the way keeps it."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """As ASGI says."""

        async def telling(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"].append((b"cache-control", b"no-store"))
            await send(message)

        await self.app(scope, receive, telling)
