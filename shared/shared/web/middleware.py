"""ASGI middleware: unexpected exceptions become answers, and headers that every answer has. Knows nothing of problems.

Starlette's own place for this (a handler of Exception) raises again after answering, so uvicorn would log every
outage with a traceback, and messages of the database quote personal data.
"""

from collections.abc import Callable, Mapping

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


class Always:
    """Adds these headers (names in lower case) to every answer that does not set them itself."""

    def __init__(self, app: ASGIApp, headers: Mapping[str, str]) -> None:
        self.app = app
        self._headers = [(name.encode(), value.encode()) for name, value in headers.items()]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The ASGI application."""

        async def completed(message: Message) -> None:
            if message["type"] == "http.response.start":
                there = {name.lower() for name, _ in message["headers"]}
                message["headers"] += [header for header in self._headers if header[0] not in there]
            await send(message)

        await self.app(scope, receive, completed)
