"""Tracebacks without messages: messages of the database quote personal data."""

from __future__ import annotations

import traceback
from collections.abc import Iterator


def name(exc: BaseException) -> str:
    """The module and name of its class."""
    return f"{type(exc).__module__}.{type(exc).__qualname__}"


def trace(exc: BaseException) -> str:
    """The traceback of `exc`, of its causes and of a group's members, without any message."""
    return "".join(line for link in _links(exc) for line in (f"{name(link)}\n", *_frames(link)))


def _frames(exc: BaseException) -> list[str]:
    return traceback.format_tb(exc.__traceback__)


def _links(exc: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while exc is not None and id(exc) not in seen:
        seen.add(id(exc))
        yield exc
        for member in exc.exceptions if isinstance(exc, BaseExceptionGroup) else ():
            yield from _links(member)
        exc = exc.__cause__ if exc.__suppress_context__ else exc.__context__
