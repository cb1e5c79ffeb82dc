"""One question to every service at once. A service that does not answer takes no other one with it.

Each is asked first if it is there, which it tells within seconds: a service that is frozen, or whose database is, takes
no longer than one that is dead.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Generic, TypeVar

import httpx2

from motcua.stack.people import Person, Unexpected
from shared.kernel.tls import told

T = TypeVar("T")

Failed = (httpx2.TransportError, Unexpected)
SOON = 5.0  # seconds in which a service says that it is there


@dataclass(frozen=True)
class Answers(Generic[T]):
    """By service: what it has answered, and why another one has not."""

    found: dict[str, T]
    away: dict[str, str]


async def of_each(operator: Person, services: Iterable[str], ask: Callable[[str], Awaitable[T]]) -> Answers[T]:
    """Asks all of them. An error that is none of an outage is raised."""
    names = list(services)
    said = await asyncio.gather(*(_one(operator, ask, name) for name in names))
    found = {name: each for name, each in zip(names, said, strict=True) if not isinstance(each, _Away)}
    return Answers(found, {name: each.why for name, each in zip(names, said, strict=True) if isinstance(each, _Away)})


@dataclass(frozen=True)
class _Away:
    why: str


async def _one(operator: Person, ask: Callable[[str], Awaitable[T]], service: str) -> T | _Away:
    if why := await absent(operator, service):
        return _Away(why)
    try:
        return await ask(service)
    except Unexpected as refused:
        if refused.answer.status_code < HTTPStatus.INTERNAL_SERVER_ERROR:
            raise
        return _Away(reason(refused))
    except httpx2.TransportError as away:
        return _Away(reason(away))


async def absent(operator: Person, service: str) -> str:
    """Why a service cannot be asked anything now: it does not answer, or its database does not; empty if it can."""
    try:
        answer = await operator.http.get(f"{operator.addresses[service]}/readyz", timeout=SOON)
    except httpx2.TransportError as away:
        return reason(away)
    try:
        waits: str = (answer.json() or {}).get("waits", {}).get("database", "")
    except ValueError:  # a proxy's page
        return f"status {answer.status_code}" if answer.is_server_error else ""
    return waits


def reason(failure: Exception) -> str:
    """Why a service does not answer, in a word; why it is not trusted, in TLS's words."""
    if isinstance(failure, Unexpected):
        return f"status {failure.answer.status_code}"
    return told(failure) if str(failure).startswith("[SSL") else type(failure).__name__


def silent(service: str, why: str) -> str:
    """The line about a service that does not answer."""
    return f"{service} does not answer ({why})"


def no_database(service: str, why: str) -> str:
    """The line about its database."""
    return f"the database of {service} does not answer ({why})"
