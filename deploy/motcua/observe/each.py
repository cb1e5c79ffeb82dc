"""One question to every service at once. A service that does not answer takes no other one with it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Generic, TypeVar

import httpx2

from motcua.stack.people import Unexpected

T = TypeVar("T")

Failed = (httpx2.TransportError, Unexpected)


@dataclass(frozen=True)
class Answers(Generic[T]):
    """By service: what it has answered, and why another one has not."""

    found: dict[str, T]
    away: dict[str, str]


async def of_each(services: Iterable[str], ask: Callable[[str], Awaitable[T]]) -> Answers[T]:
    """Asks all of them. An error that is none of an outage is raised."""
    names = list(services)
    told = await asyncio.gather(*(_one(ask, name) for name in names))
    found = {name: each for name, each in zip(names, told, strict=True) if not isinstance(each, _Away)}
    return Answers(found, {name: each.why for name, each in zip(names, told, strict=True) if isinstance(each, _Away)})


@dataclass(frozen=True)
class _Away:
    why: str


async def _one(ask: Callable[[str], Awaitable[T]], service: str) -> T | _Away:
    try:
        return await ask(service)
    except Unexpected as refused:
        if refused.answer.status_code < HTTPStatus.INTERNAL_SERVER_ERROR:
            raise
        return _Away(reason(refused))
    except httpx2.TransportError as away:
        return _Away(reason(away))


def reason(failure: Exception) -> str:
    """Why a service does not answer, in a word."""
    if isinstance(failure, Unexpected):
        return f"status {failure.answer.status_code}"
    return type(failure).__name__


def silent(service: str, why: str) -> str:
    """The line about a service that does not answer."""
    return f"{service} does not answer ({why})"
