"""Invariant 11: a code or a receipt names one dossier, wherever it is known. Reads the services' tables."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any, NamedTuple
from uuid import UUID

from shared.kernel.registry import Registry

INVARIANT = 11
#: Also those that were given out by events that are lost: people were told them.
GIVEN_OUT = "select code, dossier from lost where code is not null"


class Named(NamedTuple):
    """A service knows a dossier by this code."""

    code: str
    dossier: UUID


async def codes(registry: Registry[Any], connection: Any) -> AsyncIterator[Named]:
    """Every code that a service knows, and the dossier it names there."""
    sql = f"{registry.codes} union {GIVEN_OUT}" if registry.codes else GIVEN_OUT
    async with connection.transaction():
        async for row in connection.cursor(sql, prefetch=1000):
            yield Named(*row)


class Codes:
    """The codes of all services together."""

    def __init__(self) -> None:
        self._dossiers: dict[str, UUID] = {}

    def doubled(self, named: Named) -> str | None:
        """What is wrong, if another dossier has this code."""
        first = self._dossiers.setdefault(named.code, named.dossier)
        return (
            None if first == named.dossier else f"code {named.code} names dossier {first} and dossier {named.dossier}"
        )
