"""Delivers callbacks to our services with retries, and makes some of them fail.

A callback is retried with doubling pauses and finally given up; the ledger is notified of its fate. Callbacks do not
wait for each other, so a service that is down only receives them later.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import httpx2

from sandbox.faults.plan import Counterpart, Fault, Faults, Kind, Moment
from sandbox.settings import Settings

LONGEST_PAUSE = 25  # times the first pause
OVERTAKEN = 3.0  # seconds a callback waits for a later one to pass it
TIMEOUT = 10.0  # seconds a service may take to answer


class Fate(StrEnum):
    TAKEN = "taken"
    FORGOTTEN = "forgotten"
    GIVEN_UP = "given_up"


@dataclass(frozen=True)
class Callback:
    """One message to a service.

    `forged` has an invalid signature; `tampered` is changed where the signature may not cover it.
    """

    counterpart: Counterpart
    url: str
    body: Mapping[str, Any]
    forged: Mapping[str, Any]
    tampered: Mapping[str, Any]
    taken: Callable[[httpx2.Response], bool]
    on_fate: Callable[[Fate, int], None]


class Courier:
    """Sends callbacks in the background; `close` drops unfinished ones (their ledgers still have them)."""

    def __init__(self, faults: Faults, settings: Settings) -> None:
        self._faults = faults
        self._settings = settings
        self._client = httpx2.AsyncClient(timeout=TIMEOUT, trust_env=False)
        self._tasks: set[asyncio.Task[None]] = set()
        self._passed = {one: asyncio.Event() for one in Counterpart}

    def send(self, callback: Callback) -> None:
        """Schedules a callback and returns at once."""
        fault = self._faults.draw(callback.counterpart, Moment.CALLBACK)
        task = asyncio.create_task(self._carry(callback, fault))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def once(self, url: str, body: Mapping[str, Any]) -> httpx2.Response:
        """Posts a body now, without faults. Raises httpx2.HTTPError."""
        return await self._client.post(url, json=dict(body))

    async def close(self) -> None:
        """Drops all unfinished callbacks."""
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._client.aclose()

    async def _carry(self, callback: Callback, fault: Fault | None) -> None:
        kind = fault.kind if fault else None
        if kind is Kind.FORGET:
            callback.on_fate(Fate.FORGOTTEN, 0)
            return
        if fault and kind is Kind.SLOW:
            await asyncio.sleep(self._settings.slow * fault.share if fault.seconds is None else fault.seconds)
        if fault and kind is Kind.REORDER:
            await self._overtaken(callback.counterpart, OVERTAKEN if fault.seconds is None else fault.seconds)
        spoilt = {Kind.WRONG_SIGNATURE: callback.forged, Kind.TAMPERED: callback.tampered}.get(kind) if kind else None
        tries = await self._insist(callback, spoilt or callback.body)
        callback.on_fate(Fate.TAKEN if tries else Fate.GIVEN_UP, tries or self._settings.attempts)
        if kind is Kind.DUPLICATE:
            await self._once(callback, callback.body)

    async def _insist(self, callback: Callback, first: Mapping[str, Any]) -> int:
        """The number of attempts until it was taken, the first with its own body; 0 if it never was."""
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
        except (httpx2.HTTPError, httpx2.InvalidURL, ValueError):  # no response, or an unreadable one
            return False
        self._passed[callback.counterpart].set()
        self._passed[callback.counterpart] = asyncio.Event()
        return taken

    async def _overtaken(self, counterpart: Counterpart, seconds: float) -> None:
        try:
            await asyncio.wait_for(self._passed[counterpart].wait(), seconds)
        except TimeoutError:
            return
