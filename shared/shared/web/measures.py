"""What a process measures of itself: requests by route, the lag of its event loop, and its state when it is asked.

A request is counted under the template of its route, never its path, and under no caller.
"""

from __future__ import annotations

import asyncio
from http import HTTPMethod
from time import perf_counter
from typing import Final

from prometheus_client import generate_latest
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.contracts.release import RELEASE
from shared.kernel.metrics import ALIVE, BUILD, HTTP, HTTP_SECONDS, LOOP_LAG, POOL, POOL_LIMIT, STANDING_STILL
from shared.kernel.node import Node

METHODS: Final = frozenset(HTTPMethod)
TICK: Final = 1.0


class Timed:
    """ASGI middleware, outside all others: how long each answer took until its last byte was sent, or it was cut."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The ASGI application."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began, status = perf_counter(), "cut"

        async def seen(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = f"{message['status'] // 100}xx"
            await send(message)

        try:
            await self.app(scope, receive, seen)
        finally:
            route = getattr(scope.get("route"), "path", "none")
            method = scope["method"] if scope["method"] in METHODS else "other"
            HTTP.labels(route, method, status).inc()
            HTTP_SECONDS.labels(route, method).observe(perf_counter() - began)


class LoopLag:
    """Looks once a `tick` how late the event loop is, by a timer without a task."""

    def __init__(self, tick: float = TICK) -> None:
        self._loop, self._tick = asyncio.get_running_loop(), tick
        self._next()

    def _next(self) -> None:
        self._due = self._loop.time() + self._tick
        self._handle = self._loop.call_at(self._due, self._look)

    def _look(self) -> None:
        LOOP_LAG.observe(max(0.0, self._loop.time() - self._due))
        self._next()

    def stop(self) -> None:
        self._handle.cancel()


def exposed(node: Node) -> bytes:
    """All metrics as text; those of what is in memory are taken now."""
    BUILD.labels(node.registry.producer, RELEASE, ",".join(sorted(node.settings.roles))).set(1)
    STANDING_STILL.set(node.unchecked or node.standing_still is not None)
    for part, alive in node.alive.items():
        ALIVE.labels(part).set(alive)
    for pool, found in node.database.pools().items():
        POOL_LIMIT.labels(pool).set(found.limit)
        for state in ("in_use", "idle", "waiting"):
            POOL.labels(pool, state).set(getattr(found, state))
    return generate_latest()
