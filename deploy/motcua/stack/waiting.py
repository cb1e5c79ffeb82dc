"""Waiting for a condition instead of a time, in the demo and in every test."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable
from typing import TypeVar

T = TypeVar("T")

TIMEOUT = 60.0  # seconds
SLOWER = float(os.environ.get("MOTCUA_TEST_CPU", "1"))  # of the machine; all that is awaited may take so much longer


async def until(
    look: Callable[[], Awaitable[T | None]],
    what: str = "a condition",
    *,
    timeout: float = TIMEOUT,
    longest: float = 0.5,
) -> T:
    """Calls `look` until it returns something. Raises TimeoutError naming what was awaited.

    `timeout`: seconds in all, times `SLOWER`; `longest`: seconds between two calls, which grow to it.
    """
    pause = 0.02
    try:
        async with asyncio.timeout(SLOWER * timeout):
            while not (seen := await look()):
                await asyncio.sleep(pause)
                pause = min(longest, pause * 1.3)
            return seen
    except TimeoutError:
        raise TimeoutError(f"waited {SLOWER * timeout:.0f} s for {what}") from None
