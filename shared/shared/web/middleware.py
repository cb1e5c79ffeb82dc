"""ASGI middleware: unexpected exceptions become answers, and no answer is cached. Knows nothing of problems.

Starlette's own place for this (a handler of Exception) raises again after answering, so uvicorn would log every
outage with a traceback, and messages of the database quote personal data.
"""

from collections.abc import Callable

from starlette.types import ASGIApp, Message, Receive, Scope, Send


class Cut(Exception):
    """An answer had begun and cannot be finished: the connection is cut, so that half does not pass for the whole."""


class Catch:
    """Answers an exception of `app` with `answer(scope, exception)`.

    Raises `Cut` if the answer had begun. What `send` raised is raised again: the server handles it.
    """

    def __init__(self, app: ASGIApp, answer: Callable[[Scope, Exception], ASGIApp]) -> None:
        self.app, self.answer = app, answer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The ASGI application."""
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
    """Answers hold personal data and changing states: no cache may store them."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The ASGI application."""

        async def uncached(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"].append((b"cache-control", b"no-store"))
            await send(message)

        await self.app(scope, receive, uncached)
