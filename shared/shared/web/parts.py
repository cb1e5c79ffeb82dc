"""What one process is composed of, by type: its node, its gate, its peers, and what only its service has.

The composition root puts each part in (`app[Documents] = Documents(...)`); a route takes it as a typed parameter:
`Annotated[Documents, Depends(part(Documents))]`.
"""

from collections.abc import Awaitable, Callable
from typing import Any, TypeVar, cast

from fastapi import FastAPI, Request

P = TypeVar("P")


class App(FastAPI):
    """The application of one process. It has at most one part of a type; KeyError where it has none."""

    def __init__(self, **about: Any) -> None:
        super().__init__(**about)
        self._parts: dict[type[Any], Any] = {}

    def __setitem__(self, kind: type[P], part: P) -> None:
        self._parts[kind] = part

    def __getitem__(self, kind: type[P]) -> P:
        return cast("P", self._parts[kind])


def part_of(request: Request, kind: type[P]) -> P:
    """A part of the process this request has reached."""
    app: App = request.app
    return app[kind]


def part(kind: type[P]) -> Callable[[Request], Awaitable[P]]:
    """The dependency that is this part."""

    async def dependency(request: Request) -> P:  # not a plain function: FastAPI gives those a thread each
        return part_of(request, kind)

    return dependency
