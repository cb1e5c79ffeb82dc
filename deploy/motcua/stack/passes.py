"""Tokens of people as they get them: each signs in, and exchanges it; again when a token nears its end."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from time import monotonic

from motcua.stack.signed_in import Given, SignIn, exchanged
from shared.web.callers import Role, scope_of

EARLY = 60.0  # seconds before its end a token is renewed

Renewal = Callable[[], Awaitable[str]]


class Passes:
    """Tokens for who signs in so, from the services at these addresses."""

    def __init__(self, sign_in: SignIn, addresses: Mapping[str, str]) -> None:
        self.sign_in, self._addresses = sign_in, addresses
        self._given: dict[tuple[str, str], Given] = {}

    def renewal(self, subject: str, role: Role, agency: str | None = None) -> Renewal:
        """What gives a token that is good, each time it is asked. It raises NotSignedIn, NotUp."""

        async def renewed() -> str:
            return await asyncio.to_thread(self.token, subject, role, agency)

        async def token() -> str:
            given = self._given.get((subject, scope_of(role, agency)))
            return given.token if given and monotonic() < given.until - EARLY else await renewed()

        return token

    def token(self, subject: str, role: Role, agency: str | None = None) -> str:
        """A fresh token. Raises NotSignedIn, NotUp."""
        service, scope = "intake" if role is Role.APPLICANT else "workflow", scope_of(role, agency)
        given = exchanged(self._addresses[service], self.sign_in(subject), scope)
        self._given[subject, scope] = given
        return given.token
