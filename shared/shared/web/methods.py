"""Which methods an address takes. HEAD is served wherever GET reads, OPTIONS everywhere, and `Allow` lists all of them.

A route declares what it does, and HEAD never. A callback that is a GET has effects: it has no HEAD.
"""

from collections.abc import Iterable
from typing import Final

from starlette.routing import BaseRoute, Match
from starlette.types import ASGIApp, Message, Receive, Scope, Send

CALLBACKS: Final = "/v1/callbacks/"
_DECLARED: Final = ("DELETE", "GET", "PATCH", "POST", "PUT")
_HEAD: Final = "motcua.head"


def reads(path: str) -> bool:
    """Whether a GET of this path only reads."""
    return not path.startswith(CALLBACKS)


def allowed(routes: Iterable[BaseRoute], scope: Scope) -> str:
    """The value of `Allow` (RFC 9110 section 10.2.1) for the path of this request."""
    every = list(routes)
    found = {
        method for method in _DECLARED if any(r.matches({**scope, "method": method})[0] is Match.FULL for r in every)
    }
    if "GET" in found and reads(scope["path"]):
        found.add("HEAD")
    return ", ".join(sorted(found | {"OPTIONS"}))


def of_the_server(scope: Scope) -> bool:
    """Whether this asks for the options of the server, and of no address (RFC 9110 section 9.3.7)."""
    return (scope["method"], scope["path"]) == ("OPTIONS", "*")


def without_body(scope: Scope) -> bool:
    """Whether the client has asked with HEAD, so that an answer need not be produced."""
    return _HEAD in scope


class Head:
    """Serves HEAD as the GET of the same address, with the same headers and without the body."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The ASGI application."""
        if scope["type"] != "http" or scope["method"] != "HEAD" or not reads(scope["path"]):
            await self.app(scope, receive, send)
            return

        async def bare(message: Message) -> None:
            await send({**message, "body": b""} if message["type"] == "http.response.body" else message)

        inner: Scope = {**scope, "method": "GET", _HEAD: True}
        await self.app(inner, receive, bare)
        scope["route"] = inner.get("route")  # as the router says it of any other method
