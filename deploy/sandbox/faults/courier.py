"""Carries callbacks to our services, again and again until they are taken, and spoils some on the way.

A callback is tried with doubled pauses and given up in the end; every fate is told to its ledger. Callbacks do not
wait for each other, so a service that is down loses nothing but time.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import httpx2

from sandbox.faults.plan import Counterpart, Deed, Faults, Kind, Moment
from sandbox.settings import Settings

LONGEST_PAUSE = 25  # times the first one
OVERTAKEN = 3.0  # seconds a callback waits for a later one to pass it
TIMEOUT = 10.0  # seconds a service may take to answer


class Fate(StrEnum):
    TAKEN = "taken"
    FORGOTTEN = "forgotten"
    GIVEN_UP = "given_up"


@dataclass(frozen=True)
class Callback:
    """One message to a service.

    `forged` is the same with a signature that does not fit; `tampered` is changed where the signature may not see it.
    """

    counterpart: Counterpart
    url: str
    body: Mapping[str, Any]
    forged: Mapping[str, Any]
    tampered: Mapping[str, Any]
    taken: Callable[[httpx2.Response], bool]
    told: Callable[[Fate, int], None]


class Courier:
    """Sends callbacks in the background; `close` drops those under way (their ledgers still know them)."""

    def __init__(self, faults: Faults, settings: Settings) -> None:
        self._faults = faults
        self._settings = settings
        self._client = httpx2.AsyncClient(timeout=TIMEOUT, trust_env=False)
        self._tasks: set[asyncio.Task[None]] = set()
        self._passed = {one: asyncio.Event() for one in Counterpart}

    def send(self, callback: Callback) -> None:
        """Takes it and returns at once."""
        deed = self._faults.draw(callback.counterpart, Moment.CALLBACK)
        task = asyncio.create_task(self._carry(callback, deed))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def once(self, url: str, body: Mapping[str, Any]) -> httpx2.Response:
        """Posts it now, without faults. Raises httpx2.HTTPError."""
        return await self._client.post(url, json=dict(body))

    async def close(self) -> None:
        """Ends everything under way."""
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._client.aclose()

    async def _carry(self, callback: Callback, deed: Deed | None) -> None:
        kind = deed.kind if deed else None
        if kind is Kind.FORGET:
            callback.told(Fate.FORGOTTEN, 0)
            return
        if deed and kind is Kind.SLOW:
            await asyncio.sleep(self._settings.slow * deed.share if deed.seconds is None else deed.seconds)
        if deed and kind is Kind.REORDER:
            await self._overtaken(callback.counterpart, OVERTAKEN if deed.seconds is None else deed.seconds)
        spoilt = {Kind.WRONG_SIGNATURE: callback.forged, Kind.TAMPERED: callback.tampered}.get(kind) if kind else None
        tries = await self._insist(callback, spoilt or callback.body)
        callback.told(Fate.TAKEN if tries else Fate.GIVEN_UP, tries or self._settings.attempts)
        if kind is Kind.DUPLICATE:
            await self._once(callback, callback.body)

    async def _insist(self, callback: Callback, first: Mapping[str, Any]) -> int:
        """The number of tries it took, the first with a body of its own; 0 if it was never taken."""
        pause = self._settings.backoff
        for tried in range(1, self._settings.attempts + 1):
            if await self._once(callback, first if tried == 1 else callback.body):
                return tried
            await asyncio.sleep(pause)
            pause = min(pause * 2, self._settings.backoff * LONGEST_PAUSE)
        return 0

    async def _once(self, callback: Callback, body: Mapping[str, Any]) -> bool:
        try:
            answer = await self._client.post(callback.url, json=dict(body))
            taken = callback.taken(answer)
        except (httpx2.HTTPError, httpx2.InvalidURL, ValueError):  # no answer, or none that can be read
            return False
        self._passed[callback.counterpart].set()
        self._passed[callback.counterpart] = asyncio.Event()
        return taken

    async def _overtaken(self, counterpart: Counterpart, seconds: float) -> None:
        try:
            await asyncio.wait_for(self._passed[counterpart].wait(), seconds)
        except TimeoutError:
            return
